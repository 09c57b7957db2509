package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.rule.Routes;
import dev.lintel.rule.TestExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where {@code use_backend} lines lead, and that a run of host tests is one look-up with the same result. */
class RoutesTest {
    private static Exchange host(String... hosts) {
        StringBuilder head = new StringBuilder("GET / HTTP/1.1");
        for (String host : hosts) {
            head.append("\nHost: ").append(host);
        }
        return TestExchange.request(head.toString());
    }

    private static Routes routes(Text text) {
        Routes routes = text.rules().routes();
        assertThat(text.found()).isEmpty();
        return routes;
    }

    @Test
    void theFirstLineThatHoldsWins() {
        Routes routes = routes(new Text(
                "acl a hdr(host) -i a.org",
                "use_backend b1 if { path /x }",
                "use_backend b2 if a",
                "use_backend b3 if { hdr(host) a.org }",
                "use_backend b4 if { hdr(host) -i A.ORG b.org }"));
        assertThat(routes.choose(host("A.org"))).isEqualTo(2);
        assertThat(routes.choose(host("b.org"))).isEqualTo(4);
        assertThat(routes.choose(host("c.org"))).isEqualTo(Routes.NONE);
        assertThat(routes.choose(host())).isEqualTo(Routes.NONE);
        assertThat(routes.size()).isEqualTo(2);
    }

    @Test
    void ofSeveralValuesTheEarlierLineWins() {
        Routes routes = routes(new Text("use_backend b1 if { hdr(host) a }", "use_backend b2 if { hdr(host) b }"));
        assertThat(routes.choose(host("b", "a"))).isEqualTo(1);
        assertThat(routes.choose(host("b,a"))).isEqualTo(1);
        assertThat(routes.choose(host("b,c"))).isEqualTo(2);
    }

    @Test
    void whatIsNoPlainComparisonStaysALineOfItsOwn() {
        Routes routes = routes(new Text(
                "use_backend b1 if { hdr(host) a } { path / }",
                "use_backend b2 if !{ hdr(host) b }",
                "use_backend b3 unless { hdr(host) b }",
                "use_backend b4 if { hdr_beg(host) b }",
                "use_backend b5"));
        assertThat(routes.size()).isEqualTo(5);
        assertThat(routes.choose(host("a"))).isEqualTo(1);
        assertThat(routes.choose(host("c"))).isEqualTo(2);
        assertThat(routes.choose(host("b"))).isEqualTo(4);
    }

    @Test
    void aComputedNameThatNobodyHasLeadsToTheDefault() {
        Text text = new Text("use_backend %[req.hdr(host),lower] if { path / }", "use_backend b2");
        text.defaultBackend = new Word("b7", Pos.of("t.cfg", 9), false);
        Routes routes = routes(text);
        assertThat(routes.choose(host("B3"))).isEqualTo(3);
        assertThat(routes.choose(host("nope"))).isEqualTo(7);
    }

    @Test
    void namesThatDoNotExistAreRefused() {
        Text text = new Text("use_backend b11 if TRUE");
        text.defaultBackend = new Word("c1", Pos.of("t.cfg", 2), false);
        text.rules();
        assertThat(text.found().lines())
                .containsExactly(
                        "t.cfg:1: in frontend 'f': 'use_backend' expects the name of a backend, not 'b11'; did you mean 'b1'?",
                        "t.cfg:2: in frontend 'f': 'default_backend' expects the name of a backend, not 'c1'; did you mean 'b1'?");
    }

    /** Random lines over a small alphabet, so that they overlap: the look-up must choose what a walk chooses. */
    @Test
    void aLookUpChoosesWhatAWalkChooses() {
        Random random = new Random(20261123);
        for (int round = 0; round < 60; round++) {
            List<String> lines = new ArrayList<>();
            int count = 2 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                lines.add("use_backend b" + i % 10 + " if " + test(random)
                        + (random.nextInt(4) == 0 ? " or " + test(random) : ""));
            }
            Routes together = routes(new Text(lines.toArray(String[]::new)));
            assertThat(together.size()).isLessThan(count);
            for (int i = 0; i < 20; i++) {
                String[] hosts = random.nextInt(3) == 0
                        ? new String[] {name(random), name(random)}
                        : new String[] {random.nextInt(4) == 0 ? name(random) + ", " + name(random) : name(random)};
                assertThat(together.choose(host(hosts)))
                        .as("%s for %s", lines, List.of(hosts))
                        .isEqualTo(walk(lines, host(hosts)));
            }
        }
    }

    private static String test(Random random) {
        StringBuilder out = new StringBuilder("{ hdr(host) ").append(random.nextBoolean() ? "-i " : "");
        for (int i = random.nextInt(3); i >= 0; i--) {
            out.append(name(random)).append(' ');
        }
        return out.append('}').toString();
    }

    private static String name(Random random) {
        String letters = "aAbBc";
        int length = 1 + random.nextInt(2);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(letters.charAt(random.nextInt(letters.length())));
        }
        return out.toString();
    }

    /** Each line alone is no run, so it is tested as it stands. */
    private static int walk(List<String> lines, Exchange x) {
        for (String line : lines) {
            int chosen = routes(new Text(line)).choose(x);
            if (chosen != Routes.NONE) {
                return chosen;
            }
        }
        return Routes.NONE;
    }
}
