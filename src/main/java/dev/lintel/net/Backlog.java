package dev.lintel.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * What one connection has received beyond the bytes that it works on: kept as it came, because joining every read to those that wait
 * would copy them all again each time. Owned by its connection, which releases it.
 */
final class Backlog {
    /** Up to here what waits is copied (bytes): a slice would keep all of the large buffer that it was read into. */
    private static final int SMALL = 2048;

    private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>(4);
    private int bytes;

    /** The same bytes in a buffer that may wait; takes over the reference and gives one. */
    static ByteBuf keep(ByteBufAllocator from, ByteBuf in) {
        int size = in.readableBytes();
        if (size > SMALL) {
            return in;
        }
        ByteBuf copy = from.buffer(size).writeBytes(in);
        in.release();
        return copy;
    }

    /** Both in one buffer; takes over their references. */
    static ByteBuf join(ByteBufAllocator from, ByteBuf first, ByteBuf second) {
        ByteBuf joined = from.buffer(first.readableBytes() + second.readableBytes());
        joined.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return joined;
    }

    /** Takes over the reference. */
    void add(ByteBufAllocator from, ByteBuf in) {
        bytes += in.readableBytes();
        buffers.add(keep(from, in));
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
