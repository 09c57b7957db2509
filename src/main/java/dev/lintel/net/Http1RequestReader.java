package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.RequestHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import io.netty.buffer.ByteBuf;

/** Finds the next request head among the bytes that a connection holds. Without state; on the connection's loop. */
final class Http1RequestReader {
    private Http1RequestReader() {}

    /**
     * The head at the beginning of what is held. Null where there is none: then {@link Http1Heads#error} says why, or is null where the
     * head is not all there.
     */
    static RequestHead read(Http1Connection from) {
        Http1Heads heads = from.loop.heads;
        if (from.scanned == 0) {
            byte first = from.held.getByte(from.held.readerIndex());
            if (!Bytes.isToken(first) && first != '\r' && first != '\n') {
                return heads.refuse(EndReason.BAD_REQUEST);
            }
            int look = from.firstLook();
            RequestHead head = heads.request(from.peek(look), look, from.limits);
            if (head != null) {
                return head;
            }
        }
        return readWhole(from, heads);
    }

    /** The head was cut off, long, or wrong: which of these is known when its end is there. */
    private static RequestHead readWhole(Http1Connection from, Http1Heads heads) {
        HttpLimits limits = from.limits;
        ByteBuf held = from.held;
        int available = held.readableBytes();
        int end = HeadEnd.find(held, from.scanned);
        boolean longLine = available > limits.lineBytes() && HeadEnd.lineLongerThan(held, limits.lineBytes());
        if (end >= 0 && end <= limits.headBytes()) {
            RequestHead head = heads.request(from.peek(end), end, limits);
            return head == null && longLine ? heads.refuse(EndReason.URI_TOO_LONG) : head;
        }
        from.scanned = Math.max(1, available - 3);
        if (longLine) {
            return heads.refuse(EndReason.URI_TOO_LONG);
        }
        return heads.refuse(available > limits.headBytes() ? EndReason.HEADERS_TOO_LARGE : null);
    }
}
