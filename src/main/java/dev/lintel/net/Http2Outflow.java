package dev.lintel.net;

import dev.lintel.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has to send and the peer has no room for yet (RFC 9113 section 5.2), up to its end. Owned by the stream's loop; holds
 * what waits.
 */
final class Http2Outflow {
    private final Http2Stream stream;
    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(4);
    private int bytes;
    /** Nothing was left of the stream's window, and there has not been enough of it since. */
    private boolean usedUp;

    private boolean ends;
    private @Nullable Headers trailers;

    Http2Outflow(Http2Stream stream) {
        this.stream = stream;
    }

    /** Takes over the reference. */
    void add(ByteBuf data, boolean last) {
        int size = data.readableBytes();
        if (size > 0) {
            parts.add(data);
            bytes += size;
        } else {
            data.release();
        }
        ends = last;
    }

    /** The message ends with fields. */
    void end(Headers fields) {
        ends = true;
        trailers = fields;
    }

    int bytes() {
        return bytes;
    }

    /** Whether something waits that the windows let go. */
    boolean maySend() {
        return bytes == 0 ? ends : stream.connection().sending.uses(stream.sendWindow, usedUp, bytes);
    }

    /** Waits for no more room than there is. */
    void useAllRoom() {
        usedUp = false;
        stream.connection().sending.wants(stream);
    }

    /** Sends one frame of what waits; returns how many bytes of the connection's window it took. */
    int sendSome(int most) {
        Http2Output output = stream.connection().output;
        if (bytes == 0) {
            ends = false;
            if (trailers == null) {
                output.data(stream.id, Unpooled.EMPTY_BUFFER, true);
                stream.ended();
            } else {
                stream.sendTrailers(trailers);
            }
            return 0;
        }
        int room = Math.min(most, stream.sendWindow);
        ByteBuf first = parts.peek();
        int size = first.readableBytes();
        ByteBuf part;
        if (size <= room) {
            part = parts.poll();
        } else {
            size = room;
            part = first.readRetainedSlice(size);
        }
        bytes -= size;
        usedUp = stream.connection().sending.usesUp(stream.sendWindow, usedUp, size);
        stream.sendWindow -= size;
        boolean last = ends && bytes == 0 && trailers == null;
        output.data(stream.id, part, last);
        if (last) {
            ends = false;
            stream.ended();
        }
        return size;
    }

    void release() {
        parts.forEach(ByteBuf::release);
        parts.clear();
        bytes = 0;
        ends = false;
    }
}
