package dev.lintel.net;

import static dev.lintel.net.Http2Bytes.GET;
import static dev.lintel.net.Http2Bytes.frame;
import static dev.lintel.net.Http2Bytes.join;
import static dev.lintel.net.Http2Bytes.number;
import static dev.lintel.net.Http2Bytes.request;
import static dev.lintel.net.Http2Bytes.windowUpdate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Framing;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How answers leave as a client gives room for them, little by little or only when it has none left. */
class Http2RoomTest extends Http2Conversation {
    private static final int WINDOW = 65_535;

    @BeforeEach
    void testsAnswer() {
        side.answersItself = false;
    }

    /** What an answer of that size lets leave at once. */
    private String answer(int size) {
        side.last().answer(200, "x".repeat(size));
        return Http2Bytes.told(side.wire.sent());
    }

    @Test
    void theLastOfAWindowOfTheConnectionIsUsed() {
        arrive(request(1, GET));
        assertThat(answer(WINDOW - 100)).endsWith("DATA#1.");
        arrive(request(3, GET));
        assertThat(answer(5000)).isEqualTo("HEADERS#3 DATA#3");
        // Such a client gives room when it has none left; a hundred bytes less, and both would wait for ever.
        assertThat(answers(windowUpdate(0, WINDOW))).isEqualTo("DATA#3.");
    }

    @Test
    void theLastOfAWindowOfAStreamIsUsed() {
        arrive(windowUpdate(0, 1 << 20), request(1, GET));
        ResponseHead head = new ResponseHead(200);
        head.framing = Framing.CHUNKED;
        HttpStream stream = side.last().stream;
        stream.head(head, false);
        for (int i = 0; i < 8; i++) {
            stream.body(Unpooled.wrappedBuffer(new byte[9000]), i == 7);
        }
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("HEADERS#1" + " DATA#1".repeat(8));
        assertThat(answers(windowUpdate(1, WINDOW))).isEqualTo("DATA#1.");
    }

    @Test
    void crumbsOfAUsedUpWindowAreGathered() {
        arrive(windowUpdate(0, 1 << 20), request(1, GET));
        answer(80_000);
        assertThat(answers(windowUpdate(1, 1000), windowUpdate(1, 1000), windowUpdate(1, 1000)))
                .isEmpty();
        assertThat(answers(windowUpdate(1, 1096))).isEqualTo("DATA#1");
    }

    @Test
    void whoGivesNoMoreThanCrumbsIsServedAllTheSame() {
        arrive(request(1, GET), windowUpdate(1, 1 << 20));
        answer(70_000);
        for (int room = 0; room < 4000; room += 1000) {
            assertThat(answers(windowUpdate(0, 1000))).isEmpty();
            side.wire.pass(250);
            assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("DATA#1");
        }
        assertThat(answers(windowUpdate(0, 465))).isEqualTo("DATA#1.");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
    }

    @Test
    void soIsOneStream() {
        arrive(windowUpdate(0, 1 << 20), request(1, GET));
        answer(70_000);
        for (int room = 0; room < 4000; room += 1000) {
            assertThat(answers(windowUpdate(1, 1000))).isEmpty();
            side.wire.pass(250);
            assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("DATA#1");
        }
        assertThat(answers(windowUpdate(1, 465))).isEqualTo("DATA#1.");
        assertThat(side.last().end).isEqualTo(EndReason.COMPLETE);
    }

    @Test
    void theSmallestWindowOfAllIsEnough() {
        arrive(frame(4, 0, 0, join(new byte[] {0, 4}, number(1))), request(1, GET));
        assertThat(answer(3)).isEqualTo("HEADERS#1 DATA#1");
        assertThat(answers(windowUpdate(1, 1))).isEqualTo("DATA#1");
        assertThat(answers(windowUpdate(1, 1))).isEqualTo("DATA#1.");
    }

    @Test
    void aWindowThatSettingsMakeNegativeIsFilledUpFirst() {
        arrive(request(1, GET));
        assertThat(answer(WINDOW + 10)).isEqualTo("HEADERS#1 DATA#1 DATA#1 DATA#1 DATA#1");
        assertThat(answers(frame(4, 0, 0, join(new byte[] {0, 4}, number(0))), windowUpdate(0, 100)))
                .isEmpty();
        assertThat(answers(windowUpdate(1, WINDOW))).isEmpty();
        assertThat(answers(windowUpdate(1, 10))).isEqualTo("DATA#1.");
    }
}
