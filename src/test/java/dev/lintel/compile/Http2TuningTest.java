package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.stream.Http2Limits;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Manual section 3.2, {@code tune.h2.*}: a word for one side wins over the one for both. */
class Http2TuningTest {
    @Test
    void whatNobodySaysIsAsUsual() {
        assertThat(Http2Tuning.clients(Map.of())).isEqualTo(Http2Limits.DEFAULT);
        assertThat(Http2Tuning.servers(Map.of())).isEqualTo(Http2Limits.DEFAULT);
    }

    @Test
    void aSideWinsOverBoth() {
        Map<String, String> tune = Map.of(
                "tune.h2.max-concurrent-streams", "50",
                "tune.h2.be.max-concurrent-streams", "5",
                "tune.h2.fe.initial-window-size", "3000000",
                "tune.h2.fe.glitches-threshold", "0",
                "tune.h2.fe.max-total-streams", "9");
        Http2Limits clients = Http2Tuning.clients(tune);
        assertThat(clients.streams()).isEqualTo(50);
        assertThat(clients.window()).isEqualTo(3_000_000);
        assertThat(clients.connectionWindow()).isEqualTo(3_000_000);
        assertThat(clients.glitches()).isZero();
        assertThat(clients.total()).isEqualTo(9);
        Http2Limits servers = Http2Tuning.servers(tune);
        assertThat(servers.streams()).isEqualTo(5);
        assertThat(servers.total()).isZero();
    }

    @Test
    void zeroIsNoLimitOfStreams() {
        assertThat(Http2Tuning.clients(Map.of("tune.h2.max-concurrent-streams", "0"))
                        .streams())
                .isEqualTo(Integer.MAX_VALUE);
    }
}
