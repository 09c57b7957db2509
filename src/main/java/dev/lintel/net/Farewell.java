package dev.lintel.net;

import dev.lintel.stream.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of a connection: time for the peer to take what is written, and for reading on where it may still be sending, for unread bytes
 * would turn the close into a reset that can overtake the answer. Made when the end has come; owned by the connection's loop.
 */
final class Farewell extends Deadline {
    /** What is read, behind an answer that came early or was the last one, before the connection is closed all the same. */
    static final int DRAIN_BYTES = 1 << 20;

    static final long DRAIN_MILLIS = 1000;

    /** How often is looked whether the peer takes enough of what waits for it, 240 bytes a second. */
    static final long STALL_MILLIS = 30_000;

    static final long STALL_BYTES = 240 * STALL_MILLIS / 1000;

    private final NettyLoop loop;
    private final Channel channel;
    private final boolean closeLooksWhole;
    private int drained;
    private boolean written;
    private boolean deaf;
    private long unsentBefore = Long.MAX_VALUE;

    /**
     * @param drained what was thrown away already
     * @param closeLooksWhole whether a close in the middle of what is written would look like its end
     */
    Farewell(NettyLoop loop, Channel channel, int drained, boolean closeLooksWhole) {
        this.loop = loop;
        this.channel = channel;
        this.drained = drained;
        this.closeLooksWhole = closeLooksWhole;
    }

    /** Whether the connection only waits for its writes. */
    boolean deaf() {
        return deaf;
    }

    /** Nothing more is read: the owner closes behind its last write, and this does where that takes too long. */
    void watchWrites() {
        deaf = true;
        loop.arm(this, STALL_MILLIS);
    }

    /** Sends the end of output behind what is written, and closes a while later where the peer does not. */
    void closeOutput() {
        loop.arm(this, STALL_MILLIS);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            written = true;
            if (channel.isActive() && !deaf) {
                ((DuplexChannel) channel).shutdownOutput();
                loop.arm(this, DRAIN_MILLIS);
            }
        });
    }

    /** Drops what was read; false when that was too much. */
    boolean throwAway(ByteBuf in) {
        drained += in.readableBytes();
        in.skipBytes(in.readableBytes());
        return drained <= DRAIN_BYTES;
    }

    @Override
    protected void expired() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        long unsent = out == null || written ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
        if (unsent > 0 && unsentBefore - unsent >= STALL_BYTES) {
            unsentBefore = unsent;
            loop.arm(this, STALL_MILLIS);
            return;
        }
        if (unsent > 0 && closeLooksWhole) {
            reset(channel);
        } else {
            channel.close();
        }
    }

    /** Closes with a reset, so that the peer sees a cut. */
    static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException gone) {
            // The peer was faster; the channel hears of it in a moment.
        }
        TlsCodec.cut(channel);
    }
}
