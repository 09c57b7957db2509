package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long nothing is asked of anybody, and what a clock that was ahead may not do to that. */
class PaceTest {
    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    @ParameterizedTest
    @CsvSource({"PT8S, PT2.666666666S", "PT24S, PT8S", "PT2M, PT40S", "PT1H, PT2M", "PT10M, PT1M", "P90D, P3D"})
    void afterASuccessNothingIsOrderedForAWhile(Duration lifetime, Duration rest) {
        assertThat(Pace.rest(lifetime)).isEqualTo(rest);
    }

    @ParameterizedTest
    @CsvSource({"P90D, 20", "P6D, 20", "PT24H, 30", "PT1H, 720", "PT10M, 4320", "PT8S, 5000"})
    void whatDoesNotLiveLongIsTriedMoreOften(Duration lifetime, int most) {
        assertThat(Pace.NORMAL.most(lifetime)).isEqualTo(most);
        assertThat(Pace.NORMAL.most(null)).isEqualTo(20);
    }

    @Test
    void aClockThatWasAheadPutsNothingOffForLong() throws Exception {
        Instant ahead = NOW.plus(Duration.ofDays(400));
        Instant soon = NOW.plusSeconds(60);
        Instant before = NOW.minusSeconds(60);
        Progress stored = new Progress(
                null,
                2,
                ahead,
                "why",
                List.of(before, ahead),
                List.of(),
                Map.of("https://a", ahead, "https://b", soon),
                ahead);
        Progress read = Progress.read(Json.read(stored.write()));
        assertThat(read).isEqualTo(stored);
        Instant latest = NOW.plus(Duration.ofDays(8));
        assertThat(read.at(NOW))
                .isEqualTo(new Progress(
                        null,
                        2,
                        latest,
                        "why",
                        List.of(before),
                        List.of(),
                        Map.of("https://a", latest, "https://b", soon),
                        latest));
    }
}
