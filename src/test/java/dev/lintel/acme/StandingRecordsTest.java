package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import dev.lintel.peers.AcmeShim;
import dev.lintel.peers.BindServer;
import dev.lintel.peers.PebbleCa;
import dev.lintel.tls.Certificate;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * dns-persist-01: a record that is set once. Records stand in a real name server. The authority is Pebble behind a page that offers the
 * challenge as the draft describes it and looks for the record; how a real authority looks is not shown here, for none can be run.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StandingRecordsTest {
    private static final String RECORD = "_validation-persist.example.org";

    @TempDir
    private Path folder;

    private Bench bench(BindServer bind) {
        return new Bench(
                folder.resolve("store"),
                Dns.at(new InetSocketAddress("127.0.0.1", bind.port())),
                Duration.ofSeconds(10));
    }

    private PebbleCa pebble(BindServer bind) throws Exception {
        return PebbleCa.in(folder).dns(bind.address()).alwaysValid().start();
    }

    private AcmeShim shim(PebbleCa ca, BindServer bind, String says) throws Exception {
        AcmeShim shim = AcmeShim.before(ca, folder);
        shim.persist(
                () -> bind.ask(RECORD, "TXT").stream().anyMatch(line -> line.matches(says)),
                "authority.test",
                "other.test");
        return shim;
    }

    private static AcmeSpec section(AcmeShim shim) {
        return Bench.with(
                Bench.section(shim.directory().toString(), shim.trust(), "dns-persist-01"),
                "challengeReady",
                List.of("delay", "dns"),
                "dnsDelay",
                Duration.ofMillis(10));
    }

    @Test
    void aProviderSetsTheRecordOnceAndNobodyTakesItAway() throws Exception {
        String says = "\"authority\\.test; accounturi=https://\\S+; policy=wildcard\"";
        try (BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = pebble(bind);
                AcmeShim shim = shim(ca, bind, says);
                Bench bench = bench(bind)) {
            Path key = Files.writeString(folder.resolve("tsig"), BindServer.KEY);
            AcmeSpec section = Bench.with(
                    section(shim),
                    "provider",
                    "rfc2136",
                    "providerSettings",
                    Map.of("server", bind.address(), "key-name", BindServer.KEY_NAME, "key-secret", "file:" + key));
            Certificate first = bench.want(section, ChallengeKind.DNS_PERSIST, "example.org", "*.example.org")
                    .follow()
                    .await("example.org");
            assertThat(first.names()).contains("example.org", "*.example.org");
            List<String> records = bind.ask(RECORD, "TXT");
            assertThat(records).singleElement().asString().matches(says).contains("/my-account/");
            long updates = updates(bind);

            renewed(bench, first);
            assertThat(bind.ask(RECORD, "TXT")).isEqualTo(records);
            assertThat(updates(bind)).as("updates of the zone").isEqualTo(updates);
            assertThat(bench.news.stream().filter(line -> line.contains("set the record")))
                    .hasSize(1);
            assertThat(bench.status("example.org").problem()).isNull();
        }
    }

    private static void renewed(Bench bench, Certificate first) throws InterruptedException {
        bench.until("schedule", () -> bench.status("example.org").state() == Status.State.SCHEDULED);
        assertThat(bench.certificates.renew("example.org")).isNull();
        bench.await("example.org", first);
    }

    private static long updates(BindServer bind) {
        return bind.said().lines().filter(line -> line.contains("adding an RR")).count();
    }

    @Test
    void whoSetsItByHandIsAskedOnceAndForNoRenewal() throws Exception {
        String says = "\"Other\\.Test  ;accounturi=https://\\S+\"";
        try (BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = pebble(bind);
                AcmeShim shim = shim(ca, bind, says);
                Bench bench = bench(bind)) {
            bench.want(section(shim), ChallengeKind.DNS_PERSIST, "example.org").follow();
            bench.until("question", () -> !bench.status("example.org").waiting().isEmpty());
            TxtRecord asked = bench.status("example.org").waiting().getFirst();
            assertThat(asked.name()).isEqualTo(RECORD);
            assertThat(bench.news).anyMatch(line -> line.contains("please set the record " + asked));
            // Set with other words for the same, which a CA takes as well.
            String same = asked.value().replace("authority.test", "Other.Test").replace("; ", "  ;");
            bind.update("update add " + asked.fqdn() + " 5 TXT \"" + same + "\"");
            assertThat(bench.certificates.challengeReady("example.org", "example.org"))
                    .isEqualTo(new Readiness(1, 0));
            Certificate first = bench.await("example.org");

            renewed(bench, first);
            assertThat(bench.news.stream().filter(line -> line.contains("please set the record")))
                    .hasSize(1);
            assertThat(bench.events).containsOnly("acme newcert example.org\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authority.test; accounturi=https://ca/1                                     | true  | false",
                "authority.test; accounturi=https://ca/1; policy=wildcard                    | true  | true",
                "AUTHORITY.test.;policy=WildCard ;  AccountURI=https://ca/1; more=x          | true  | true",
                "second.test; accounturi=https://ca/1; policy=wildcard                       | true  | true",
                "authority.test; accounturi=https://ca/2; policy=wildcard                    | false | false",
                "authority.test; accounturi=https://ca/1/; policy=wildcard                   | false | false",
                "authority.test                                                              | false | false",
                "third.test; accounturi=https://ca/1                                         | false | false",
                "authority.test; accounturi=https://ca/1; policy=specific                    | true  | false",
                "authority.test; accounturi=https://ca/1; persistUntil=1800000001            | true  | false",
                "authority.test; accounturi=https://ca/1; persistUntil=1800000000            | false | false",
                "authority.test; accounturi=https://ca/1; persistUntil=never                 | false | false",
                "''                                                                          | false | false",
                "; accounturi=https://ca/1                                                   | false | false"
            })
    void aRecordSaysItOrNot(String text, boolean name, boolean wildcards) {
        List<String> issuers = List.of("authority.test", "second.test");
        Instant now = Instant.ofEpochSecond(1_800_000_000);
        assertThat(new StandingClaim(issuers, "https://ca/1", false).isIn(text, now))
                .isEqualTo(name);
        assertThat(new StandingClaim(issuers, "https://ca/1", true).isIn(text, now))
                .isEqualTo(wildcards);
    }
}
