package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Address;
import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer of the table, whole, byte by byte and cut in two at every place: one verdict, and nothing left behind. */
class RawResponsesTest {
    private static final String END = "<EOF>";

    static List<RawCase> responses() {
        return RawCase.table("responses.txt");
    }

    @ParameterizedTest
    @MethodSource("responses")
    void whole(RawCase response) {
        assertThat(verdict(response)).isEqualTo(response.verdict());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void atEveryCutAndByteByByte(RawCase response) {
        int length = response.bytes().length;
        int[] all = new int[length];
        for (int i = 0; i < length; i++) {
            all[i] = i;
            assertThat(verdict(response, i)).as("cut at %s", i).isEqualTo(response.verdict());
        }
        assertThat(verdict(response, all)).isEqualTo(response.verdict());
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "1, '!502'"})
    void interimAnswersHaveALimit(int more, String then) {
        String all = "HTTP/1.1 100 Go\r\n\r\n".repeat(Http1Client.MAX_INTERIM + more)
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        assertThat(verdict(new RawCase("", "", Bytes.of("GET " + all)))).contains(" " + then + " ");
    }

    @Test
    void bytesOnAnIdleConnectionCloseIt() {
        Side side = new Side(Method.GET);
        side.wire.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(side.wire.isActive()).isTrue();
        assertThat(side.idle()).isTrue();
        side.wire.arrive("x");
        assertThat(side.wire.isActive()).isFalse();
        assertThat(side.idle()).isFalse();
        side.wire.end();
    }

    private static String verdict(RawCase response, int... cuts) {
        String text = Bytes.text(response.bytes(), 0, response.bytes().length);
        int blank = text.indexOf(' ');
        Side side = new Side(Method.of(text.substring(0, blank)));
        boolean ends = text.endsWith(END);
        byte[] bytes = Bytes.of(text.substring(blank + 1, text.length() - (ends ? END.length() : 0)));
        int from = 0;
        for (int cut : cuts) {
            if (cut < bytes.length) {
                side.wire.arrive(bytes, from, cut);
                from = cut;
            }
        }
        side.wire.arrive(bytes, from, bytes.length);
        if (ends) {
            side.wire.arriveEnd();
        }
        String verdict = side.verdict();
        side.wire.end();
        assertThat(side.ends).as("ends").isEqualTo(1);
        return verdict;
    }

    /** The real {@link Http1Client} on a {@link Wire}, with one request sent. */
    private static final class Side implements HttpStream.Events {
        final Wire wire = new Wire();
        final Target target =
                new Target(Address.of(new byte[] {127, 0, 0, 1}, 1), null, -1, 0, 5000, -1, 0, SocketOptions.NONE);
        final Http1Client stream = new Http1Client(wire.loop, target, null, HttpLimits.RESPONSE);
        final StringBuilder heads = new StringBuilder();
        final StringBuilder body = new StringBuilder();
        final StringBuilder trailers = new StringBuilder();
        boolean complete;
        EndReason end;
        int ends;

        Side(Method method) {
            wire.add(stream);
            stream.join();
            stream.events(this);
            RequestHead request = new RequestHead(new Headers(2));
            request.method = method;
            request.target(Bytes.of("/"), 0, 1);
            request.headers.add(HeaderName.HOST, "a");
            stream.head(request, true);
        }

        String verdict() {
            String state = complete || end == EndReason.COMPLETE
                    ? ""
                    : end == EndReason.SERVER_ABORT ? " !cut" : end != null ? "!502" : " ...";
            boolean answered = !heads.isEmpty() && !heads.toString().endsWith(" ");
            String text = heads + (answered ? " \"" + body + "\"" : "") + trailers + state;
            String connection = !wire.isActive() ? "closed" : idle() ? "kept" : "open";
            return (text.strip() + " " + connection).strip();
        }

        /** Whether the pool has the connection for another request; it has it still behind the look. */
        boolean idle() {
            PooledConnection kept = wire.loop.pools.take(target, Connector.Reuse.ANY, null);
            return stream.equals(kept) && wire.loop.pools.keep(kept);
        }

        @Override
        public void onHead(MessageHead head, boolean last) {
            ResponseHead response = (ResponseHead) head;
            heads.append(response.status).append(response.isInterim() ? " " : "");
            complete = last;
            if (!last && !response.isInterim()) {
                stream.demand();
            }
        }

        @Override
        public void onBody(ByteBuf data, boolean last) {
            byte[] bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            data.release();
            body.append(Bytes.text(bytes, 0, bytes.length));
            complete = last;
            if (!last) {
                stream.demand();
            }
        }

        @Override
        public void onTrailers(Headers fields) {
            trailers.append(" {")
                    .append(fields.name(0))
                    .append(": ")
                    .append(fields.text(0))
                    .append('}');
            complete = true;
        }

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(EndReason reason) {
            end = reason;
            ends++;
        }
    }
}
