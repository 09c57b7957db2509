package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
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
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer of an HTTP/2 server of the table, whole, byte by byte and cut in two at every place: one verdict, and nothing left. */
class RawHttp2ResponsesTest {
    private static final String END = "<EOF>";
    /** Of long answers so many places are enough. */
    private static final int CUTS = 300;

    static List<RawCase> responses() {
        return RawCase.table("http2-responses.txt");
    }

    @ParameterizedTest
    @MethodSource("responses")
    void whole(RawCase response) {
        assertThat(verdict(response, 0)).isEqualTo(response.verdict());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void byteByByte(RawCase response) {
        assertThat(verdict(response, 1)).isEqualTo(response.verdict());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void atEveryCut(RawCase response) {
        int length = new Answer(response).bytes.length;
        int step = 1 + length / CUTS;
        for (int cut = 1; cut < length; cut += step) {
            assertThat(verdict(response, -cut)).as("cut at %s", cut).isEqualTo(response.verdict());
        }
    }

    /** The method, what is answered to it, and whether the server closes its direction then. */
    private static final class Answer {
        final Method method;
        final byte[] bytes;
        final boolean ends;

        Answer(RawCase response) {
            String text = Bytes.text(response.bytes(), 0, response.bytes().length);
            int blank = text.indexOf(' ');
            ends = text.endsWith(END);
            method = Method.of(text.substring(0, blank));
            bytes = Http2Script.bytes(text.substring(blank, text.length() - (ends ? END.length() : 0)));
        }
    }

    /** @param pieces 0: whole; 1: byte by byte; less: cut there */
    private static String verdict(RawCase response, int pieces) {
        Answer answer = new Answer(response);
        byte[] bytes = answer.bytes;
        Side side = new Side(answer.method);
        if (pieces < 0) {
            side.wire.arrive(bytes, 0, -pieces);
            side.wire.arrive(bytes, -pieces, bytes.length);
        } else if (pieces == 0) {
            side.wire.arrive(bytes, 0, bytes.length);
        } else {
            for (int i = 0; i < bytes.length; i++) {
                side.wire.arrive(bytes, i, i + 1);
            }
        }
        if (answer.ends) {
            side.wire.arriveEnd();
        }
        String verdict = side.verdict();
        side.wire.end();
        assertThat(side.ends).as("ends").isEqualTo(1);
        return verdict;
    }

    /** The real {@link Http2Client} on a {@link Wire}, with one request sent. */
    private static final class Side implements HttpStream.Events {
        final Wire wire = new Wire();
        final Target target =
                new Target(Address.of(new byte[] {127, 0, 0, 1}, 1), null, -1, 0, 5000, -1, 0, SocketOptions.NONE);
        final Http2Client client = new Http2Client(wire.loop, target, null, null, HttpLimits.RESPONSE);
        HttpStream stream;
        StringBuilder told = new StringBuilder();
        StringBuilder body = new StringBuilder();
        boolean answered;
        boolean complete;
        EndReason end;
        int ends;

        /** A request of that method; POST has half of its body sent. */
        Side(Method method) {
            wire.add(client);
            client.opened(null, null);
            ask(method, method == Method.POST ? 10 : 0);
            if (method == Method.POST) {
                stream.body(Unpooled.wrappedBuffer(new byte[5]), false);
            }
            wire.sent();
        }

        private void ask(Method method, int length) {
            stream = client.stream();
            stream.events(this);
            RequestHead request = new RequestHead(new Headers(2));
            request.method = method;
            request.target(Bytes.of("/"), 0, 1);
            request.headers.add(HeaderName.HOST, "a");
            request.framing = length == 0 ? Framing.NONE : Framing.LENGTH;
            request.length = length;
            stream.head(request, length == 0);
        }

        String verdict() {
            String sent = counted(Http2Bytes.told(wire.sent()));
            String text = counted(told.toString()) + (answered ? "\"" + body + "\" " : "");
            if (end == null || end == EndReason.COMPLETE) {
                text += complete ? "" : "... ";
            } else {
                text += "!" + end + " ";
            }
            return (text + state() + " " + sent).strip();
        }

        /** Such as {@code 30*PING}. */
        private static String counted(String told) {
            return Pattern.compile("(\\S+)(?: \\1(?!\\S)){2,}").matcher(told).replaceAll(same -> {
                int size = same.group(1).length() + 1;
                return (same.group().length() + 1) / size + "*" + same.group(1);
            });
        }

        private String state() {
            if (!wire.isActive()) {
                assertThat(taken()).isFalse();
                return "closed";
            }
            if (!taken()) {
                return "open";
            }
            told = new StringBuilder();
            body = new StringBuilder();
            ends = 0;
            ask(Method.GET, 0);
            byte[] next = Http2Script.bytes("head#3(:status=201) data#3.(next)");
            wire.arrive(next, 0, next.length);
            return told.append(body).toString().equals("201 next") && end == EndReason.COMPLETE ? "kept" : "spoilt";
        }

        private boolean taken() {
            PooledConnection kept = wire.loop.pools.take(target, Connector.Reuse.ANY, null);
            return kept == client;
        }

        @Override
        public void onHead(MessageHead head, boolean last) {
            ResponseHead response = (ResponseHead) head;
            told.append(response.status).append(' ');
            answered |= !response.isInterim();
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
            body.append(" {")
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
