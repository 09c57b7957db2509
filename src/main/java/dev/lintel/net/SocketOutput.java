package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * The way of one connection's bytes to its socket, whatever they mean: gathers small writes in one buffer, and hands all of it over at
 * the end of the loop's turn. Owned by the connection's loop; releases what it gathered when the connection ends first.
 */
abstract class SocketOutput {
    /** Parts of a body up to this size are copied behind what was gathered rather than sent as a buffer of their own. */
    static final int COPY_LIMIT = 2048;

    private final NettyLoop loop;
    private final int firstBuffer;
    private ChannelHandlerContext ctx;
    private ByteBuf out;
    private boolean dirty;
    private boolean wroteBuffers;

    /** @param firstBuffer how large a buffer for gathering is, at least */
    SocketOutput(NettyLoop loop, int firstBuffer) {
        this.loop = loop;
        this.firstBuffer = firstBuffer;
    }

    /** The connection is in its place. */
    final void at(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Room for small writes that leave together. */
    final ByteBuf room(int size) {
        if (out == null) {
            out = ctx.alloc().directBuffer(Math.max(size, firstBuffer));
        } else if (out.writableBytes() < size) {
            ByteBuf full = out;
            out = ctx.alloc().directBuffer(Math.max(size, firstBuffer));
            ctx.write(full, ctx.voidPromise());
            wroteBuffers = true;
        }
        markDirty();
        return out;
    }

    /** Adds what the loop's writer holds to the bytes of this turn. */
    final void put(ByteWriter text) {
        room(text.size()).writeBytes(text.array(), 0, text.size());
    }

    /** Adds {@code size} bytes of a body behind what was gathered; takes over the reference. */
    final void raw(ByteBuf data, int size) {
        if (size <= COPY_LIMIT) {
            room(size).writeBytes(data);
            data.release();
            return;
        }
        if (out != null) {
            ByteBuf gathered = out;
            out = null;
            ctx.write(gathered, ctx.voidPromise());
        }
        ctx.write(data, ctx.voidPromise());
        wroteBuffers = true;
        markDirty();
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
    }

    /** How many bytes the socket has not taken yet, beside those of this turn. */
    final long waiting() {
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** Called by the loop at the end of its turn. */
    final void flush() {
        dirty = false;
        if (out != null) {
            ByteBuf gathered = out;
            out = null;
            ctx.write(gathered, ctx.voidPromise());
            ctx.flush();
        } else if (wroteBuffers) {
            ctx.flush();
        }
        wroteBuffers = false;
    }

    /** Closes the connection behind everything that was written. */
    final void closeBehind() {
        ByteBuf gathered = out;
        out = null;
        if (gathered != null || waiting() > 0) {
            ByteBuf last = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
            ctx.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    final void release() {
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
