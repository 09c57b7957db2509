package dev.lintel.acme;

import static dev.lintel.acme.Provided.RECORD;
import static dev.lintel.acme.Provided.SECRET;
import static dev.lintel.acme.Provided.VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The web APIs that keep each TXT value as a record of its own, against what their documentation says is asked and answered. */
class RecordApisTest {
    private final ContractServer server = new ContractServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static final String CLOUDFLARE_ZONES = """
            {"errors":[],"messages":[],"success":true,"result":[{"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"example.org",\
            "status":"active","permissions":["#dns_records:edit"]}],"result_info":{"count":1,"page":1,"per_page":20}}""";

    @Test
    void cloudflareCreatesARecordInTheZoneOfThatName() throws Exception {
        server.header("Authorization", "Bearer " + SECRET)
                .header("Accept", "application/json")
                .expect("GET /client/v4/zones?name=example.org", 200, CLOUDFLARE_ZONES)
                .expect(
                        "POST /client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records",
                        "{\"type\":\"TXT\",\"name\":\"_acme-challenge.www.example.org\",\"content\":\"\\\"" + VALUE
                                + "\\\"\",\"ttl\":120}",
                        200,
                        "{\"success\":true,\"errors\":[],\"result\":{\"id\":\"372e67954025e0ba6aaa6d586b9e0b59\"}}");
        cloudflare().present(RECORD);
        server.assertDone();
    }

    @Test
    void cloudflareDeletesTheRecordsWithOurValueOnly() throws Exception {
        String records = "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records";
        server.expect("GET /client/v4/zones?name=example.org", 200, CLOUDFLARE_ZONES)
                .expect(
                        "GET " + records + "?type=TXT&name=_acme-challenge.www.example.org&per_page=100",
                        200,
                        """
                        {"success":true,"result":[
                          {"id":"1","type":"TXT","content":"\\"other\\"","proxied":false},
                          {"id":"2","type":"TXT","content":"\\"%s\\""},
                          {"id":"3","type":"TXT","content":"%s"}]}""".formatted(VALUE, VALUE))
                .expect("DELETE " + records + "/2", 200, "{\"result\":{\"id\":\"2\"}}")
                .expect(
                        "DELETE " + records + "/3",
                        404,
                        "{\"success\":false,\"errors\":[{\"code\":81044,\"message\":\"gone\"}]}");
        cloudflare().cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void cloudflareTakesAnIdenticalRecordForSuccess() throws Exception {
        server.expect(
                "POST /client/v4/zones/abc/dns_records",
                "{\"type\":\"TXT\",\"name\":\"_acme-challenge.www.example.org\",\"content\":\"\\\"" + VALUE
                        + "\\\"\",\"ttl\":300}",
                400,
                "{\"success\":false,\"errors\":[{\"code\":81058,\"message\":\"An identical record already exists.\"}]}");
        Provided.by(
                        "cloudflare",
                        "token",
                        "env:SECRET",
                        "zone-id",
                        "abc",
                        "ttl",
                        "300",
                        "endpoint",
                        server.url() + "/client/v4/")
                .present(RECORD);
        server.assertDone();
    }

    @Test
    void cloudflareSaysThatTheTokenSeesNoZone() throws Exception {
        server.expect("GET /client/v4/zones?name=example.org", 200, "{\"success\":true,\"result\":[]}");
        assertThatThrownBy(() -> cloudflare().present(RECORD))
                .hasMessage(
                        "cloudflare: the token sees no zone 'example.org'; include the zone in the token's resources,"
                                + " or set 'zone' or 'zone-id'");
    }

    private DnsProvider cloudflare() throws DnsFault {
        return Provided.by("cloudflare", "token", "env:SECRET", "endpoint", server.url() + "/client/v4");
    }

    @Test
    void digitalOceanCreatesAndDeletesByIdOfTheValue() throws Exception {
        String records = "/v2/domains/example.org/records";
        server.header("Authorization", "Bearer " + SECRET)
                .expect(
                        "POST " + records,
                        "{\"type\":\"TXT\",\"name\":\"_acme-challenge.www\",\"data\":\"" + VALUE + "\",\"ttl\":30}",
                        201,
                        "{\"domain_record\":{\"id\":28448433,\"type\":\"TXT\",\"name\":\"_acme-challenge.www\",\"data\":\""
                                + VALUE + "\",\"priority\":null,\"ttl\":30}}")
                .expect(
                        "GET " + records + "?type=TXT&name=_acme-challenge.www.example.org&per_page=200",
                        200,
                        "{\"domain_records\":[{\"id\":1,\"type\":\"TXT\",\"data\":\"other\"},{\"id\":28448433,\"type\":\"TXT\",\"data\":\""
                                + VALUE + "\"}],\"links\":{},\"meta\":{\"total\":2}}")
                .expect("DELETE " + records + "/28448433", 204, "");
        DnsProvider provider = Provided.by("digitalocean", "token", "env:SECRET", "endpoint", server.url());
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void porkbunPutsBothKeysIntoEveryBody() throws Exception {
        String keys = "\"apikey\":\"" + SECRET + "\",\"secretapikey\":\"prefix.secret\"}";
        server.header("Content-Type", "application/json")
                .expect(
                        "POST /api/json/v3/dns/create/example.org",
                        "{\"name\":\"_acme-challenge.www\",\"type\":\"TXT\",\"content\":\"" + VALUE
                                + "\",\"ttl\":\"600\"," + keys,
                        200,
                        "{\"status\":\"SUCCESS\",\"id\":\"106926659\"}")
                .expect(
                        "POST /api/json/v3/dns/retrieveByNameType/example.org/TXT/_acme-challenge.www",
                        "{" + keys,
                        200,
                        "{\"status\":\"SUCCESS\",\"records\":[{\"id\":\"106926652\",\"content\":\"other\"},{\"id\":\"106926659\",\"name\":"
                                + "\"_acme-challenge.www.example.org\",\"type\":\"TXT\",\"content\":\"" + VALUE
                                + "\",\"ttl\":\"600\",\"prio\":\"0\",\"notes\":\"\"}]}")
                .expect(
                        "POST /api/json/v3/dns/delete/example.org/106926659",
                        "{" + keys,
                        200,
                        "{\"status\":\"SUCCESS\"}");
        DnsProvider provider = porkbun();
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void porkbunErrorsComeWithStatus200Too() throws Exception {
        server.answersAll(200, "{\"status\":\"ERROR\",\"message\":\"Domain is not opted in to API access.\"}");
        assertThatThrownBy(() -> porkbun().present(RECORD))
                .hasMessage(
                        "porkbun: POST 127.0.0.1/api/json/v3/dns/create/example.org said 'Domain is not opted in to API access.';"
                                + " is 'API Access' on for this domain?");
    }

    private DnsProvider porkbun() throws DnsFault {
        return Provided.by(
                "porkbun", "key", "env:SECRET", "secret", "env:KEY", "endpoint", server.url() + "/api/json/v3");
    }

    @Test
    void ionosWorksOnTheZonesId() throws Exception {
        String zones =
                "[{\"id\":\"11af3414\",\"name\":\"test.com\",\"type\":\"NATIVE\"},{\"id\":\"f6821d2f\",\"name\":\"example.org\","
                        + "\"type\":\"NATIVE\"}]";
        server.header("X-API-Key", "prefix.secret")
                .expect("GET /dns/v1/zones", 200, zones)
                .expect(
                        "POST /dns/v1/zones/f6821d2f/records",
                        "[{\"name\":\"_acme-challenge.www.example.org\",\"type\":\"TXT\",\"content\":\"" + VALUE
                                + "\",\"ttl\":60,\"prio\":0,\"disabled\":false}]",
                        201,
                        "[{\"id\":\"830a8feb\"}]")
                .expect("GET /dns/v1/zones", 200, zones)
                .expect(
                        "GET /dns/v1/zones/f6821d2f?recordName=_acme-challenge.www.example.org&recordType=TXT",
                        200,
                        """
                        {"id":"f6821d2f","name":"example.org","type":"NATIVE","records":[
                          {"id":"a4c09921","name":"_acme-challenge.www.example.org","type":"TXT","content":"\\"other\\"","ttl":60},
                          {"id":"830a8feb","name":"_acme-challenge.www.example.org","type":"TXT","content":"\\"%s\\"","ttl":60}]}""".formatted(VALUE))
                .expect("DELETE /dns/v1/zones/f6821d2f/records/830a8feb", 200, "");
        DnsProvider provider = Provided.by("ionos", "key", "env:KEY", "endpoint", server.url() + "/dns");
        provider.present(RECORD);
        provider.cleanup(RECORD);
        server.assertDone();
    }

    @Test
    void ovhSignsWhatItSendsWithTheClockOfTheService() throws Exception {
        String record =
                "{\"fieldType\":\"TXT\",\"subDomain\":\"_acme-challenge.www\",\"target\":\"" + VALUE + "\",\"ttl\":60}";
        server.expect("GET /1.0/auth/time", 200, "1457018875")
                .expect("POST /1.0/domain/zone/example.org/record", record, 200, "{\"id\":42}")
                .expect("GET /1.0/auth/time", 200, "1457018876")
                .expect("POST /1.0/domain/zone/example.org/refresh", 200, "null");
        ovh().present(RECORD);
        server.assertDone();
    }

    @Test
    void ovhSignatureIsTheSha1OfTheDocumentedText() throws Exception {
        String query = "/1.0/domain/zone/example.org/record?fieldType=TXT&subDomain=_acme-challenge.www";
        server.expect("GET /1.0/auth/time", 200, "1457018875").expect("GET " + query, 200, "[]");
        ovh().cleanup(RECORD);
        server.assertDone();
        // "$1$" + SHA1_HEX(AS + "+" + CK + "+" + METHOD + "+" + QUERY + "+" + BODY + "+" + TSTAMP)
        String text = "prefix.secret+" + SECRET + "+GET+" + server.url() + query + "++1457018875";
        byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        assertThat(server.last("X-Ovh-Signature"))
                .isEqualTo("$1$" + HexFormat.of().formatHex(hash));
        assertThat(server.last("X-Ovh-Timestamp")).isEqualTo("1457018875");
        assertThat(server.last("X-Ovh-Application")).isEqualTo("prefix.secret");
        assertThat(server.last("X-Ovh-Consumer")).isEqualTo(SECRET);
    }

    private DnsProvider ovh() throws DnsFault {
        return Provided.by(
                "ovh",
                "application-key",
                "env:KEY",
                "application-secret",
                "env:KEY",
                "consumer-key",
                "env:SECRET",
                "endpoint",
                server.url() + "/1.0");
    }

    @Test
    void ovhDeletesTheRecordOfTheValueAndRefreshes() throws Exception {
        String records = "/1.0/domain/zone/example.org/record";
        server.expect("GET /1.0/auth/time", 200, "1")
                .expect("GET " + records + "?fieldType=TXT&subDomain=_acme-challenge.www", 200, "[7,8]")
                .expect("GET /1.0/auth/time", 200, "1")
                .expect("GET " + records + "/7", 200, "{\"id\":7,\"target\":\"\\\"other\\\"\"}")
                .expect("GET /1.0/auth/time", 200, "1")
                .expect("GET " + records + "/8", 200, "{\"id\":8,\"target\":\"\\\"" + VALUE + "\\\"\"}")
                .expect("GET /1.0/auth/time", 200, "1")
                .expect("DELETE " + records + "/8", 200, "null")
                .expect("GET /1.0/auth/time", 200, "1")
                .expect("POST /1.0/domain/zone/example.org/refresh", 200, "null");
        ovh().cleanup(RECORD);
        server.assertDone();
    }
}
