package dev.lintel.net;

import static dev.lintel.net.Http2Bytes.GET;
import static dev.lintel.net.Http2Bytes.POST;
import static dev.lintel.net.Http2Bytes.block;
import static dev.lintel.net.Http2Bytes.data;
import static dev.lintel.net.Http2Bytes.frame;
import static dev.lintel.net.Http2Bytes.head;
import static dev.lintel.net.Http2Bytes.join;
import static dev.lintel.net.Http2Bytes.number;
import static dev.lintel.net.Http2Bytes.request;
import static dev.lintel.net.Http2Bytes.reset;
import static dev.lintel.net.Http2Bytes.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.stream.EndReason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What an HTTP/2 client may do, each at its limit and one beyond; GOAWAY 11 is ENHANCE_YOUR_CALM. */
class Http2LimitsTest extends Http2Conversation {
    @Test
    void aHundredStreamsAreOpenAtOnce() {
        side.answersItself = false;
        for (int i = 0; i < 100; i++) {
            assertThat(answers(request(2 * i + 1, GET))).isEmpty();
        }
        assertThat(answers(request(201, GET))).isEqualTo("RST_STREAM#201=7");
        side.exchanges.getFirst().answer(200, "");
        assertThat(answers(request(203, GET))).isEqualTo("HEADERS#1.");
        assertThat(side.exchanges).hasSize(101);
    }

    @Test
    void twoHundredResetsInHalfAMinute() {
        side.answersItself = false;
        for (int i = 0; i < 200; i++) {
            assertThat(answers(request(2 * i + 1, GET), reset(2 * i + 1))).isEmpty();
        }
        assertThat(answers(request(401, GET), reset(401))).isEqualTo("GOAWAY=11");
        assertThat(side.last().end).isEqualTo(EndReason.PROTOCOL_ERROR);
    }

    @Test
    void resetsAreForgottenInTime() {
        side.answersItself = false;
        for (int i = 0; i < 200; i++) {
            arrive(request(2 * i + 1, GET), reset(2 * i + 1));
        }
        side.wire.pass(Http2Guard.FORGET_MILLIS);
        assertThat(answers(request(401, GET), reset(401))).isEmpty();
        assertThat(side.last().end).isEqualTo(EndReason.CLIENT_ABORT);
    }

    @Test
    void resetsThatTheClientProvokesCount() {
        for (int i = 0; i < 200; i++) {
            int id = 2 * i + 1;
            assertThat(answers(head(id, with(POST, "content-length", "1")), data(id, true, 2)))
                    .isEqualTo("RST_STREAM#" + id + "=1");
        }
        assertThat(answers(head(401, with(POST, "content-length", "1")), data(401, true, 2)))
                .isEqualTo("GOAWAY=11");
    }

    @Test
    void aHeadInSeventeenPieces() {
        assertThat(answers(pieces(1, 16))).isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(pieces(3, 17))).isEqualTo("GOAWAY=11");
    }

    /** The fields one by one, each in a frame of its own. */
    private static byte[] pieces(int stream, int continuations) {
        byte[] all = frame(1, 1, stream, block(GET));
        for (int i = 1; i <= continuations; i++) {
            all = join(all, frame(9, i == continuations ? 4 : 0, stream, block("x" + i, "y")));
        }
        return all;
    }

    @Test
    void eightFramesWithNothingInThem() {
        byte[] empty = data(1, false, 0);
        assertThat(answers(head(1, POST), empty, empty, empty, empty, empty, empty, empty, empty))
                .isEmpty();
        assertThat(answers(data(1, false, 1), empty, empty, empty, empty, empty, empty, empty, empty))
                .isEmpty();
        assertThat(answers(empty)).isEqualTo("GOAWAY=11");
    }

    @Test
    void aThousandAnswersWaitForAClientThatDoesNotRead() {
        byte[] ping = frame(6, 0, 0, new byte[8]);
        byte[] thousand = new byte[0];
        for (int i = 0; i < 1000; i++) {
            thousand = join(thousand, ping);
        }
        assertThat(answers(thousand)).doesNotContain("GOAWAY").contains("PING");
        assertThat(answers(request(1, GET))).isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(thousand, ping)).endsWith("GOAWAY=11");
    }

    @Test
    void aThousandGlitches() {
        arrive(request(1, GET));
        byte[] late = data(1, false, 1);
        for (int i = 0; i < 1000; i++) {
            assertThat(answers(late)).endsWith("RST_STREAM#1=5");
        }
        assertThat(answers(late)).isEqualTo("GOAWAY=11");
    }

    @Test
    void aHundredFields() {
        String[] most = GET;
        for (int i = 1; i < 100; i++) {
            most = with(most, "x" + i, "y");
        }
        arrive(request(1, most));
        assertThat(side.last().malformed).isNull();
        arrive(request(3, with(most, "x100", "y")));
        assertThat(side.last().malformed).isEqualTo(EndReason.HEADERS_TOO_LARGE);
    }

    @Test
    void headsOf32Kilobytes() {
        // RFC 9113 section 6.5.2: each field counts 32 beside its name and its value.
        int rest = (32 << 10) - (10 + 11 + 13 + 6 + 4 * 32) - (1 + 32);
        arrive(large(1, rest));
        assertThat(side.last().malformed).isNull();
        arrive(large(3, rest + 1));
        assertThat(side.last().malformed).isEqualTo(EndReason.HEADERS_TOO_LARGE);
    }

    private static byte[] large(int stream, int size) {
        byte[] all = block(with(GET, "x", "y".repeat(size)));
        int first = 16_384;
        byte[] begin = Arrays.copyOf(all, first);
        byte[] end = Arrays.copyOfRange(all, first, all.length);
        byte[] middle = Arrays.copyOf(end, Math.min(end.length, first));
        byte[] rest = Arrays.copyOfRange(end, middle.length, end.length);
        return join(frame(1, 1, stream, begin), frame(9, 0, stream, middle), frame(9, 4, stream, rest));
    }

    @Test
    void targetsOf16Kilobytes() {
        int most = (16 << 10) - "http://a.b".length();
        arrive(inTwo(1, block(":method", "GET", ":scheme", "http", ":authority", "a.b", ":path", path(most))));
        assertThat(side.last().malformed).isNull();
        arrive(inTwo(3, block(":method", "GET", ":scheme", "http", ":authority", "a.b", ":path", path(most + 1))));
        assertThat(side.last().malformed).isEqualTo(EndReason.URI_TOO_LONG);
    }

    private static byte[] inTwo(int stream, byte[] all) {
        byte[] rest = Arrays.copyOfRange(all, 9000, all.length);
        return join(frame(1, 1, stream, Arrays.copyOf(all, 9000)), frame(9, 4, stream, rest));
    }

    private static String path(int size) {
        return "/" + "p".repeat(size - 1);
    }

    @Test
    void trailersOf32Fields() {
        String[] most = {};
        for (int i = 0; i < 32; i++) {
            most = with(most, "x" + i, "y");
        }
        assertThat(answers(head(1, POST), data(1, false, 1), request(1, most))).isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(head(3, POST), data(3, false, 1), request(3, with(most, "z", "y"))))
                .isEqualTo("RST_STREAM#3=1");
    }

    @Test
    void trailersOf8Kilobytes() {
        int most = (8 << 10) - 1;
        assertThat(answers(head(1, POST), data(1, false, 1), request(1, "x", "y".repeat(most))))
                .isEqualTo("HEADERS#1 DATA#1.");
        assertThat(answers(head(3, POST), data(3, false, 1), request(3, "x", "y".repeat(most + 1))))
                .isEqualTo("RST_STREAM#3=1");
    }

    @Test
    void aWindowOfOneStream() {
        side.demands = false;
        byte[] frame = data(1, false, 16_383);
        assertThat(answers(head(1, POST), frame, frame, frame, frame, data(1, false, 3)))
                .isEmpty();
        assertThat(answers(data(1, false, 1))).isEqualTo("RST_STREAM#1=3");
    }

    @Test
    void aWindowGrowsWhereABodyGoesOn() {
        int most = (1 << 20) / 2;
        assertThat(room(head(1, POST))).isEmpty();
        assertThat(room(data(1, false, 1000))).isEqualTo("#1+" + (most - 65_535 + 1000));
        // Given back when half of it has gone on.
        for (int i = 0; i < 15; i++) {
            assertThat(room(data(1, false, 16_384))).isEmpty();
        }
        assertThat(room(data(1, false, 16_384))).isEqualTo("#1+" + 16 * 16_384);
        // Another one halves it, and so gets only its own half.
        assertThat(room(head(3, POST), data(3, false, 1000))).isEqualTo("#3+" + (most / 2 - 65_535 + 1000));
        assertThat(room(data(1, false, 16_384))).isEmpty();
    }

    @Test
    void aWindowDoesNotGrowWhereABodyWaits() {
        assertThat(room(head(1, POST), data(1, false, 1000))).isNotEmpty();
        side.demands = false;
        assertThat(room(head(3, POST), data(3, false, 16_384), data(3, false, 16_384), data(3, false, 16_384)))
                .isEmpty();
    }

    @Test
    void oneThatWaitsDoesNotStopTheOthers() {
        assertThat(room(head(1, POST), data(1, false, 1), head(3, POST), data(3, false, 1)))
                .isNotEmpty();
        side.demands = false;
        for (int i = 0; i < 31; i++) {
            arrive(data(1, false, 16_384));
        }
        for (int i = 0; i < 15; i++) {
            arrive(data(3, false, 16_384));
        }
        side.demands = true;
        arrive(head(5, POST), data(5, false, 1));
        int left = (1 << 20) - 46 * 16_384 - 3;
        for (int i = 0; i < 100; i++) {
            left -= 16_384;
            assertThat(left).as("room when %d frames were sent", i).isNotNegative();
            for (String given : room(data(5, false, 16_384)).split(" ")) {
                left += given.startsWith("#0+") ? Integer.parseInt(given.substring(3)) : 0;
            }
        }
    }

    @Test
    void whoReadsNothingIsNotListenedTo() {
        side.answersItself = false;
        side.wire.stuck(true);
        int asked = 0;
        for (; side.wire.config().isAutoRead() && asked < 100_000; asked++) {
            arrive(request(2 * asked + 1, GET));
            side.last().answer(304, "");
        }
        assertThat(asked).isBetween(1000, 30_000);
        side.wire.stuck(false);
        assertThat(side.wire.config().isAutoRead()).isTrue();
    }

    private String room(byte[]... parts) {
        arrive(parts);
        return Http2Bytes.room(side.wire.sent());
    }

    @Test
    void aWindowOfTheConnection() {
        side.demands = false;
        byte[] frame = data(1, false, 16_383);
        for (int i = 0; i < 16; i++) {
            frame = data(2 * i + 1, false, 16_383);
            assertThat(answers(head(2 * i + 1, POST), frame, frame, frame, frame, data(2 * i + 1, false, 3)))
                    .isEmpty();
        }
        assertThat(answers(head(33, POST), data(33, false, (1 << 20) - 16 * 65_535)))
                .isEmpty();
        assertThat(answers(data(33, false, 1))).isEqualTo("GOAWAY=3");
    }

    @Test
    void framesOf16Kilobytes() {
        assertThat(answers(head(1, POST), data(1, false, 16_384))).isEmpty();
        assertThat(answers(data(1, false, 16_385))).isEqualTo("GOAWAY=6");
    }

    @Test
    void crumbsOfAWindowAreCounted() {
        side.answersItself = false;
        // No room at all for bodies, from the first one on.
        arrive(frame(4, 0, 0, join(new byte[] {0, 4}, number(0))), request(1, GET));
        side.last().answer(200, "x".repeat(2000));
        side.wire.sent();
        for (int i = 0; i < 1000; i++) {
            assertThat(answers(Http2Bytes.windowUpdate(1, 1))).isEqualTo("DATA#1");
        }
        assertThat(answers(Http2Bytes.windowUpdate(1, 1))).isEqualTo("GOAWAY=11");
    }

    @Test
    void aHeadHasTenSeconds() {
        byte[] head = request(1, GET);
        side.wire.arrive(head, 0, head.length - 1);
        side.wire.pass(9_000);
        assertThat(Http2Bytes.told(side.wire.sent())).isEmpty();
        side.wire.pass(2_000);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0");
    }

    @Test
    void nobodyStaysWithoutAskingAnything() {
        arrive(request(1, GET));
        side.wire.sent();
        side.wire.pass(59_000);
        assertThat(Http2Bytes.told(side.wire.sent())).isEmpty();
        side.wire.pass(2_000);
        assertThat(Http2Bytes.told(side.wire.sent())).isEqualTo("GOAWAY=0");
    }
}
