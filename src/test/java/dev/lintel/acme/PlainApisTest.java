package dev.lintel.acme;

import static dev.lintel.acme.Provided.SECRET;
import static dev.lintel.acme.Provided.VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web APIs that know nothing of zones: DuckDNS, acme-dns, and a webhook of the user's own. */
class PlainApisTest {
    private static final String SECRET_IN_URL = "s3cr3t%2F%2B%3D%20value";

    private final ContractServer server = new ContractServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void duckDnsSetsAndClearsTheOneRecordOfTheRegisteredName() throws Exception {
        TxtRecord record = TxtRecord.of("*.www.lab.duckdns.org", VALUE);
        server.expect("GET /update?domains=lab&token=" + SECRET_IN_URL + "&txt=" + VALUE, 200, "OK")
                .expect("GET /update?domains=lab&token=" + SECRET_IN_URL + "&txt=&clear=true", 200, "OK");
        DnsProvider provider = duckDns();
        assertThat(provider.holdsOneValue()).isTrue();
        provider.present(record);
        provider.cleanup(record);
        server.assertDone();
    }

    @Test
    void duckDnsDoesNotClearWhatCameAfter() throws Exception {
        TxtRecord first = TxtRecord.of("lab.duckdns.org", "first");
        TxtRecord second = TxtRecord.of("lab.duckdns.org", "second");
        server.expect("GET /update?domains=lab&token=" + SECRET_IN_URL + "&txt=first", 200, "OK")
                .expect("GET /update?domains=lab&token=" + SECRET_IN_URL + "&txt=second", 200, "OK");
        DnsProvider provider = duckDns();
        provider.present(first);
        provider.present(second);
        provider.cleanup(first);
        server.assertDone();
    }

    @Test
    void duckDnsSaysKoAndNothingElse() throws Exception {
        server.answersAll(200, "KO");
        assertThatThrownBy(() -> duckDns().present(TxtRecord.of("lab.duckdns.org", VALUE)))
                .hasMessage("duckdns: GET 127.0.0.1/update said 'KO'; DuckDNS says no more than that: check the token,"
                        + " and that lab is a domain of its account");
        assertThatThrownBy(() -> duckDns().present(TxtRecord.of("example.org", VALUE)))
                .hasMessageContaining("not below duckdns.org")
                .hasMessageContaining("CNAME from _acme-challenge.example.org");
    }

    private DnsProvider duckDns() throws DnsFault {
        return Provided.by("duckdns", "token", "env:SECRET", "endpoint", server.url());
    }

    @Test
    void acmeDnsUpdatesItsAccountsName() throws Exception {
        server.header("X-Api-User", "prefix.secret")
                .header("X-Api-Key", SECRET)
                .expect(
                        "POST /update",
                        "{\"subdomain\":\"8e5700ea\",\"txt\":\"" + VALUE + "\"}",
                        200,
                        "{\"txt\": \"" + VALUE + "\"}");
        DnsProvider provider = acmeDns();
        TxtRecord record = TxtRecord.of("example.org", VALUE).at("8e5700ea.auth.acme-dns.io");
        provider.present(record);
        provider.cleanup(record);
        server.assertDone();
    }

    @Test
    void acmeDnsMissesTheCname() {
        assertThatThrownBy(() -> acmeDns().present(TxtRecord.of("example.org", VALUE)))
                .hasMessage(
                        "acme-dns: _acme-challenge.example.org leads to _acme-challenge.example.org, not to this account;"
                                + " it has to be a CNAME of 8e5700ea.<the server's domain>");
    }

    private DnsProvider acmeDns() throws DnsFault {
        return Provided.by(
                "acme-dns",
                "subdomain",
                "8e5700ea",
                "username",
                "env:KEY",
                "password",
                "env:SECRET",
                "endpoint",
                server.url());
    }

    @Test
    void acmeDnsTakesAccountsFromTheFileOfOtherClients(@TempDir Path folder) throws Exception {
        Path accounts = Files.writeString(
                folder.resolve("accounts.json"),
                "{\"example.org\":{\"fulldomain\":\"abc.auth.example\",\"subdomain\":\"abc\",\"username\":\"u\",\"password\":\"pass-word\","
                        + "\"server_url\":\"https://auth.example\"}}");
        server.header("X-Api-User", "u")
                .header("X-Api-Key", "pass-word")
                .expect("POST /update", "{\"subdomain\":\"abc\",\"txt\":\"v\"}", 200, "{\"txt\":\"v\"}");
        DnsProvider provider = Provided.by("acme-dns", "accounts", accounts.toString(), "endpoint", server.url());
        provider.present(TxtRecord.of("example.org", "v").at("abc.auth.example"));
        server.assertDone();
        assertThatThrownBy(() -> provider.present(TxtRecord.of("example.net", "v")))
                .hasMessage("acme-dns: " + accounts + " has no account for example.net");
        server.answersAll(401, "{\"error\":\"pass-word is wrong\"}");
        assertThatThrownBy(
                        () -> provider.present(TxtRecord.of("example.org", "v").at("abc.auth.example")))
                .hasMessageContaining("*** is wrong");
    }

    @Test
    void webhookIsAskedAsHttpreqIs() throws Exception {
        String body = "{\"fqdn\":\"_acme-challenge.example.org.\",\"value\":\"" + VALUE + "\"}";
        server.header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                ("me:" + SECRET).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json")
                .expect("POST /hook/present", body, 200, "")
                .expect("POST /hook/cleanup", body, 204, "");
        DnsProvider provider =
                Provided.by("webhook", "endpoint", server.url() + "/hook", "username", "me", "password", "env:SECRET");
        TxtRecord record = TxtRecord.of("example.org", VALUE);
        provider.present(record);
        provider.cleanup(record);
        server.assertDone();
    }

    @Test
    void webhookMaySendABearerToken() throws Exception {
        server.header("Authorization", "Bearer " + SECRET)
                .expect("POST /present", "{\"fqdn\":\"_acme-challenge.example.org.\",\"value\":\"v\"}", 200, "");
        Provided.by("webhook", "endpoint", server.url(), "token", "env:SECRET")
                .present(TxtRecord.of("example.org", "v"));
        server.assertDone();
    }
}
