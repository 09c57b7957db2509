package dev.lintel.net;

import static dev.lintel.net.Http2Bytes.GET;
import static dev.lintel.net.Http2Bytes.POST;
import static dev.lintel.net.Http2Bytes.block;
import static dev.lintel.net.Http2Bytes.data;
import static dev.lintel.net.Http2Bytes.frame;
import static dev.lintel.net.Http2Bytes.head;
import static dev.lintel.net.Http2Bytes.join;
import static dev.lintel.net.Http2Bytes.request;
import static dev.lintel.net.Http2Bytes.reset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.compile.Http2Tuning;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each limit of HTTP/2 by the word that sets it, at the number that the word gives and one beyond. */
class Http2TunedLimitsTest {
    private final ServerSide side = new ServerSide();

    private void tuned(String word, String number) {
        side.wire.loop.http2Clients = Http2Tuning.clients(Map.of(word, number));
        side.open();
        arrive(Http2Bytes.preface());
        side.wire.sent();
    }

    @AfterEach
    void nothingIsLeft() {
        side.wire.end();
        assertThat(side.closed).isEqualTo(1);
    }

    private void arrive(byte[]... parts) {
        byte[] all = join(parts);
        side.wire.arrive(all, 0, all.length);
    }

    private String answers(byte[]... parts) {
        arrive(parts);
        return Http2Bytes.told(side.wire.sent());
    }

    @Test
    void streamsAtOnce() {
        tuned("tune.h2.fe.max-concurrent-streams", "2");
        side.answersItself = false;
        assertThat(answers(request(1, GET), request(3, GET))).isEmpty();
        assertThat(answers(request(5, GET))).isEqualTo("RST_STREAM#5=7");
    }

    /** Behind the last one the client is asked to come anew; what it had on its way is served. */
    @Test
    void streamsInAll() {
        tuned("tune.h2.fe.max-total-streams", "2");
        assertThat(answers(request(1, GET))).isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(request(3, GET))).isEqualTo("GOAWAY=0 PING HEADERS#3 DATA#3.");
        assertThat(answers(request(5, GET))).isEqualTo("HEADERS#5 DATA#5.");
        side.wire.pass(1_100);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0");
    }

    @Test
    void bytesOfAFrame() {
        tuned("tune.h2.max-frame-size", "20000");
        assertThat(answers(head(1, POST), data(1, false, 20_000))).isEqualTo("");
        assertThat(answers(data(1, false, 20_001))).isEqualTo("GOAWAY=6");
    }

    /** A client may make the table as large as it was allowed to, once it has been told (RFC 7541 section 6.3). */
    @Test
    void bytesOfTheHeaderTable() {
        tuned("tune.h2.header-table-size", "100");
        arrive(frame(4, 1, 0));
        assertThat(answers(frame(1, 5, 1, join(tableOf(100), block(GET))))).isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(frame(1, 5, 3, join(tableOf(101), block(GET))))).isEqualTo("GOAWAY=9");
    }

    /** An integer of five bits behind 001. */
    private static byte[] tableOf(int bytes) {
        return new byte[] {0x3f, (byte) (bytes - 31)};
    }

    @Test
    void bytesOfAStreamThatWaits() {
        tuned("tune.h2.fe.initial-window-size", "1000");
        side.demands = false;
        assertThat(answers(head(1, POST), data(1, false, 1000))).isEmpty();
        assertThat(answers(data(1, false, 1))).isEqualTo("RST_STREAM#1=3");
    }

    @Test
    void bytesOfAConnectionThatWait() {
        tuned("tune.h2.fe.rxbuf", "65536");
        side.demands = false;
        byte[] most = data(1, false, 16_384);
        assertThat(answers(head(1, POST), most, most, most, data(1, false, 16_383)))
                .isEmpty();
        assertThat(answers(head(3, POST), data(3, false, 1))).isEmpty();
        assertThat(answers(data(3, false, 1))).isEqualTo("GOAWAY=3");
    }

    @Test
    void resets() {
        tuned("tune.h2.max-resets", "2");
        side.answersItself = false;
        assertThat(answers(request(1, GET), reset(1), request(3, GET), reset(3)))
                .isEmpty();
        assertThat(answers(request(5, GET), reset(5))).isEqualTo("GOAWAY=11");
    }

    @Test
    void piecesOfAHead() {
        tuned("tune.h2.max-continuations", "1");
        assertThat(answers(frame(1, 1, 1, block(GET)), frame(9, 4, 1, block("a", "b"))))
                .isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(
                        frame(1, 1, 3, block(GET)), frame(9, 0, 3, block("a", "b")), frame(9, 4, 3, block("c", "d"))))
                .isEqualTo("GOAWAY=11");
    }

    @Test
    void emptyFrames() {
        tuned("tune.h2.max-empty-frames", "1");
        assertThat(answers(head(1, POST), data(1, false, 0))).isEmpty();
        assertThat(answers(data(1, false, 0))).isEqualTo("GOAWAY=11");
    }

    @Test
    void answersThatWait() {
        tuned("tune.h2.max-waiting-answers", "2");
        byte[] ping = frame(6, 0, 0, new byte[8]);
        assertThat(answers(ping, ping)).isEqualTo("PING PING");
        assertThat(answers(ping, ping, ping)).endsWith("GOAWAY=11");
    }

    @Test
    void glitches() {
        tuned("tune.h2.fe.glitches-threshold", "1");
        arrive(request(1, GET));
        side.wire.sent();
        assertThat(answers(data(1, false, 1))).isEqualTo("RST_STREAM#1=5");
        assertThat(answers(data(1, false, 1))).isEqualTo("GOAWAY=11");
    }
}
