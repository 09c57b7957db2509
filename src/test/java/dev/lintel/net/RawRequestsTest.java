package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request of the table, whole, byte by byte and cut in two at every place: one verdict, and nothing left behind. */
class RawRequestsTest {
    static List<RawCase> requests() {
        return RawCase.table("requests.txt");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whole(RawCase request) {
        assertThat(verdict(request.bytes())).as(request.spelled()).isEqualTo(request.verdict());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void byteByByte(RawCase request) {
        int[] cuts = new int[request.bytes().length];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i;
        }
        assertThat(verdict(request.bytes(), cuts)).as(request.spelled()).isEqualTo(request.verdict());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void atEveryCut(RawCase request) {
        byte[] bytes = request.bytes();
        for (int i = 1; i < bytes.length; i++) {
            assertThat(verdict(bytes, i))
                    .as("%s | %s", RawCase.spelled(bytes, 0, i), RawCase.spelled(bytes, i, bytes.length))
                    .isEqualTo(request.verdict());
        }
    }

    /** What the server understands of these bytes, arriving in pieces; checks that the connection ends as it should. */
    static String verdict(byte[] bytes, int... cuts) {
        ServerSide side = new ServerSide();
        arrive(side, bytes, cuts);
        String understood = side.understood();
        end(side);
        return understood;
    }

    static void arrive(ServerSide side, byte[] bytes, int... cuts) {
        side.open();
        int from = 0;
        for (int cut : cuts) {
            side.wire.arrive(bytes, from, cut);
            from = cut;
        }
        side.wire.arrive(bytes, from, bytes.length);
    }

    /** The client closes: nothing may be left. */
    static void end(ServerSide side) {
        String understood = side.understood();
        String sent = side.wire.sent();
        if (understood.endsWith("400") || understood.endsWith("505")) {
            assertThat(sent).as("a refusal says that the connection ends").contains("connection: close\r\n");
            assertThat(side.wire.isOutputShutdown() || !side.wire.isActive()).isTrue();
        }
        side.wire.arriveEnd();
        assertThat(side.wire.isActive()).as("open behind the end of input").isFalse();
        side.wire.end();
        assertThat(side.closed).as("told that the connection is gone").isEqualTo(1);
        for (ServerSide.Exchange exchange : side.exchanges) {
            assertThat(exchange.ends).as("ends of %s", exchange).isEqualTo(1);
        }
        assertThat(side.wire.loop.clients).isEmpty();
    }
}
