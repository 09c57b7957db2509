package dev.lintel.acme;

import static dev.lintel.acme.Provided.RECORD;
import static dev.lintel.acme.Provided.SECRET;
import static dev.lintel.acme.Provided.VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The web APIs that keep a name's TXT values as one set: two values of one name have to live beside each other. */
class SetApisTest {
    private static final String QUOTED = "\"\\\"" + VALUE + "\\\"\"";

    private final ContractServer server = new ContractServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static final String DESEC_DOMAINS =
            "[{\"created\":\"2022-11-12T18:01:35.454616Z\",\"name\":\"example.org\",\"minimum_ttl\":3600}]";
    private static final String DESEC_SET = "/api/v1/domains/example.org/rrsets/_acme-challenge.www/TXT/";

    @Test
    void desecCreatesASetWhereThereIsNone() throws Exception {
        server.header("Authorization", "Token " + SECRET)
                .expect("GET /api/v1/domains/?owns_qname=_acme-challenge.www.example.org", 200, DESEC_DOMAINS)
                .expect("GET " + DESEC_SET, 404, "{\"detail\":\"Not found.\"}")
                .expect(
                        "POST /api/v1/domains/example.org/rrsets/",
                        "{\"subname\":\"_acme-challenge.www\",\"type\":\"TXT\",\"ttl\":3600,\"records\":[" + QUOTED
                                + "]}",
                        201,
                        "{}");
        desec().present(RECORD);
        server.assertDone();
    }

    @Test
    void desecAddsToTheValuesThatAreThereAndTakesOnlyOursAway() throws Exception {
        String both = "{\"records\":[\"\\\"other\\\"\"," + QUOTED + "]}";
        server.expect("GET /api/v1/domains/?owns_qname=_acme-challenge.www.example.org", 200, DESEC_DOMAINS)
                .expect(
                        "GET " + DESEC_SET,
                        200,
                        "{\"subname\":\"_acme-challenge.www\",\"records\":[\"\\\"other\\\"\"],\"ttl\":3600}")
                .expect("PATCH " + DESEC_SET, both, 200, both)
                .expect("GET /api/v1/domains/?owns_qname=_acme-challenge.www.example.org", 200, DESEC_DOMAINS)
                .expect("GET " + DESEC_SET, 200, both)
                .expect("PATCH " + DESEC_SET, "{\"records\":[\"\\\"other\\\"\"]}", 200, "{}");
        DnsProvider provider = desec();
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void desecSaysWhenTheAccountDoesNotOwnTheName() throws Exception {
        server.expect("GET /api/v1/domains/?owns_qname=_acme-challenge.www.example.org", 200, "[]");
        assertThatThrownBy(() -> desec().present(RECORD))
                .hasMessageContaining("no domain of this account owns _acme-challenge.www.example.org");
    }

    private DnsProvider desec() throws DnsFault {
        return Provided.by("desec", "token", "env:SECRET", "endpoint", server.url() + "/api/v1");
    }

    @Test
    void gandiWritesTheWholeSetBack() throws Exception {
        String path = "/v5/livedns/domains/example.org/records/_acme-challenge.www/TXT";
        String both = "{\"rrset_ttl\":300,\"rrset_values\":[\"\\\"other\\\"\"," + QUOTED + "]}";
        server.header("Authorization", "Bearer " + SECRET)
                .expect(
                        "GET " + path,
                        200,
                        "{\"rrset_ttl\":300,\"rrset_values\":[\"\\\"other\\\"\"],\"rrset_type\":\"TXT\"}")
                .expect("PUT " + path, both, 201, "{\"message\":\"DNS Record Created\"}")
                .expect("GET " + path, 200, both)
                .expect("PUT " + path, "{\"rrset_ttl\":300,\"rrset_values\":[\"\\\"other\\\"\"]}", 201, "{}");
        DnsProvider provider = gandi();
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void gandiDeletesTheSetWithItsLastValue() throws Exception {
        String path = "/v5/livedns/domains/example.org/records/_acme-challenge.www/TXT";
        server.expect("GET " + path, 404, "{\"code\":404,\"message\":\"Can't find the DNS record\"}")
                .expect("PUT " + path, "{\"rrset_ttl\":300,\"rrset_values\":[" + QUOTED + "]}", 201, "{}")
                .expect("GET " + path, 200, "{\"rrset_values\":[" + QUOTED + "]}")
                .expect("DELETE " + path, 204, "");
        DnsProvider provider = gandi();
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    private DnsProvider gandi() throws DnsFault {
        return Provided.by("gandi", "token", "env:SECRET", "endpoint", server.url() + "/v5/livedns");
    }

    @Test
    void hetznerAddsAndRemovesByValueAndWaitsForTheAction() throws Exception {
        String actions = "/v1/zones/example.org/rrsets/_acme-challenge.www/TXT/actions/";
        String running =
                "{\"action\":{\"id\":17,\"command\":\"add_rrset_records\",\"status\":\"running\",\"progress\":50,\"error\":null}}";
        server.header("Authorization", "Bearer " + SECRET)
                .expect(
                        "POST " + actions + "add_records",
                        "{\"ttl\":60,\"records\":[{\"value\":" + QUOTED + "}]}",
                        201,
                        running)
                .expect("GET /v1/actions/17", 200, running)
                .expect("GET /v1/actions/17", 200, running.replace("running", "success"))
                .expect(
                        "POST " + actions + "remove_records",
                        "{\"records\":[{\"value\":" + QUOTED + "}]}",
                        201,
                        running.replace("running", "success"));
        DnsProvider provider = hetzner();
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void hetznerTellsWhyAnActionFailed() throws Exception {
        server.answersAll(
                201,
                "{\"action\":{\"id\":1,\"status\":\"error\",\"error\":{\"code\":\"action_failed\",\"message\":\"Action failed\"}}}");
        assertThatThrownBy(() -> hetzner().present(RECORD))
                .hasMessage("hetzner: the change was taken and then failed: Action failed");
    }

    private DnsProvider hetzner() throws DnsFault {
        return new Hetzner(
                Provided.settings("hetzner", "token", "env:SECRET", "endpoint", server.url() + "/v1"),
                Provided.tools(),
                0);
    }

    private static final String AWS_ZONES = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListHostedZonesByNameResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones>
              <HostedZone><Id>/hostedzone/PRIVATE</Id><Name>example.org.</Name><Config><PrivateZone>true</PrivateZone></Config></HostedZone>
              <HostedZone><Id>/hostedzone/ABCDEFG</Id><Name>example.org.</Name><Config><PrivateZone>false</PrivateZone></Config></HostedZone>
            </HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>""";
    private static final String AWS_PENDING = """
            <ChangeResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeInfo>\
            <Id>/change/123456</Id><Status>PENDING</Status></ChangeInfo></ChangeResourceRecordSetsResponse>""";
    private static final String AWS_LIST =
            "GET /2013-04-01/hostedzone/ABCDEFG/rrset?maxitems=1&name=_acme-challenge.www.example.org.&type=TXT";

    private static String awsSet(String... values) {
        StringBuilder records = new StringBuilder();
        for (String value : values) {
            records.append("<ResourceRecord><Value>&quot;").append(value).append("&quot;</Value></ResourceRecord>");
        }
        return "<ResourceRecordSet><Name>_acme-challenge.www.example.org.</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords>"
                + records + "</ResourceRecords></ResourceRecordSet>";
    }

    private static String awsChange(String action, String... values) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ChangeResourceRecordSetsRequest"
                + " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Changes><Change><Action>"
                + action
                + "</Action>" + awsSet(values) + "</Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>";
    }

    @Test
    void route53UpsertsAllValuesAndWaitsUntilTheyAreInSync() throws Exception {
        server.header("X-Amz-Date", "20150830T123600Z")
                .expect("GET /2013-04-01/hostedzonesbyname?dnsname=example.org", 200, AWS_ZONES)
                .expect(AWS_LIST, 200, "<R><ResourceRecordSets>" + awsSet("other") + "</ResourceRecordSets></R>")
                .expect(
                        "POST /2013-04-01/hostedzone/ABCDEFG/rrset/",
                        awsChange("UPSERT", "other", VALUE),
                        200,
                        AWS_PENDING)
                .expect("GET /2013-04-01/change/123456", 200, AWS_PENDING)
                .expect("GET /2013-04-01/change/123456", 200, AWS_PENDING.replace("PENDING", "INSYNC"));
        route53().present(RECORD);
        server.assertDone();
    }

    @Test
    void route53DeletesTheSetWithItsLastValueOnly() throws Exception {
        String insync = AWS_PENDING.replace("PENDING", "INSYNC");
        server.expect("GET /2013-04-01/hostedzonesbyname?dnsname=example.org", 200, AWS_ZONES)
                .expect(AWS_LIST, 200, awsSet("other", VALUE))
                .expect("POST /2013-04-01/hostedzone/ABCDEFG/rrset/", awsChange("UPSERT", "other"), 200, insync)
                .expect("GET /2013-04-01/hostedzonesbyname?dnsname=example.org", 200, AWS_ZONES)
                .expect(AWS_LIST, 200, awsSet(VALUE))
                .expect("POST /2013-04-01/hostedzone/ABCDEFG/rrset/", awsChange("DELETE", VALUE), 200, insync);
        DnsProvider provider = route53();
        provider.cleanup(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    private DnsProvider route53() throws DnsFault {
        Settings settings = Provided.settings(
                "route53", "access-key", "env:KEY", "secret-key", "env:SECRET", "endpoint", server.url());
        return new Route53(settings, Provided.tools(), InstantSource.fixed(Instant.parse("2015-08-30T12:36:00Z")), 0);
    }

    /** The vector "get-vanilla" of the AWS Signature Version 4 test suite. */
    @Test
    void awsSignatureIsThatOfTheTestSuite() {
        AwsSignature signature =
                new AwsSignature("us-east-1", "service", InstantSource.fixed(Instant.parse("2015-08-30T12:36:00Z")));
        Map<String, String> headers = new TreeMap<>();
        WebApi.Request request = new WebApi.Request("GET", URI.create("https://example.amazonaws.com/"), "", headers);
        signature.sign(request, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "");
        assertThat(headers.get("Authorization"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date,"
                        + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }
}
