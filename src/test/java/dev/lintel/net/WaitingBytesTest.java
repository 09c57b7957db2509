package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives while nobody takes it: kept in order, used from where it stopped, bounded, and released. */
class WaitingBytesTest {
    private static final String STREAM = "POST /one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: 1\r\n\r\n"
            + "POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nagain"
            + "GET /three HTTP/1.1\r\nHost: a\r\n\r\n";

    private final ServerSide side = new ServerSide().open();

    private static String atOnce() {
        ServerSide plain = new ServerSide().open();
        plain.wire.arrive(STREAM);
        String understood = plain.understood();
        plain.wire.end();
        assertThat(understood).contains("/one", "hello world", "t: 1", "/two", "again", "/three");
        return understood;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 16, 31, 61, 90, 140})
    void readsOfAnySizeAreUsedInOrder(int size) {
        byte[] bytes = Bytes.of(STREAM);
        for (int patience = 0; patience * size <= bytes.length; patience++) {
            ServerSide slow = new ServerSide().open();
            slow.demands = false;
            int pieces = 0;
            for (int from = 0; from < bytes.length; from += size) {
                if (pieces++ == patience) {
                    takeAll(slow);
                }
                slow.wire.arrive(bytes, from, Math.min(from + size, bytes.length));
            }
            takeAll(slow);
            assertThat(slow.understood())
                    .as("taken after %d reads of %d", patience, size)
                    .isEqualTo(atOnce());
            slow.wire.end();
        }
    }

    /** From now on everything that comes is wanted, and what waits is. */
    private static void takeAll(ServerSide side) {
        side.demands = true;
        if (!side.exchanges.isEmpty()) {
            side.last().stream.demand();
        }
    }

    @Test
    void readingPausesWhileNobodyTakesTheBody() {
        side.demands = false;
        side.wire.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
        assertThat(side.wire.config().isAutoRead()).isFalse();
        side.wire.arrive("hello");
        assertThat(side.wire.config().isAutoRead()).isFalse();
        takeAll(side);
        assertThat(side.last().body).hasToString("hello");
        assertThat(side.wire.config().isAutoRead()).isTrue();
        side.wire.end();
    }

    /** Many connections read into one large buffer: a few bytes that wait must not keep it from them. */
    @Test
    void aFewBytesThatWaitKeepNoLargeBuffer() {
        ByteBuf large = Unpooled.directBuffer(64 << 10).writeBytes(Bytes.of("GET / HTT"));
        side.wire.writeInbound(large.readRetainedSlice(4));
        side.wire.writeInbound(large.readRetainedSlice(5));
        assertThat(large.refCnt()).isOne();
        side.wire.arrive("P/1.1\r\nHost: a\r\n\r\n");
        assertThat(side.understood()).isEqualTo("GET / \"\"");
        large.release();
        side.wire.end();
    }

    @Test
    void whatWaitsWhenTheConnectionEndsIsReleased() {
        side.demands = false;
        side.wire.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        side.wire.arrive("one");
        side.wire.arrive("two");
        side.wire.end();
    }
}
