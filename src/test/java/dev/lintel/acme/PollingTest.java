package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the next question to a CA waits. */
class PollingTest {
    @ParameterizedTest
    @CsvSource({"400, 5000, 400", "10, 5000, 100", "120000, 5000, 5001", "400, 50, 51", "10, 1, 2"})
    void pauseIsNeitherABurstNorLongerThanWhatIsLeft(long wished, long left, long pause) {
        assertThat(Polling.pause(wished, left)).isEqualTo(pause);
    }
}
