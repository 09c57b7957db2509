package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Framing;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's connection: its limits, and how it ends in each state. */
class Http1ServerTest {
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final ServerSide side = new ServerSide();

    private String understood(String request) {
        side.open().wire.arrive(request);
        String understood = side.understood();
        side.wire.end();
        return understood;
    }

    // ---- each limit, and one more

    @ParameterizedTest
    @CsvSource({"0, GET", "1, 414"})
    void requestLine(int more, String begins) {
        side.limits = new HttpLimits(64, 4096, 100, 100, 4);
        String line = "GET /" + "x".repeat(64 - 16 + more) + " HTTP/1.1\r\n";
        assertThat(line.length()).isEqualTo(64 + more);
        assertThat(understood(line + "Host: a\r\n\r\n")).startsWith(begins);
    }

    @ParameterizedTest
    @CsvSource({"0, GET", "1, 431"})
    void head(int more, String begins) {
        side.limits = new HttpLimits(64, 256, 100, 100, 4);
        String head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        String whole = head + "y".repeat(256 - head.length() - 4 + more) + "\r\n\r\n";
        assertThat(understood(whole)).startsWith(begins);
    }

    @ParameterizedTest
    @CsvSource({"0, GET", "1, 431"})
    void largeHead(int more, String begins) {
        String head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        int limit = HttpLimits.REQUEST.headBytes();
        assertThat(understood(head + "y".repeat(limit - head.length() - 4 + more) + "\r\n\r\n"))
                .startsWith(begins);
    }

    @ParameterizedTest
    @CsvSource({"0, GET", "1, 431"})
    void fields(int more, String begins) {
        assertThat(understood("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(99 + more) + "\r\n"))
                .startsWith(begins);
    }

    @ParameterizedTest
    @CsvSource({"0, GET", "1, 400"})
    void namesInConnection(int more, String begins) {
        String names = "x,".repeat(63 + more) + "x";
        assertThat(understood("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + names + "\r\n\r\n"))
                .startsWith(begins);
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "1, !400"})
    void chunkExtensionsOfOneMessage(int more, String ends) {
        // The semicolons are not counted.
        String one = "1;" + "x".repeat(2048) + "\r\na\r\n";
        assertThat(understood(CHUNKED + one + "1;" + "x".repeat(2048 + more) + "\r\na\r\n0\r\n\r\n"))
                .endsWith(ends);
    }

    @ParameterizedTest
    @CsvSource({"0, }", "1, !400"})
    void trailerBytes(int more, String ends) {
        side.limits = new HttpLimits(64, 4096, 100, 100, 4);
        assertThat(understood(CHUNKED + "0\r\nX: " + "y".repeat(100 - 7 + more) + "\r\n\r\n"))
                .endsWith(ends);
    }

    @ParameterizedTest
    @CsvSource({"0, }", "1, !400"})
    void trailerFields(int more, String ends) {
        assertThat(understood(CHUNKED + "0\r\n" + "X: y\r\n".repeat(32 + more) + "\r\n"))
                .endsWith(ends);
    }

    // ---- how it ends

    private void ended() {
        assertThat(side.wire.isActive()).as("open").isFalse();
        side.wire.end();
        assertThat(side.closed).isEqualTo(1);
    }

    @Test
    void aBodyThatBreaksOffLeavesNoConnectionBehind() {
        side.open().wire.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        side.wire.arriveEnd();
        assertThat(side.last().end).isEqualTo(EndReason.CLIENT_ABORT);
        assertThat(side.last().ends).isEqualTo(1);
        ended();
    }

    @Test
    void halfAHeadIsToldAtOnce() {
        side.open().wire.arrive("GET / HTTP/1.1\r\nHo");
        side.wire.arriveEnd();
        assertThat(side.last().malformed).isEqualTo(EndReason.CLIENT_ABORT);
        ended();
    }

    @Test
    void aHeadHasItsTimeFromTheFirstByte() {
        side.open().wire.arrive("GET / HTTP/1.1\r\n");
        side.wire.pass(6_000);
        side.wire.arrive("Host: a\r\n");
        side.wire.pass(3_900);
        assertThat(side.exchanges).isEmpty();
        side.wire.pass(200);
        assertThat(side.last().malformed).isEqualTo(EndReason.CLIENT_TIMEOUT);
        assertThat(side.wire.sent()).startsWith("HTTP/1.1 408 ");
        side.wire.pass(Farewell.DRAIN_MILLIS + 10);
        ended();
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() {
        side.open().wire.arrive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        side.wire.sent();
        side.wire.pass(60_100);
        assertThat(side.wire.sent()).isEmpty();
        ended();
    }

    @Test
    void anEarlyAnswerIsFollowedByTheRestOfTheBodyAndTheNextRequest() {
        side.answersItself = false;
        side.open().wire.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        side.last().answer(413, "no");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
        side.wire.arrive("defghijGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(side.exchanges).hasSize(2);
        assertThat(side.last().head.path()).isEqualTo("/2");
        assertThat(side.exchanges.getFirst().body.toString()).isEqualTo("abc");
        side.wire.end();
    }

    @Test
    void theRestOfABodyIsReadForAWhileOnly() {
        side.answersItself = false;
        side.open().wire.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        side.last().answer(413, "no");
        side.wire.pass(Farewell.DRAIN_MILLIS + 10);
        assertThat(side.wire.isOutputShutdown()).isTrue();
        side.wire.pass(Farewell.DRAIN_MILLIS + 10);
        ended();
    }

    @Test
    void aClientThatTakesNothingIsCutOff() {
        side.open().wire.stuck(true);
        side.wire.arrive("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
        side.wire.pass(Farewell.STALL_MILLIS + 10);
        assertThat(side.wire.isActive()).as("has one more chance").isTrue();
        side.wire.pass(Farewell.STALL_MILLIS + 10);
        ended();
    }

    @Test
    void pipelinedRequestsWaitForTheirReader() {
        side.answersItself = false;
        side.open().wire.stuck(true);
        side.wire.arrive("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        side.last().answer(200, "x".repeat(100_000));
        assertThat(side.exchanges).hasSize(1);
        assertThat(side.wire.config().isAutoRead()).as("reads on").isFalse();
        side.wire.stuck(false);
        assertThat(side.exchanges).hasSize(2);
        side.wire.end();
    }

    @Test
    void noAnswerToHeadHasABodyWhateverRulesMadeOfTheRequest() {
        side.answersItself = false;
        side.open().wire.arrive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        side.last().answer(200, "body");
        assertThat(side.wire.sent()).contains("content-length: 4\r\n").endsWith("\r\n\r\n");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
        side.wire.end();
    }

    @Test
    void anAnswerWithoutABodyAnnouncesNoneToGet() {
        side.answersItself = false;
        side.open().wire.arrive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        ResponseHead toHead = new ResponseHead(200);
        toHead.length = 7;
        side.last().stream.head(toHead, true);
        assertThat(side.wire.sent()).contains("content-length: 0\r\n");
        side.wire.end();
    }

    @Test
    void whatCannotBeWrittenSafelyIsA500() {
        side.answersItself = false;
        side.open().wire.arrive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        ResponseHead bad = new ResponseHead(200);
        bad.headers.add(dev.lintel.http.HeaderName.of("x-a"), "b\r\nx-c: d");
        side.last().stream.head(bad, true);
        assertThat(side.wire.sent()).startsWith("HTTP/1.1 500 ").doesNotContain("x-c");
        assertThat(side.last().end).isEqualTo(EndReason.INTERNAL);
        assertThat(side.last().ends).isEqualTo(1);
        ended();
    }

    @Test
    void aBodyThatIsNotAsLongAsItsHeadSaidIsSeenAsCut() {
        side.answersItself = false;
        side.open().wire.arrive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        ResponseHead head = new ResponseHead(200);
        head.length = 3;
        head.framing = Framing.LENGTH;
        side.last().stream.head(head, false);
        side.last().stream.body(Unpooled.wrappedBuffer(new byte[4]), false);
        assertThat(side.last().end).isEqualTo(EndReason.INTERNAL);
        assertThat(side.wire.sent()).endsWith("\r\n\r\n");
        ended();
    }
}
