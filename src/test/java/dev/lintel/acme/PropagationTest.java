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
        Propagation.Seen end = new Propagation(dns, Duration.ofSeconds(30), Duration.ofMillis(10))
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
        Propagation.Seen seen =
                new Propagation(dns, Duration.ofMillis(30), Duration.ofMillis(10)).await(record, ignored -> {});
        assertThat(seen.everywhere()).isFalse();
        assertThat(seen.toString())
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

    private static DnsProvider update(Bind bind) throws DnsFault {
        return DnsProviders.make(
                "rfc2136",
                Map.of("server", bind.server(), "key-name", "lintel", "key-secret", "env:KEY"),
                new DnsTools(new Zones(dns), new ManualRecords(), name -> Bind.KEY));
    }
}
