package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import dev.lintel.peers.BindServer;
import dev.lintel.peers.PebbleCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What orders tell the targets of {@code notify}, and the DNS that a section names for itself. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OrderNoticesTest {
    @TempDir
    private Path folder;

    @Test
    void failureIsToldWithItsReasonAndTheNextTry() throws Exception {
        try (ContractServer hook = new ContractServer();
                Bench bench = new Bench(folder.resolve("store"), null, Duration.ofSeconds(5))) {
            hook.answersAll(204, "");
            AcmeSpec section = Bench.with(
                    Bench.section("http://127.0.0.1:" + Bind.freePort() + "/dir", null, "http-01"),
                    "notices",
                    List.of(List.of("webhook", hook.url())));
            bench.want(section, ChallengeKind.HTTP, "www.example.org").follow();
            bench.until("notice", () -> !hook.lastBody().isEmpty());
            Json notice = Json.read(hook.lastBody());
            assertThat(notice.at("kind").text()).isEqualTo("failure");
            assertThat(notice.at("subject").text()).isEqualTo("certificate www.example.org: failed");
            assertThat(notice.at("text").text()).startsWith("no certificate: ").contains("; the next try is at ");
        }
    }

    @Test
    void sectionsOwnDnsIsAskedAndSuccessIsTold() throws Exception {
        try (ContractServer hook = new ContractServer();
                BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = PebbleCa.in(folder).dns(bind.address()).start();
                Bench bench = new Bench(folder.resolve("store"), null, Duration.ofSeconds(10))) {
            hook.answersAll(204, "");
            Path key = Files.writeString(folder.resolve("tsig"), BindServer.KEY);
            AcmeSpec section = Bench.with(
                    Bench.section(ca.directory().toString(), ca.trust(), "dns-01"),
                    "challengeReady",
                    List.of("dns"),
                    "provider",
                    "rfc2136",
                    "providerSettings",
                    Map.of("server", bind.address(), "key-name", BindServer.KEY_NAME, "key-secret", "file:" + key),
                    "notices",
                    List.of(List.of("webhook", hook.url())),
                    "options",
                    Map.of("resolver", bind.address(), "dns-port", String.valueOf(bind.port())));
            bench.want(section, ChallengeKind.DNS, "*.example.org").follow().await("*.example.org");
            bench.until("notice", () -> hook.lastBody().contains("\"news\""));
            assertThat(Json.read(hook.lastBody()).at("subject").text()).isEqualTo("certificate *.example.org: renewed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "resolver|192.0.2.1|",
                "resolver|192.0.2.1:5353,[2001:db8::1]:53,2001:db8::2|",
                "dns-port|5353|",
                "resolver|ns1.example.org|'option resolver' expects <address>[:<port>] with commas between, not 'ns1.example.org'",
                "resolver|192.0.2.1:99999|'option resolver' expects <address>[:<port>] with commas between, not '192.0.2.1:99999'",
                "resolver|``|'option resolver' expects <address>[:<port>] with commas between, not ''",
                "dns-port|0|'option dns-port' expects a whole number from 1 to 65535, not '0'",
                "resolvers|x|there is no 'option resolvers'; did you mean 'resolver'?",
                "colour|blue|there is no 'option colour'; there are resolver, dns-port",
            })
    void optionsAreChecked(String name, String value, String problem) {
        AcmeSpec section = Bench.with(Bench.section("internal", null, null), "options", Map.of(name, value));
        assertThat(DnsOptions.problems(section)).isEqualTo(problem == null ? List.of() : List.of(problem));
    }
}
