package dev.lintel.net;

import static dev.lintel.net.Http2Bytes.data;
import static dev.lintel.net.Http2Bytes.frame;
import static dev.lintel.net.Http2Bytes.head;
import static dev.lintel.net.Http2Bytes.join;
import static dev.lintel.net.Http2Bytes.number;
import static dev.lintel.net.Http2Bytes.request;
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
import dev.lintel.stream.Connector.Reuse;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an HTTP/2 server says byte by byte, and what becomes of the exchanges that it carries. */
class Http2ClientTest {
    private static final byte[] SETTINGS = frame(4, 0, 0);
    private static final String[] OK = {":status", "200"};

    private final Wire wire = new Wire();
    private final Target target =
            new Target(Address.of(new byte[] {127, 0, 0, 1}, 1), null, -1, 0, 5000, -1, 0, SocketOptions.NONE);
    private final Http2Client client = new Http2Client(wire.loop, target, null, null, HttpLimits.RESPONSE);

    @BeforeEach
    void connects() {
        wire.add(client);
        client.opened(null, null);
    }

    @AfterEach
    void nothingIsLeft() {
        wire.end();
        assertThat(wire.loop.pools.take(target, Reuse.ANY, null)).isNull();
    }

    /** One request, and what is told of its answer. */
    private final class Asked implements HttpStream.Events {
        final HttpStream stream = client.stream();
        final StringBuilder told = new StringBuilder();

        Asked(Method method, int length) {
            stream.events(this);
            RequestHead request = new RequestHead(new Headers(2));
            request.method = method;
            request.target(Bytes.of("/"), 0, 1);
            request.headers.add(HeaderName.HOST, "a");
            request.framing = length == 0 ? Framing.NONE : Framing.LENGTH;
            request.length = length;
            stream.head(request, length == 0);
        }

        @Override
        public void onHead(MessageHead head, boolean last) {
            told.append(((ResponseHead) head).status).append(last ? "." : "");
        }

        @Override
        public void onBody(ByteBuf data, boolean last) {
            told.append(" +").append(data.readableBytes()).append(last ? "." : "");
            data.release();
        }

        @Override
        public void onTrailers(Headers fields) {
            told.append(" trailers");
        }

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(EndReason reason) {
            told.append(' ').append(reason);
        }
    }

    private Asked get() {
        return new Asked(Method.GET, 0);
    }

    private void arrive(byte[]... parts) {
        byte[] all = join(parts);
        wire.arrive(all, 0, all.length);
    }

    /** What is sent back, behind what the connection began with. */
    private String answers(byte[]... parts) {
        wire.sent();
        arrive(parts);
        return Http2Bytes.told(wire.sent());
    }

    private static byte[] cut(int stream, int code) {
        return frame(3, 0, stream, number(code));
    }

    private static byte[] most(int streams) {
        return frame(4, 0, 0, join(new byte[] {0, 3}, number(streams)));
    }

    // ---- what was served, and what was not

    @ParameterizedTest
    @CsvSource({"7, SERVER_REFUSED", "0, SERVER_CLOSED_EARLY", "8, SERVER_CLOSED_EARLY"})
    void onlyARefusalSaysThatNothingWasDone(int code, EndReason reason) {
        Asked asked = get();
        arrive(SETTINGS, cut(1, code));
        assertThat(asked.told).hasToString(" " + reason);
    }

    @Test
    void whatAGoAwayLeavesOutWasNotServed() {
        Asked first = get();
        Asked second = get();
        arrive(SETTINGS, frame(7, 0, 0, join(number(1), number(0))));
        assertThat(second.told).hasToString(" SERVER_REFUSED");
        arrive(request(1, OK));
        assertThat(first.told).hasToString("200. COMPLETE");
        assertThat(wire.isActive()).isFalse();
    }

    @Test
    void aConnectionThatEndsSaysNothingOfItsRequests() {
        Asked first = get();
        Asked second = get();
        arrive(SETTINGS, request(1, OK));
        wire.arriveEnd();
        assertThat(first.told).hasToString("200. COMPLETE");
        assertThat(second.told).hasToString(" SERVER_CLOSED_REUSED");
    }

    // ---- frames for streams that are no more

    @Test
    void whatComesForStreamsThatWereLeftHarmsNobody() {
        arrive(SETTINGS);
        Asked stays = get();
        for (int i = 0; i < 100; i++) {
            get().stream.reset(EndReason.CLIENT_ABORT);
            wire.sent();
        }
        assertThat(answers(head(3, OK), data(3, false, 10), data(3, true, 1), request(201, OK)))
                .isEmpty();
        arrive(request(1, OK));
        assertThat(stays.told).hasToString("200. COMPLETE");
    }

    @Test
    void aServerMayCutEachStreamBehindItsAnswer() {
        arrive(SETTINGS);
        for (int i = 0; i < 300; i++) {
            wire.loop.pools.take(target, Reuse.ANY, null);
            Asked asked = get();
            arrive(request(1 + 2 * i, OK), cut(1 + 2 * i, 0));
            assertThat(asked.told).hasToString("200. COMPLETE");
        }
        assertThat(wire.isActive()).isTrue();
    }

    // ---- whole answers

    @ParameterizedTest
    @CsvSource({"cut", "end", "gone"})
    void aWholeAnswerIsPassedOnWhateverComesOfItsConnection(String how) {
        Asked asked = get();
        arrive(SETTINGS, head(1, OK), data(1, false, 100), data(1, true, 50));
        switch (how) {
            case "cut" -> arrive(cut(1, 0));
            case "end" -> wire.arriveEnd();
            default -> wire.close();
        }
        assertThat(asked.told).hasToString("200");
        while (!asked.told.toString().endsWith("COMPLETE")) {
            int before = asked.told.length();
            asked.stream.demand();
            assertThat(asked.told.length()).isGreaterThan(before);
        }
        assertThat(asked.told.toString()).startsWith("200 +1").endsWith(". COMPLETE");
    }

    @Test
    void aWholeAnswerToAnUploadThatIsCutIsToldBeforeTheEnd() {
        Asked asked = new Asked(Method.POST, 100);
        arrive(SETTINGS, head(1, OK), data(1, true, 50), cut(1, 0));
        asked.stream.body(Unpooled.wrappedBuffer(new byte[10]), false);
        asked.stream.demand();
        assertThat(asked.told).hasToString("200 +50. SERVER_ABORT");
    }

    @Test
    void anAnswerThatIsNotWholeIsLost() {
        Asked asked = get();
        arrive(SETTINGS, head(1, OK), data(1, false, 50), cut(1, 0));
        assertThat(asked.told).hasToString("200 SERVER_ABORT");
    }

    @Test
    void anEmptyAnswerNeedNotSayThatItEnds() {
        Asked asked = new Asked(Method.HEAD, 0);
        arrive(SETTINGS, head(1, OK));
        assertThat(asked.told).hasToString("200.");
        wire.sent();
        wire.pass(6000);
        assertThat(asked.told).hasToString("200. COMPLETE");
        assertThat(Http2Bytes.told(wire.sent())).isEqualTo("RST_STREAM#1=8");
    }

    @Test
    void anEmptyAnswersEndMayFollow() {
        Asked asked = new Asked(Method.HEAD, 0);
        assertThat(answers(SETTINGS, head(1, OK), data(1, true, 0))).isEmpty();
        assertThat(asked.told).hasToString("200. COMPLETE");
        wire.pass(6000);
        assertThat(wire.sent()).isEmpty();
    }

    @Test
    void theRestOfARequestThatNobodyTakesIsCut() {
        Asked asked = new Asked(Method.POST, 70_000);
        asked.stream.body(Unpooled.wrappedBuffer(new byte[70_000]), true);
        arrive(SETTINGS, request(1, OK));
        assertThat(asked.told).hasToString("200.");
        for (int i = 0; i < 3; i++) {
            wire.pass(6000);
        }
        assertThat(asked.told).hasToString("200. SERVER_ABORT");
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 1", "true, 2"})
    void noBodyComesBeforeItsHead(boolean last, int size) {
        Asked asked = get();
        assertThat(answers(SETTINGS, data(1, last, size))).isEqualTo("RST_STREAM#1=1");
        assertThat(asked.told).hasToString(" BAD_RESPONSE");
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "1, RST_STREAM#1=3"})
    void anAnswerThatNobodyReadsHasAWindow(int beyond, String told) {
        Asked asked = get();
        byte[] frame = data(1, false, 16_383);
        assertThat(answers(SETTINGS, head(1, OK), frame, frame, frame, frame, data(1, false, 3 + beyond)))
                .isEqualTo(told);
        assertThat(asked.told).hasToString(beyond == 0 ? "200" : "200 SERVER_ABORT");
    }

    // ---- which connection takes more

    private Http2Client beside() {
        return wire.loop.pools.beside(target, Reuse.ANY, null, null);
    }

    @Test
    void onlyWhoseSettingsAreKnownCarriesMore() {
        get();
        assertThat(beside()).isNull();
        arrive(most(2));
        assertThat(beside()).isSameAs(client);
        get();
        assertThat(beside()).isNull();
    }

    @Test
    void whoTakesNoStreamsIsNotKept() {
        Asked asked = get();
        arrive(most(0), request(1, OK));
        assertThat(asked.told).hasToString("200. COMPLETE");
        assertThat(wire.isActive()).isFalse();
    }

    @Test
    void whoTakesNoStreamsAnyMoreIsLeft() {
        get();
        arrive(SETTINGS, request(1, OK));
        assertThat(wire.isActive()).isTrue();
        arrive(most(0));
        assertThat(wire.isActive()).isFalse();
    }

    @Test
    void whoSaysNothingAnyMoreIsLeftWithItsLastExchange() {
        arrive(SETTINGS);
        Asked first = get();
        Asked second = get();
        assertThat(beside()).isSameAs(client);
        first.stream.reset(EndReason.SERVER_TIMEOUT);
        assertThat(beside()).isNull();
        arrive(request(3, OK));
        assertThat(second.told).hasToString("200. COMPLETE");
        assertThat(wire.isActive()).isFalse();
    }

    @Test
    void whoIsOnlySlowWithOneAnswerIsNotLeft() {
        arrive(SETTINGS);
        Asked first = get();
        Asked second = get();
        arrive(request(3, OK));
        first.stream.reset(EndReason.SERVER_TIMEOUT);
        assertThat(second.told).hasToString("200. COMPLETE");
        assertThat(wire.isActive()).isTrue();
    }
}
