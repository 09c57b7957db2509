package dev.lintel.net;

import dev.lintel.http.Framing;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import io.netty.buffer.ByteBuf;

/**
 * What one HTTP/1 connection sends: frames bodies as their head announced them. Owned by the connection's loop.
 */
final class Http1Output extends SocketOutput {
    private static final int FIRST_BUFFER = 512;

    private final Http1Connection owner;
    private Framing sending = Framing.NONE;
    private long sendLeft;

    Http1Output(Http1Connection owner, NettyLoop loop) {
        super(loop, FIRST_BUFFER);
        this.owner = owner;
    }

    /** Begins a message of that framing. */
    void begin(MessageHead head) {
        sending = head.framing;
        sendLeft = head.framing == Framing.LENGTH ? head.length : Long.MAX_VALUE;
    }

    /** The message that is being sent will not be finished: what its owner still gives is dropped. */
    void stop() {
        sending = Framing.NONE;
    }

    /** Takes over the reference. */
    void body(ByteBuf data, boolean last) {
        int size = data.readableBytes();
        if (owner.closed() || sending == Framing.NONE) {
            data.release();
            if (last) {
                finish(null);
            }
            return;
        }
        if (size > sendLeft) {
            data.release();
            owner.defect();
            return;
        }
        if (sending == Framing.LENGTH) {
            sendLeft -= size;
        }
        if (size == 0) {
            data.release();
        } else if (sending == Framing.CHUNKED) {
            Http1Writer.chunkSize(room(12), size);
            raw(data, size);
            Http1Writer.crlf(room(2));
        } else {
            raw(data, size);
        }
        if (last) {
            finish(null);
        }
    }

    /** The end of the message, with trailers or null. */
    void finish(Headers trailers) {
        if (owner.closed()) {
            return;
        }
        if (sending == Framing.CHUNKED) {
            int size = 16;
            for (int i = 0; trailers != null && i < trailers.size(); i++) {
                size += trailers.name(i).bytes().length + trailers.len(i) + 4;
            }
            if (!Http1Writer.lastChunk(room(size), trailers)) {
                owner.defect();
                return;
            }
        } else if (sending == Framing.LENGTH && sendLeft > 0) {
            // Fewer bytes than announced: the peer must see a cut, not wait for the rest.
            owner.defect();
            return;
        }
        sending = Framing.NONE;
        owner.sent();
    }
}
