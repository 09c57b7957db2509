package dev.lintel.net;

import static dev.lintel.net.Http2Bytes.GET;
import static dev.lintel.net.Http2Bytes.POST;
import static dev.lintel.net.Http2Bytes.data;
import static dev.lintel.net.Http2Bytes.frame;
import static dev.lintel.net.Http2Bytes.head;
import static dev.lintel.net.Http2Bytes.join;
import static dev.lintel.net.Http2Bytes.request;
import static dev.lintel.net.Http2Bytes.reset;
import static dev.lintel.net.Http2Bytes.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Framing;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an HTTP/2 client says byte by byte, and what it is told. HAProxy 2.6 and 3.4 were asked the same. */
class Http2ServerTest extends Http2Conversation {
    @Test
    void aRequestHasItsAuthorityForHost() {
        assertThat(answers(request(1, with(GET, "cookie", "a=b", "x", "y", "cookie", "c=d"))))
                .isEqualTo("HEADERS#1 DATA#1.");
        assertThat(side.last().head.targetText()).isEqualTo("http://a.b/");
        assertThat(side.last().head.headers.toString()).isEqualTo("host: a.b\ncookie: a=b; c=d\nx: y\n");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
    }

    @Test
    void whereItIsCutDoesNotMatter() {
        byte[] all = join(
                head(1, with(POST, "content-length", "5")),
                data(1, false, 3),
                frame(6, 0, 0, new byte[8]),
                data(1, true, 2),
                request(3, GET),
                head(5, POST),
                data(5, false, 9),
                request(5, "t", "u"));
        for (byte each : all) {
            side.wire.arrive(new byte[] {each}, 0, 1);
        }
        assertThat(Http2Bytes.told(side.wire.sent()))
                .isEqualTo("PING HEADERS#1 DATA#1. HEADERS#3 DATA#3. HEADERS#5 DATA#5.");
        assertThat(side.last().trailers.toString()).isEqualTo(" {t: u}");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Up, a",
        "connection, close",
        "te, gzip",
        "transfer-encoding, chunked",
        "x, 'a\u0001b'",
        "x, 'a\u0000b'",
        "x, 'a\r\nb'",
        "x, ' a'",
        "'x y', a",
        "'', a",
        ":path, /",
        ":foo, /",
        "host, c.d",
        "content-length, 5",
        "content-length, +1",
        "upgrade, h2c",
    })
    void aFieldThatTwoReadersCouldTakeDifferentlyCutsTheStream(String name, String value) {
        assertThat(answers(request(1, with(GET, name, value)))).isEqualTo("RST_STREAM#1=1");
        assertThat(side.last().malformed).isEqualTo(EndReason.PROTOCOL_ERROR);
        assertThat(answers(request(3, GET))).isEqualTo("HEADERS#3 DATA#3.");
    }

    @ParameterizedTest
    @CsvSource({
        "http, a.b, '', 1",
        "http, a.b, a, 1",
        "http, a.b, /a#b, 1",
        "ftp, a.b, /, 1",
        "http, 'a b', /, 1",
        "http, u@a.b, /, 1",
        "http, a.b:70000, /, 1",
        "http, a.b, '*', 1",
    })
    void aTargetThatIsNoneCutsTheStream(String scheme, String authority, String path, int code) {
        assertThat(answers(request(1, ":method", "GET", ":scheme", scheme, ":authority", authority, ":path", path)))
                .isEqualTo("RST_STREAM#1=" + code);
    }

    @Test
    void aBodyIsAsLongAsItWasSaidToBe() {
        assertThat(answers(head(1, with(POST, "content-length", "5")), data(1, true, 3)))
                .isEqualTo("RST_STREAM#1=1");
        assertThat(side.last().end).isEqualTo(EndReason.PROTOCOL_ERROR);
        assertThat(answers(head(3, with(POST, "content-length", "5")), data(3, false, 6)))
                .isEqualTo("RST_STREAM#3=1");
        assertThat(answers(head(5, with(POST, "content-length", "5")), data(5, false, 3), request(5, "t", "u")))
                .isEqualTo("RST_STREAM#5=1");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 3, 1", // data for no stream that was
        "1, 5, 2, 0, 1", // a stream that is the server's to open
        "3, 0, 1, 4, 1", // a reset of no stream
        "5, 4, 1, 4, 1", // a promise
        "6, 0, 0, 3, 6", // a ping of three bytes
        "6, 0, 1, 8, 1", // of a stream
        "4, 0, 0, 5, 6", // half a setting
        "4, 1, 0, 6, 6", // settings behind an acknowledgement
        "8, 0, 0, 4, 1", // no room more
        "9, 4, 1, 3, 1", // a continuation of nothing
        "1, 5, 1, 1, 9", // a block that is none
        "7, 0, 1, 8, 1", // a goodbye of a stream
    })
    void whatIsNoFrameEndsTheConnection(int type, int flags, int stream, int size, int code) {
        assertThat(answers(frame(type, flags, stream, filled(size)))).endsWith("GOAWAY=" + code);
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        if (size == 1) {
            bytes[0] = 0;
        }
        return bytes;
    }

    @Test
    void nothingMayComeBetweenThePiecesOfAHead() {
        assertThat(answers(frame(1, 1, 1, Http2Bytes.block(GET)), frame(6, 0, 0, new byte[8])))
                .isEqualTo("GOAWAY=1");
    }

    @Test
    void anEarlierNumberIsNoNewStream() {
        assertThat(answers(request(3, GET), request(1, GET))).isEqualTo("HEADERS#3 DATA#3. GOAWAY=5");
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestStopsIt() {
        side.demands = false;
        arrive(head(1, POST), data(1, false, 10));
        side.last().answer(413, "");
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("HEADERS#1. RST_STREAM#1=0");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
        assertThat(answers(data(1, true, 10))).isEmpty();
    }

    @Test
    void aCutAnswerNeverLooksWhole() {
        side.answersItself = false;
        arrive(request(1, GET));
        ResponseHead head = new ResponseHead(200);
        head.framing = Framing.CHUNKED;
        side.last().stream.head(head, false);
        side.last().stream.body(Unpooled.wrappedBuffer(new byte[10]), false);
        side.last().stream.reset(EndReason.SERVER_ABORT);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("HEADERS#1 DATA#1 RST_STREAM#1=8");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, SERVER_CLOSED_REUSED, 7",
        "PUT, SERVER_CLOSED_REUSED, 7",
        "POST, SERVER_CLOSED_REUSED, 8",
        "POST, SERVER_REFUSED, 7",
        "GET, SERVER_CLOSED_EARLY, 8",
    })
    void onlyWhatMayBeDoneTwiceOrWasNotDoneMayBeAskedAgain(String method, EndReason reason, int code) {
        side.answersItself = false;
        String[] head = GET.clone();
        head[1] = method;
        arrive(request(1, head));
        side.last().stream.reset(reason);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("RST_STREAM#1=" + code);
    }

    @Test
    void bodiesLeaveAsTheClientHasRoom() {
        side.answersItself = false;
        arrive(request(1, GET), request(3, GET));
        side.exchanges.get(0).answer(200, "x".repeat(70_000));
        side.exchanges.get(1).answer(200, "y");
        String sent = Http2Bytes.told(side.wire.sent());
        assertThat(sent).isEqualTo("HEADERS#1 DATA#1 DATA#1 DATA#1 DATA#1 HEADERS#3");
        assertThat(answers(Http2Bytes.windowUpdate(0, 5))).isEqualTo("DATA#3.");
        // Four bytes are left of the connection's window: no frame goes out for a crumb.
        assertThat(answers(Http2Bytes.windowUpdate(1, 70_000))).isEmpty();
        assertThat(answers(Http2Bytes.windowUpdate(0, 4092))).isEqualTo("DATA#1");
        assertThat(answers(Http2Bytes.windowUpdate(0, 70_000))).isEqualTo("DATA#1.");
        assertThat(side.exchanges).allMatch(each -> each.end == EndReason.COMPLETE);
    }

    @Test
    void whoWantsASmallerTableIsTold() {
        arrive(frame(4, 0, 0, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0), request(1, GET));
        String sent = side.wire.sent();
        int head = sent.indexOf("\u0001\u0004\0\0\0\u0001");
        assertThat(sent.substring(head + 6)).startsWith("\u0020\u0088");
    }

    @Test
    void aWebSocketIsAnUpgradeForEverybodyElse() {
        side.answersItself = false;
        arrive(head(
                1,
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":authority",
                "a.b",
                ":path",
                "/c"));
        assertThat(side.last().head.upgrade).isEqualTo("websocket");
        assertThat(side.last().head.headers.toString()).contains("sec-websocket-key: ");
        ResponseHead head = new ResponseHead(101);
        head.framing = Framing.TUNNEL;
        side.last().stream.head(head, false);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("HEADERS#1");
        side.last().stream.tunnel().write(Unpooled.wrappedBuffer(new byte[3]));
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("DATA#1");
        assertThat(answers(reset(1))).isEmpty();
    }

    @Test
    void whoSaysGoodbyeServesWhatIsOnItsWay() {
        side.answersItself = false;
        arrive(request(1, GET));
        side.wire.loop.clients.iterator().next().retire();
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0 PING");
        assertThat(answers(request(3, GET))).isEmpty();
        side.wire.pass(1_100);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0");
        assertThat(answers(request(5, GET))).isEmpty();
        side.exchanges.forEach(each -> each.answer(200, ""));
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("HEADERS#1. HEADERS#3.");
        assertThat(side.exchanges).hasSize(2);
    }

    @Test
    void whoWaitsForNothingIsAskedToComeAnewWhereOthersNeedItsPlace() {
        arrive(request(1, GET));
        side.wire.sent();
        side.wire.loop.clients.iterator().next().retireIdle();
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0 PING");
        side.wire.pass(1_100);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0");
        side.wire.pass(Farewell.DRAIN_MILLIS + 100);
        assertThat(side.wire.isActive()).isFalse();
    }

    @Test
    void whoWaitsForAnAnswerGetsItThoughOthersNeedItsPlace() {
        side.answersItself = false;
        arrive(request(1, GET));
        side.wire.loop.clients.iterator().next().retireIdle();
        assertThat(Http2Bytes.told(side.wire.sent())).isEmpty();
        side.pressed = true;
        side.last().answer(200, "");
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("HEADERS#1. GOAWAY=0 PING");
    }

    @Test
    void aTunnelEndsThoughTheClientHasNoRoom() {
        side.answersItself = false;
        side.demands = false;
        arrive(frame(4, 0, 0, join(new byte[] {0, 4}, Http2Bytes.number(0))));
        arrive(head(
                1,
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":authority",
                "a.b",
                ":path",
                "/"));
        ResponseHead agreed = new ResponseHead(101);
        agreed.framing = Framing.TUNNEL;
        side.last().stream.head(agreed, true);
        ByteStream tunnel = side.last().stream.tunnel();
        tunnel.write(Unpooled.wrappedBuffer(new byte[100]));
        tunnel.reset(EndReason.COMPLETE);
        assertThat(Http2Bytes.told(side.wire.sent())).endsWith("HEADERS#1");
        side.wire.pass(29_000);
        assertThat(Http2Bytes.told(side.wire.sent())).isEmpty();
        side.wire.pass(2_000);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("RST_STREAM#1=8");
    }
}
