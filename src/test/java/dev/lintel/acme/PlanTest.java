package dev.lintel.acme;

import static dev.lintel.acme.ChallengeKind.DNS;
import static dev.lintel.acme.ChallengeKind.HTTP;
import static dev.lintel.acme.ChallengeKind.TLS_ALPN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way a name is proved by when the one before has failed. */
class PlanTest {
    private static Plan plan(ChallengeKind... kinds) {
        AcmeSpec section = Bench.section("https://ca.example/dir", null, null);
        Ordered ordered = Ordered.of(section, List.of("a.example"), List.of());
        return new Plan("a.example", section, ordered, List.of(kinds), false);
    }

    @Test
    void otherWaysTakeTurns() {
        Plan plan = plan(TLS_ALPN, HTTP, DNS);
        assertThat(plan.kinds(0)).containsExactly(TLS_ALPN, HTTP, DNS);
        assertThat(plan.kinds(1)).containsExactly(HTTP, TLS_ALPN, DNS);
        assertThat(plan.kinds(2)).containsExactly(TLS_ALPN, HTTP, DNS);
    }

    /** With port 80 closed a failure at port 443 must not end in days of waiting for somebody to set a record. */
    @Test
    void theWayByHandTakesNoTurn() {
        assertThat(plan(TLS_ALPN, DNS).kinds(1)).containsExactly(TLS_ALPN, DNS);
    }
}
