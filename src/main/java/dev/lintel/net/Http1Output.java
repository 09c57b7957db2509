package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Framing;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What one connection sends: frames bodies as their head announced them, gathers small writes in one buffer, and hands all of it to the
 * socket at the end of the loop's turn. Owned by the connection's loop; releases what it gathered when the connection ends first.
 */
final class Http1Output {
    /** Parts of a body up to this size are copied behind the head rather than sent as a buffer of their own. */
    private static final int COPY_LIMIT = 2048;

    private static final int FIRST_BUFFER = 512;

    private final Http1Connection owner;
    private final NettyLoop loop;
    private ByteBuf out;
    private boolean dirty;
    private boolean wroteBuffers;
    private Framing sending = Framing.NONE;
    private long sendLeft;

    Http1Output(Http1Connection owner, NettyLoop loop) {
        this.owner = owner;
        this.loop = loop;
    }

    private ChannelHandlerContext ctx() {
        return owner.ctx;
    }

    /** Room for small writes that leave together. */
    ByteBuf room(int size) {
        if (out == null) {
            out = ctx().alloc().directBuffer(Math.max(size, FIRST_BUFFER));
        } else if (out.writableBytes() < size) {
            ByteBuf full = out;
            out = ctx().alloc().directBuffer(Math.max(size, FIRST_BUFFER));
            ctx().write(full, ctx().voidPromise());
            wroteBuffers = true;
        }
        markDirty();
        return out;
    }

    /** Adds what the loop's writer holds to the bytes of this turn. */
    void put(ByteWriter text) {
        room(text.size()).writeBytes(text.array(), 0, text.size());
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

    private void raw(ByteBuf data, int size) {
        if (size <= COPY_LIMIT) {
            room(size).writeBytes(data);
            data.release();
            return;
        }
        if (out != null) {
            ByteBuf gathered = out;
            out = null;
            ctx().write(gathered, ctx().voidPromise());
        }
        ctx().write(data, ctx().voidPromise());
        wroteBuffers = true;
        markDirty();
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

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
    }

    /** Called by the loop at the end of its turn. */
    void flush() {
        dirty = false;
        if (out != null) {
            ByteBuf gathered = out;
            out = null;
            ctx().write(gathered, ctx().voidPromise());
            ctx().flush();
        } else if (wroteBuffers) {
            ctx().flush();
        }
        wroteBuffers = false;
    }

    /** Closes the connection behind everything that was written. */
    void closeBehind() {
        ByteBuf gathered = out;
        out = null;
        ChannelOutboundBuffer waiting = ctx().channel().unsafe().outboundBuffer();
        if (gathered != null || waiting != null && waiting.totalPendingWriteBytes() > 0) {
            ByteBuf last = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
            ctx().writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx().close();
        }
    }

    void release() {
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
