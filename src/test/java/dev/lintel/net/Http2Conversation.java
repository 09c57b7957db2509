package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client that speaks HTTP/2 byte by byte, behind its preface; each scenario has a connection of its own. */
abstract class Http2Conversation {
    final ServerSide side = new ServerSide();

    @BeforeEach
    void connects() {
        side.open();
        arrive(Http2Bytes.preface());
        side.wire.sent();
    }

    @AfterEach
    void nothingIsLeft() {
        side.wire.end();
        assertThat(side.closed).isEqualTo(1);
        assertThat(side.wire.loop.clients).isEmpty();
        assertThat(side.exchanges).allMatch(each -> each.ends <= 1);
    }

    final void arrive(byte[]... parts) {
        byte[] all = Http2Bytes.join(parts);
        side.wire.arrive(all, 0, all.length);
    }

    /** What is sent back, in the words of {@link Http2Bytes#told}. */
    final String answers(byte[]... parts) {
        arrive(parts);
        return Http2Bytes.told(side.wire.sent());
    }
}
