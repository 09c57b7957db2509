package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zones, aliases and propagation over two real BIND 9 that do not tell each other anything. */
class PropagationTest {
    private static final String TWO_SERVERS = "@ NS ns1\n@ NS ns2\nns1 A 127.0.0.1\nns2 A 127.0.0.2\n";

    @TempDir
    static Path folder;

    private static Bind first;
    private static Bind second;
    private static InetSocketAddress nobody;
    private static Dns dns;

    @BeforeAll
    static void start() throws Exception {
        first = new Bind(Files.createDirectory(folder.resolve("one")), Bind.freePort())
                .zone("pair.test", TWO_SERVERS)
                .zone(
                        "alias.test",
                        "@ NS ns1.pair.test.\nns1 A 127.0.0.1\n_acme-challenge CNAME hop.alias.test.\nhop CNAME _acme-challenge.pair.test.\n"
                                + "_acme-challenge.circle CNAME a\na CNAME b\nb CNAME a\n")
                .zone("deep.pair.test", "@ NS ns1.pair.test.\nns1 A 127.0.0.1\n")
                .zone("lame.test", "@ NS ns1.pair.test.\n@ NS ns2.pair.test.\nns1 A 127.0.0.1\n")
                .zone("half.test", "@ NS ns1\nns1 A 127.0.0.1\nns1 A 127.0.0.3\n")
                .zone("silent.test", "@ NS ns1\n@ NS ns3\nns1 A 127.0.0.1\nns3 A 127.0.0.3\n")
                .zone("blocked.test", "@ NS ns3\nns3 A 127.0.0.3\n")
                .zone("dead.test", "@ NS ns1.pair.test.\n@ NS ns9.pair.test.\nns1 A 127.0.0.1\n")
                .start();
        second = new Bind(Files.createDirectory(folder.resolve("two")), Bind.freePort())
                .zone("pair.test", TWO_SERVERS)
                .start();
        nobody = new InetSocketAddress("127.0.0.1", Bind.freePort());
        dns = through(first);
    }

    /** The second server cannot have an address of its own here: 127.0.0.2 in the zone stands for its port, 127.0.0.3 for nobody. */
    private static Dns through(Bind resolver) {
        return new Dns(
                () -> List.of(resolver.at()),
                address -> switch (address.getHostAddress()) {
                    case "127.0.0.1" -> first.at();
                    case "127.0.0.2" -> second.at();
                    default -> nobody;
                },
                Duration.ofSeconds(5));
    }

    @AfterAll
    static void stop() throws Exception {
        for (Bind bind : new Bind[] {first, second}) {
            if (bind != null) {
                bind.close();
            }
        }
    }

    @Test
    void zoneIsTheNearestParentWithAnSoa() throws Exception {
        Zones zones = new Zones(dns);
        assertThat(zones.zoneOf("_acme-challenge.a.b.pair.test")).isEqualTo("pair.test");
        assertThat(zones.zoneOf("_acme-challenge.x.deep.pair.test")).isEqualTo("deep.pair.test");
        assertThat(zones.zoneOf("pair.test")).isEqualTo("pair.test");
        assertThat(zones.find("_acme-challenge.WWW.pair.test"))
                .hasToString("_acme-challenge.www.pair.test, in zone pair.test (ns1.pair.test, ns2.pair.test)");
    }

    @Test
    void aliasesAreFollowedOnPurposeAndShown() throws Exception {
        Zones.Place place = new Zones(dns).find("_acme-challenge.alias.test");
        assertThat(place.isAlias()).isTrue();
        assertThat(place.name()).isEqualTo("_acme-challenge.pair.test");
        assertThat(place)
                .hasToString(
                        "_acme-challenge.alias.test -> hop.alias.test -> _acme-challenge.pair.test, in zone pair.test"
                                + " (ns1.pair.test, ns2.pair.test)");
    }

    @Test
    void circleOfAliasesIsFound() {
        assertThatThrownBy(() -> new Zones(dns).find("_acme-challenge.circle.alias.test"))
                .hasMessage(
                        "the CNAMEs of _acme-challenge.circle.alias.test lead in a circle: _acme-challenge.circle.alias.test ->"
                                + " a.alias.test -> b.alias.test -> a.alias.test");
    }

    @Test
    void resolverThatRefusesAndNameThatIsNone() {
        assertThatThrownBy(() -> new Zones(dns).find("_acme-challenge.elsewhere.example"))
                .hasMessage("DNS cannot be asked about _acme-challenge.elsewhere.example: the resolver 127.0.0.1:"
                        + first.at().getPort() + " answered REFUSED");
        assertThatThrownBy(() -> new Zones(dns).find("x".repeat(64) + ".test"))
                .hasMessageEndingWith("is no name that DNS can hold");
    }

    @Test
    void waitsUntilEveryServerHasIt() throws Exception {
        TxtRecord record = TxtRecord.of("pair.test", "propagated");
        update(first).present(record);
        List<Propagation.Seen> rounds = new ArrayList<>();
        Propagation.Ended end = new Propagation(dns, Duration.ofSeconds(30), Duration.ofMillis(10))
                .await(record, seen -> {
                    rounds.add(seen);
                    if (rounds.size() == 2) {
                        presentAtSecond(record);
                    }
                });
        assertThat(end.everywhere()).isTrue();
        assertThat(rounds).hasSize(3);
        assertThat(rounds.getFirst().everywhere()).isFalse();
        assertThat(rounds.getFirst().answers())
                .extracting(Object::toString)
                .containsExactly(
                        "ns1.pair.test (" + first.server() + ") has it",
                        "ns2.pair.test (" + second.server() + ") has no TXT record yet");
        TxtRecord other = TxtRecord.of("pair.test", "another");
        assertThat(new Propagation(dns, Duration.ZERO).look(other).answers())
                .extracting(Propagation.ServerAnswer::says)
                .containsExactly("has 1 other value", "has 1 other value");
        update(first).cleanup(record);
        update(second).cleanup(record);
    }

    private static void presentAtSecond(TxtRecord record) {
        try {
            update(second).present(record);
        } catch (DnsFault e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void endsWithItsTimeAndTellsWhoIsMissing() throws Exception {
        TxtRecord record = TxtRecord.of("pair.test", "never");
        Propagation.Ended end =
                new Propagation(dns, Duration.ofMillis(30), Duration.ofMillis(10)).await(record, ignored -> {});
        assertThat(end.everywhere()).isFalse();
        assertThat(end.missing()).isTrue();
        assertThat(String.valueOf(end.seen()))
                .startsWith(
                        "_acme-challenge.pair.test, in zone pair.test (ns1.pair.test, ns2.pair.test): ns1.pair.test (127.0.0.1:")
                .contains("has no TXT record yet");
    }

    @Test
    void serverWithoutAddressCounts() throws Exception {
        TxtRecord record = TxtRecord.of("dead.test", "x");
        update(first).present(record);
        Propagation.Seen seen = new Propagation(dns, Duration.ZERO).look(record);
        assertThat(seen.everywhere()).isFalse();
        assertThat(seen.answers()).extracting(Object::toString).contains("ns9.pair.test (no address) does not resolve");
    }

    @Test
    void serverThatDoesNotKnowTheZoneCounts() throws Exception {
        TxtRecord record = TxtRecord.of("lame.test", "x");
        update(first).present(record);
        Propagation.Seen seen = new Propagation(dns, Duration.ZERO).look(record);
        assertThat(seen.everywhere()).isFalse();
        assertThat(seen.answers())
                .extracting(Propagation.ServerAnswer::says)
                .containsExactly("has it", "answers REFUSED");
    }

    @Test
    void secondAddressThatIsSilentFromHereDoesNotCount() throws Exception {
        TxtRecord record = TxtRecord.of("half.test", "x");
        update(first).present(record);
        Propagation.Seen seen = new Propagation(dns, Duration.ZERO).look(record);
        assertThat(seen.answers())
                .extracting(Propagation.ServerAnswer::says)
                .containsExactlyInAnyOrder("has it", "does not answer over TCP");
        assertThat(seen.everywhere()).isTrue();
    }

    /** A short time for the silent server, and none again for the second record. */
    @Test
    void silentServerIsNotWaitedForToTheEnd() throws Exception {
        TxtRecord record = TxtRecord.of("silent.test", "x");
        TxtRecord other = TxtRecord.of("silent.test", "y");
        update(first).present(record);
        update(first).present(other);
        Propagation.Wait wait =
                new Propagation(dns, Duration.ofMinutes(5), Duration.ofMillis(10), Duration.ofMillis(200)).begin();
        List<Propagation.Seen> rounds = new ArrayList<>();
        Propagation.Ended end = wait.await(record, rounds::add);
        assertThat(rounds).hasSizeGreaterThan(1);
        assertThat(end.everywhere()).isFalse();
        assertThat(end.missing()).isFalse();
        assertThat(end.without())
                .isEqualTo("ns3.silent.test (127.0.0.1:" + nobody.getPort() + ") does not answer over TCP");
        rounds.clear();
        assertThat(wait.await(other, rounds::add).missing()).isFalse();
        assertThat(rounds).hasSize(1);
    }

    @Test
    void serversThatCannotBeReachedFromHereLeaveItToTheCa() throws Exception {
        Propagation.Ended end = new Propagation(dns, Duration.ofMillis(100), Duration.ofMillis(10))
                .await(TxtRecord.of("blocked.test", "x"), ignored -> {});
        assertThat(end.everywhere()).isFalse();
        assertThat(end.missing()).isFalse();
        assertThat(end.without()).contains("does not answer over TCP");
    }

    @Test
    void resolverThatHiccupsIsAskedAgain() throws Exception {
        TxtRecord record = TxtRecord.of("half.test", "hiccup");
        update(first).present(record);
        AtomicInteger questions = new AtomicInteger();
        Dns moody = new Dns(
                () -> List.of(questions.getAndIncrement() == 0 ? nobody : first.at()),
                address -> address.getHostAddress().equals("127.0.0.1") ? first.at() : nobody,
                Duration.ofMillis(500));
        Propagation.Ended end =
                new Propagation(moody, Duration.ofSeconds(30), Duration.ofMillis(10)).await(record, ignored -> {});
        assertThat(end.everywhere()).isTrue();
        Dns deaf = new Dns(() -> List.of(nobody), address -> nobody, Duration.ofMillis(100));
        Propagation.Ended never =
                new Propagation(deaf, Duration.ofMillis(150), Duration.ofMillis(10)).await(record, ignored -> {});
        assertThat(never.missing()).isFalse();
        assertThat(never.without()).contains("does not answer");
    }

    private static DnsProvider update(Bind bind) throws DnsFault {
        return DnsProviders.make(
                "rfc2136",
                Map.of("server", bind.server(), "key-name", "lintel", "key-secret", "env:KEY"),
                new DnsTools(new Zones(dns), new ManualRecords(), name -> Bind.KEY));
    }
}
