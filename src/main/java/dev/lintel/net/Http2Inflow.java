package dev.lintel.net;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What one stream's peer may send (RFC 9113 section 6.9), and what it has sent that nobody has asked for yet: at most a window. Room is
 * given back as it goes on. Owned by the stream's loop; holds what waits.
 */
final class Http2Inflow {
    private final Http2Stream stream;
    private final int size;
    private int window;
    /** What has gone on and was not given back. */
    private int used;

    private @Nullable Backlog held;

    Http2Inflow(Http2Stream stream) {
        this.stream = stream;
        this.size = stream.connection().allowed.window();
        this.window = size;
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

    /** Gives room back to the peer: so much of what it sent has gone on. */
    void give(int bytes) {
        Http2Connection connection = stream.connection();
        if (bytes > 0) {
            connection.used(bytes);
        }
        used += bytes;
        if (!stream.inputEnded && used > 0 && used >= size / 2 && connection.gives()) {
            connection.output.windowUpdate(stream.id, used);
            window += used;
            used = 0;
        }
    }

    void release() {
        if (held != null) {
            stream.connection().used(held.bytes());
            held.release();
        }
    }
}
