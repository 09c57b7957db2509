package dev.lintel.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From how many connections on each step of overload begins. */
class OverloadTest {
    private static final int NEVER = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "1000, false, 800, 900",
        "100, false, 80, 90",
        "99, false, " + NEVER + ", " + NEVER,
        "2147483647, false, 1717986917, 1932735282",
        "1000, true, " + NEVER + ", " + NEVER,
    })
    void stepsOfWhatNobodyStated(int maxconn, boolean stated, int crowded, int overloaded) {
        Snapshot.Process process = Snapshot.Process.of(maxconn, stated, 0, 0);
        assertThat(process.crowdedAt()).isEqualTo(crowded);
        assertThat(process.overloadedAt()).isEqualTo(overloaded);
        assertThat(process.maxconn()).isEqualTo(maxconn);
    }
}
