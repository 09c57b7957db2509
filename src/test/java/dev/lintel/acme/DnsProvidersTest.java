package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of providers: what a configuration may say, and what is answered to what it may not. */
class DnsProvidersTest {
    @TempDir
    Path folder;

    @Test
    void providersAreTheOnesThatAreDocumented() {
        assertThat(DnsProviders.TABLE.names())
                .containsExactly(
                        "rfc2136",
                        "cloudflare",
                        "duckdns",
                        "desec",
                        "hetzner",
                        "acme-dns",
                        "route53",
                        "digitalocean",
                        "ovh",
                        "gandi",
                        "porkbun",
                        "ionos",
                        "exec",
                        "webhook",
                        "manual");
    }

    @Test
    void everyProviderAndSettingStandsInTheDocumentation() throws Exception {
        String page = Files.readString(Path.of("docs/dns-providers.md"));
        DnsProviders.TABLE.rows().forEach(row -> {
            assertThat(page).contains("`" + row.name() + "`");
            row.settings().forEach(setting -> assertThat(page).contains("`" + setting.name() + "`"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cloudfare|there is no DNS provider 'cloudfare'; did you mean 'cloudflare'?",
                "rfc2316|there is no DNS provider 'rfc2316'; did you mean 'rfc2136'?",
            })
    void mistypedProviderIsGuessed(String name, String message) {
        assertThat(DnsProviders.problems(name, Map.of())).containsExactly(message);
    }

    @Test
    void unknownProviderIsToldAllNames() {
        assertThat(DnsProviders.problems("bind-my-own", Map.of()))
                .singleElement()
                .asString()
                .startsWith("there is no DNS provider 'bind-my-own'; there are rfc2136, cloudflare, ");
    }

    @Test
    void unknownSettingIsGuessedAndMissingOneIsNamed() {
        assertThat(DnsProviders.problems("cloudflare", Map.of("tokn", "env:X")))
                .containsExactlyInAnyOrder(
                        "'cloudflare' has no setting 'tokn'; did you mean 'token'?",
                        "'cloudflare' needs 'token': an API token");
        assertThat(DnsProviders.problems("duckdns", Map.of("token", "env:X", "nameserver", "x")))
                .containsExactly("'duckdns' has no setting 'nameserver'; it takes token, endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcdef0123456789", "file:", "env:", ""})
    void literalSecretIsRefusedAndNotRepeated(String value) {
        assertThat(DnsProviders.problems("cloudflare", Map.of("token", value)))
                .containsExactly(
                        "'token' of 'cloudflare' is a secret and expects file:/path or env:NAME, not the secret itself;"
                                + " put it into a file that only Lintel's user can read, and write token file:/path/to/it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:b:c|rfc2136: 'server' expects <host>[:<port>], with brackets around an IPv6 address, not 'a:b:c'",
                "a:99999|rfc2136: 'server' expects <host>[:<port>], with brackets around an IPv6 address, not 'a:99999'",
            })
    void addressOfTheServerIsChecked(String server, String message) {
        assertThat(DnsProviders.problems("rfc2136", Map.of("server", server))).containsExactly(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns1.example.org", "192.0.2.1:5353", "[2001:db8::1]", "[2001:db8::1]:53"})
    void addressOfTheServerMayHaveAPort(String server) {
        assertThat(DnsProviders.problems("rfc2136", Map.of("server", server))).isEmpty();
    }

    @Test
    void settingsThatContradictEachOther() {
        assertThat(DnsProviders.problems("rfc2136", Map.of("server", "ns", "key-name", "k")))
                .containsExactly(
                        "rfc2136: 'key-name' and 'key-secret' belong together: a TSIG key has a name and a secret");
        assertThat(DnsProviders.problems("rfc2136", Map.of("server", "ns", "key-alg", "hmac-sha265")))
                .containsExactly(
                        "rfc2136: 'key-alg' expects one of hmac-sha256, hmac-sha512, hmac-sha384, hmac-sha224, hmac-sha1,"
                                + " hmac-md5, not 'hmac-sha265'; did you mean 'hmac-sha256'?");
        assertThat(DnsProviders.problems("webhook", Map.of("endpoint", "ftp://x")))
                .containsExactly("webhook: 'endpoint' expects a URL such as https://host/path without a user in it");
        assertThat(DnsProviders.problems("exec", Map.of("program", "/x", "style", "shell")))
                .containsExactly("exec: 'style' expects certbot or lego, not 'shell'");
        assertThat(DnsProviders.problems("acme-dns", Map.of("subdomain", "x")))
                .singleElement()
                .asString()
                .startsWith("acme-dns: expects 'subdomain', 'username' and 'password' of one account");
    }

    @Test
    void secretFilesAreReadWhenTheyAreNeededAndEachTime() throws Exception {
        Path file = folder.resolve("token");
        DnsProvider provider = Provided.by("cloudflare", "token", "file:" + file, "endpoint", "http://127.0.0.1:1");
        assertThatThrownBy(() -> provider.present(Provided.RECORD))
                .hasMessage("cloudflare: 'token': there is no file " + file);
        Files.writeString(file, " \n");
        assertThatThrownBy(() -> provider.present(Provided.RECORD))
                .hasMessage("cloudflare: 'token': file:" + file + " is empty");
        Files.writeString(file, "one\ntwo\n");
        assertThatThrownBy(() -> provider.present(Provided.RECORD))
                .hasMessage("cloudflare: 'token': file:" + file
                        + " holds more than one line; it has to hold the secret alone");
        Files.writeString(file, "x".repeat(70_000));
        assertThatThrownBy(() -> provider.present(Provided.RECORD)).hasMessageContaining("too big");
        Files.writeString(file, "right-token\n");
        assertThatThrownBy(() -> provider.present(Provided.RECORD))
                .hasMessageContaining("no connection to 127.0.0.1:1");
    }

    @Test
    void unreadableSecretFile() throws Exception {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "root reads everything");
        Path file = Files.writeString(folder.resolve("token"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assertThatThrownBy(
                        () -> Provided.by("cloudflare", "token", "file:" + file).present(Provided.RECORD))
                .hasMessage("cloudflare: 'token': the user that Lintel runs as may not read " + file);
    }

    @Test
    void missingVariable() {
        assertThatThrownBy(() ->
                        Provided.by("cloudflare", "token", "env:NOT_THERE").present(Provided.RECORD))
                .hasMessage("cloudflare: 'token': the environment has no NOT_THERE; set it for the service"
                        + " (systemd: Environment= or EnvironmentFile=), or use file:/path");
    }

    @Test
    void recordOutsideTheZone() {
        assertThatThrownBy(() -> Provided.by("gandi", "token", "env:SECRET", "zone", "example.net")
                        .present(Provided.RECORD))
                .hasMessageStartingWith(
                        "gandi: the record _acme-challenge.www.example.org lies not in zone 'example.net'");
    }

    @Test
    void manualRecordsAreShownUntilTheyAreCleanedUp() throws Exception {
        DnsTools tools = Provided.tools();
        DnsProvider provider = DnsProviders.make("manual", Map.of(), tools);
        TxtRecord apex = TxtRecord.of("example.org", "a");
        TxtRecord wildcard = TxtRecord.of("*.example.org", "b");
        provider.present(apex);
        provider.present(wildcard);
        provider.present(apex);
        assertThat(provider.byHand()).isTrue();
        assertThat(tools.manual().waiting()).containsExactly(apex, wildcard);
        provider.cleanup(apex);
        assertThat(tools.manual().waiting()).containsExactly(wildcard);
        assertThat(wildcard).hasToString("_acme-challenge.example.org TXT \"b\"");
    }

    @Test
    void namesWithinAZone() {
        TxtRecord record = TxtRecord.of("*.WWW.Example.org.", "v");
        assertThat(record.within("example.org.")).isEqualTo("_acme-challenge.www");
        assertThat(record.within("_acme-challenge.www.example.org")).isEqualTo("@");
        assertThat(record.fqdn()).isEqualTo("_acme-challenge.www.example.org.");
    }
}
