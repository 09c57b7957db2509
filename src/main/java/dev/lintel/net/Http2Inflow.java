package dev.lintel.net;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What one stream's peer may send (RFC 9113 section 6.9), and what it has sent that nobody has asked for yet: at most a window. Room is
 * given back as it goes on, and where few streams share the connection, more than at first: a long body over a long way would crawl
 * from one window to the next. Owned by the stream's loop; holds what waits.
 */
final class Http2Inflow {
    /** From here on nobody's window grows (percent of the memory). */
    private static final int TIGHT = 50;

    private final Http2Stream stream;
    private int window;

    private @Nullable Backlog held;

    Http2Inflow(Http2Stream stream) {
        this.stream = stream;
        this.window = stream.connection().allowed.window();
    }

    /** So much has come; false where it is more than was allowed. */
    boolean takes(int bytes) {
        window -= bytes;
        return window >= 0;
    }

    /** Takes over the reference. */
    void hold(ByteBuf data) {
        if (held == null) {
            held = new Backlog();
        }
        held.add(stream.connection().ctx.alloc(), data);
    }

    boolean holds() {
        return held != null && held.bytes() > 0;
    }

    /** The oldest of what is held, to go on; or null. */
    @Nullable
    ByteBuf poll() {
        ByteBuf next = held == null ? null : held.poll();
        if (next != null) {
            give(next.readableBytes());
        }
        return next;
    }

    /** Nobody waits for padding. */
    void padding(int bytes) {
        if (bytes > 0) {
            give(bytes);
        }
    }

    /** Gives room back to the peer: so much of what it sent has gone on. */
    void give(int bytes) {
        Http2Connection connection = stream.connection();
        if (bytes > 0) {
            connection.receiving.used(bytes);
        }
        int size = size(connection);
        int room = size - window - (held == null ? 0 : held.bytes());
        if (!stream.inputEnded && room > 0 && room >= size / 2 && connection.receiving.gives()) {
            connection.output.windowUpdate(stream.id, room);
            window += room;
        }
    }

    /** How much may come before it is asked for: a fair part of half of the connection's window, but no less than at first. */
    private static int size(Http2Connection connection) {
        int least = connection.allowed.window();
        int share = connection.allowed.connectionWindow() / 2 / Math.max(1, connection.streams.size());
        return share > least && connection.loop.memoryPercent() < TIGHT ? share : least;
    }

    void release() {
        if (held != null) {
            stream.connection().receiving.used(held.bytes());
            held.release();
        }
    }
}
