package dev.lintel.net;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * What one connection has received beyond the bytes that it works on: kept as it came, because joining every read to those that wait
 * would copy them all again each time. Owned by its connection, which releases it.
 */
final class Backlog {
    /** Reading pauses when this much waits of what may be taken at once (bytes); pausing and going on costs more than to hold it. */
    static final int PAUSE_BYTES = 64 << 10;

    private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>(4);
    private int bytes;

    /** Takes over the reference. */
    void add(ByteBuf in) {
        bytes += in.readableBytes();
        buffers.add(in);
    }

    /** The oldest, whose reference goes to the caller; null where there is none. */
    ByteBuf poll() {
        ByteBuf next = buffers.poll();
        if (next != null) {
            bytes -= next.readableBytes();
        }
        return next;
    }

    int bytes() {
        return bytes;
    }

    void release() {
        for (ByteBuf next = poll(); next != null; next = poll()) {
            next.release();
        }
    }
}
