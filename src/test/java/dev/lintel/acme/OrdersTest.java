package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import dev.lintel.peers.AcmeShim;
import dev.lintel.peers.BindServer;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Ports;
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

/** Orders from a real authority, Pebble, with real name servers and web servers. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OrdersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Path store() {
        return folder.resolve("store");
    }

    private static Dns dns(BindServer bind) {
        return Dns.at(new InetSocketAddress("127.0.0.1", bind.port()));
    }

    private Bench bench(BindServer bind) {
        return new Bench(store(), dns(bind), PATIENCE);
    }

    private static AcmeSpec section(PebbleCa ca, String challenge) {
        return Bench.section(ca.directory().toString(), ca.trust(), challenge);
    }

    private AcmeSpec byDns(PebbleCa ca, BindServer bind) throws Exception {
        Path key = Files.writeString(folder.resolve("tsig"), BindServer.KEY);
        return Bench.with(
                section(ca, "dns-01"),
                "challengeReady",
                List.of("dns"),
                "provider",
                "rfc2136",
                "providerSettings",
                Map.of("server", bind.address(), "key-name", BindServer.KEY_NAME, "key-secret", "file:" + key));
    }

    @Test
    void httpChallengeStoresAndARestartOrdersNothing() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                    .dns(bind.address())
                    .httpPort(http)
                    .rejectNonces(15)
                    .start()) {
                AcmeSpec section = Bench.with(section(ca, "http-01"), "map", "virt@acme");
                Certificate first;
                try (Bench bench = bench(bind).web(http)) {
                    first = bench.want(section, ChallengeKind.HTTP, "www.example.org", "example.org")
                            .follow()
                            .await("www.example.org");
                    assertThat(first.names()).contains("www.example.org", "example.org");
                    assertThat(first.chain()).hasSizeGreaterThan(1);
                    assertThat(bench.mapped).hasSize(2).allMatch(each -> each.matches("virt@acme [\\w-]{43}"));
                    assertThat(bench.entries).isEmpty();
                    bench.until("event", () -> bench.events.equals(List.of("acme newcert www.example.org\n")));
                    bench.until(
                            "schedule", () -> bench.status("www.example.org").state() == Status.State.SCHEDULED);
                    assertThat(bench.status("www.example.org").next())
                            .isBetween(
                                    Instant.now().plus(Duration.ofDays(54)),
                                    Instant.now().plus(Duration.ofDays(61)));
                }
                long orders = ca.orders();
                try (Bench bench = bench(bind).web(http)) {
                    bench.want(section, ChallengeKind.HTTP, "www.example.org", "example.org")
                            .follow();
                    // In force when follow returns, not a while later.
                    assertThat(bench.current("www.example.org").leaf()).isEqualTo(first.leaf());
                    bench.until(
                            "schedule", () -> bench.status("www.example.org").next() != null);
                    assertThat(bench.certificates.renew("www.example.org")).isNull();
                    bench.await("www.example.org", bench.current("www.example.org"));
                }
                assertThat(ca.orders()).isEqualTo(orders + 1);
                assertThat(ca.said().lines().filter(line -> line.contains("There are now 1 accounts")))
                        .hasSize(1);
                assertThat(ca.said()).doesNotContain("There are now 2 accounts");
            }
        }
    }

    @Test
    void dnsChallengeProvesWildcardAndApexAtOnceAndLeavesNothing() throws Exception {
        try (BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = PebbleCa.in(folder).dns(bind.address()).start();
                Bench bench = bench(bind)) {
            Certificate got = bench.want(byDns(ca, bind), ChallengeKind.DNS, "*.example.org", "example.org")
                    .follow()
                    .await("*.example.org");
            assertThat(got.names()).contains("*.example.org", "example.org");
            assertThat(bind.ask("_acme-challenge.example.org", "TXT")).isEmpty();
            assertThat(store().resolve("certs/wildcard_.example.org/privkey.pem"))
                    .exists();
            // Nobody else is asked to set what is set already.
            bench.until("event", () -> bench.events.equals(List.of("acme newcert *.example.org\n")));
        }
    }

    @Test
    void aRecordSetByHandSurvivesARestart() throws Exception {
        try (BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = PebbleCa.in(folder).dns(bind.address()).start()) {
            AcmeSpec section = Bench.with(section(ca, "dns-01"), "challengeReady", List.of("cli"));
            TxtRecord asked;
            try (Bench bench = bench(bind)) {
                bench.want(section, ChallengeKind.DNS, "git.example.org").follow();
                bench.until(
                        "question",
                        () -> !bench.status("git.example.org").waiting().isEmpty());
                asked = bench.status("git.example.org").waiting().getFirst();
                assertThat(bench.news).anyMatch(line -> line.contains("please set the record"));
                assertThat(bench.certificates.challengeReady("git.example.org", "other.org"))
                        .isNull();
            }
            bind.update("update add " + asked.fqdn() + " 5 TXT \"" + asked.value() + "\"");
            try (Bench bench = bench(bind)) {
                bench.want(section, ChallengeKind.DNS, "git.example.org").follow();
                bench.until(
                        "question",
                        () -> !bench.status("git.example.org").waiting().isEmpty());
                assertThat(bench.status("git.example.org").waiting()).containsExactly(asked);
                assertThat(bench.certificates.challengeReady("git.example.org", "git.example.org"))
                        .isEqualTo(new Readiness(1, 0));
                bench.await("git.example.org");
            }
            assertThat(ca.orders()).isEqualTo(1);
        }
    }

    @Test
    void oneOfTwoNamesFailingStopsNoOtherAndTellsWhy() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .start();
                    Bench bench = bench(bind).web(http)) {
                bench.want(section(ca, "http-01"), ChallengeKind.HTTP, "www.example.org", "nowhere.example.net")
                        .want(section(ca, "http-01"), ChallengeKind.HTTP, "git.example.org")
                        .follow();
                bench.await("git.example.org");
                bench.until(
                        "second try",
                        () -> bench.news.stream()
                                        .filter(line -> line.contains("www.example.org: no certificate"))
                                        .count()
                                > 1);
                Status failing = bench.status("www.example.org");
                assertThat(failing.failing()).isTrue();
                assertThat(bench.news)
                        .anyMatch(line -> line.contains("could not verify nowhere.example.net by http-01"));
                assertThat(failing.problem()).contains("urn:ietf:params:acme:error:");
                assertThat(bench.current("www.example.org").temporary()).isTrue();
                assertThat(bench.status("git.example.org").failing()).isFalse();
            }
        }
    }

    @Test
    void certificatesOfSecondsRenewThemselvesWithNewKeys() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .validFor(8)
                            .reuseAuthorizations(100)
                            .start();
                    Bench bench = bench(bind).web(http)) {
                bench.want(section(ca, "http-01"), ChallengeKind.HTTP, "www.example.org")
                        .want(
                                Bench.with(section(ca, "http-01"), "name", "kept", "reuseKey", true),
                                ChallengeKind.HTTP,
                                "kept.example.org")
                        .follow();
                Certificate first = bench.await("www.example.org");
                Certificate kept = bench.await("kept.example.org");
                Certificate second = bench.await("www.example.org", first);
                assertThat(second.leaf().getPublicKey())
                        .isNotEqualTo(first.leaf().getPublicKey());
                assertThat(second.leaf().getNotBefore()).isBefore(first.leaf().getNotAfter());
                assertThat(bench.await("kept.example.org", kept).leaf().getPublicKey())
                        .isEqualTo(kept.leaf().getPublicKey());
                assertThat(bench.news).noneMatch(line -> line.contains("no certificate"));
            }
        }
    }

    @Test
    void theAuthorityMayWishForARenewalAndIsToldWhatIsReplaced() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .start();
                    AcmeShim shim = AcmeShim.before(ca, folder)) {
                AcmeSpec section = Bench.with(
                        Bench.section(shim.directory().toString(), shim.trust(), "http-01"), "profile", "shortlived");
                Certificate first;
                try (Bench bench = bench(bind).web(http)) {
                    first = bench.want(section, ChallengeKind.HTTP, "www.example.org")
                            .follow()
                            .await("www.example.org");
                    bench.until(
                            "schedule", () -> bench.status("www.example.org").next() != null);
                    assertThat(bench.status("www.example.org").next())
                            .isBetween(
                                    Instant.now().plus(Duration.ofDays(29)),
                                    Instant.now().plus(Duration.ofDays(31)));
                }
                shim.renewNow();
                // As if it had been obtained long ago: nothing is ordered again on its first day.
                Files.delete(store().resolve("orders/www.example.org.json"));
                try (Bench bench = bench(bind).web(http)) {
                    bench.want(section, ChallengeKind.HTTP, "www.example.org").follow();
                    Certificate loaded = bench.current("www.example.org");
                    assertThat(loaded.leaf()).isEqualTo(first.leaf());
                    bench.await("www.example.org", loaded);
                    assertThat(shim.orders()).hasSize(2);
                    assertThat(shim.orders().getLast()).contains("\"replaces\"", "\"shortlived\"");
                    assertThat(shim.orders().getFirst())
                            .contains("\"shortlived\"")
                            .doesNotContain("replaces");
                }
            }
        }
    }

    @Test
    void accountsAreBoundToOnesOfTheAuthority() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            String mac = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .externalAccount("kid-1", mac)
                            .start();
                    Bench bench = bench(bind).web(http)) {
                Path id = Files.writeString(folder.resolve("kid"), "kid-1\n");
                Path key = Files.writeString(folder.resolve("mac"), mac + "\n");
                AcmeSpec plain = section(ca, "http-01");
                bench.want(plain, ChallengeKind.HTTP, "www.example.org")
                        .want(
                                Bench.with(
                                        plain,
                                        "name",
                                        "eab",
                                        "eabKeyId",
                                        id.toString(),
                                        "eabMacKey",
                                        key.toString(),
                                        "eabMacAlg",
                                        "HS256"),
                                ChallengeKind.HTTP,
                                "eab.example.org")
                        .follow();
                bench.await("eab.example.org");
                bench.until(
                        "reason",
                        () -> bench.news.stream()
                                .anyMatch(line -> line.contains("www.example.org: no certificate")
                                        && line.contains("eab-key-id")));
            }
        }
    }
}
