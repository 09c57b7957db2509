package dev.lintel.net;

import static dev.lintel.net.Http2Bytes.GET;
import static dev.lintel.net.Http2Bytes.join;
import static dev.lintel.net.Http2Bytes.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who asks for much at once does not make others wait for all of it. */
class Http2TurnsTest extends Http2Conversation {
    private int before;

    private static byte[] requests(int count) {
        byte[] all = new byte[0];
        for (int i = 0; i < count; i++) {
            all = join(all, request(2 * i + 1, GET));
        }
        return all;
    }

    /** How many requests begin before what the loop has to do for others, when each takes so long. */
    private int beginFirst(int count, long millis) {
        side.eachTakes = millis;
        side.wire.loop.execute(() -> side.wire.loop.execute(() -> before = side.exchanges.size()));
        arrive(requests(count));
        assertThat(Http2Bytes.told(side.wire.sent()).split("#").length - 1).isEqualTo(2 * count);
        assertThat(side.exchanges).hasSize(count);
        return before;
    }

    @Test
    void whatTakesLongGoesOnInTheNextTurns() {
        assertThat(beginFirst(60, 5)).isBetween(Http2Turns.SURE, 12);
    }

    @Test
    void aFewBeginInAnyCase() {
        assertThat(beginFirst(Http2Turns.SURE, 1000)).isEqualTo(Http2Turns.SURE);
    }

    @Test
    void whatWaitsIsForgottenWithItsConnection() {
        side.eachTakes = 20;
        side.wire.loop.execute(side.wire::close);
        arrive(requests(50));
        assertThat(side.exchanges).hasSizeLessThan(50);
        assertThat(side.wire.isActive()).isFalse();
    }
}
