package dev.lintel.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Method;
import dev.lintel.stream.EndReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From how many connections on each step of overload begins, and what it does to requests; the limit is 1000. */
class OverloadTest extends RelayStory {
    private static final int NEVER = Integer.MAX_VALUE;

    /** Others that are open beside the one of the story. */
    private int others;

    private void begin(int open) {
        others = open - 1;
        process.connections.set(others);
        start("server s 127.0.0.1:1");
    }

    @Override
    void nothingIsLeft() {
        process.connections.addAndGet(-others);
        super.nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, false, 800, 900",
        "100, false, 80, 90",
        "99, false, " + NEVER + ", " + NEVER,
        "2147483647, false, 1717986917, 1932735282",
        "1000, true, " + NEVER + ", " + NEVER,
    })
    void stepsOfWhatNobodyStated(int maxconn, boolean stated, int crowded, int overloaded) {
        Snapshot.Process steps = Snapshot.Process.of(maxconn, stated, 0, 0);
        assertThat(steps.crowdedAt()).isEqualTo(crowded);
        assertThat(steps.overloadedAt()).isEqualTo(overloaded);
        assertThat(steps.maxconn()).isEqualTo(maxconn);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "799, false", "800, true", "900, true"})
    void connectionsEndWithTheirAnswer(int open, boolean closes) {
        begin(open);
        get();
        openings.getFirst().opens(loop).events.onHead(ok(0), true);
        assertThat(client.said()).startsWith("200 ");
        assertThat(client.closes).isEqualTo(closes);
    }

    @ParameterizedTest
    @CsvSource({"799, 0", "800, 1", "801, 1"})
    void whoWaitsForNothingHasToGo(int open, int looks) {
        begin(open);
        assertThat(crowded).isEqualTo(looks);
    }

    @Test
    void whoComesAboveTheLastStepGetsA503() {
        begin(901);
        get();
        assertThat(openings).isEmpty();
        assertThat(client.said()).startsWith("503 ");
        assertThat(client.closes).isTrue();
    }

    /** A little every five seconds, as someone sends who only wants to keep the connection. */
    private void drips(int seconds, int bytes) {
        request(Method.POST, 1_000_000);
        openings.getFirst().opens(loop);
        for (int i = 0; i < seconds; i += 5) {
            loop.advance(5000);
            if (!client.said().isEmpty()) {
                return;
            }
            client.events.onBody(text("x".repeat(bytes)), false);
        }
    }

    @ParameterizedTest
    @CsvSource({"799, 1, ''", "800, 1, '408 '", "800, 1150, '408 '", "800, 1200, ''"})
    void bodiesThatDripAreCutOffUnderPressure(int open, int bytes, String says) {
        begin(open);
        drips(120, bytes);
        assertThat(client.said()).startsWith(says);
        assertThat(client.said().isEmpty()).isEqualTo(says.isEmpty());
        if (says.isEmpty()) {
            client.events.onEnd(EndReason.CLIENT_ABORT);
        }
    }
}
