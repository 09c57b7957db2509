package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.Loop;
import dev.lintel.stream.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/** A connection as plain bytes: tcp mode from the start, a tunnel after an HTTP head. Owned by its loop. */
final class ByteConnection extends ChannelInboundHandlerAdapter implements ByteStream {
    private final NettyLoop loop;
    private final Runnable onClosed;
    private ChannelHandlerContext ctx;
    private Events events;
    private final Backlog backlog;
    private boolean demanded;
    private boolean delivering;
    private boolean eof;
    private boolean eofTold;
    private boolean outputShut;
    private boolean wrote;
    private boolean unwritable;
    private boolean ended;
    private @Nullable TlsFacts tls;
    /** Not null once only writes are waited for. */
    private Farewell farewell;

    ByteConnection(NettyLoop loop, Runnable onClosed) {
        this(loop, new Backlog(), false, onClosed);
    }

    /**
     * @param backlog bytes that have arrived already
     * @param eof whether the end of input has arrived behind them
     */
    ByteConnection(NettyLoop loop, Backlog backlog, boolean eof, Runnable onClosed) {
        this.loop = loop;
        this.backlog = backlog;
        this.eof = eof;
        this.onClosed = onClosed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        if (context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.refresh();
        ByteBuf in = (ByteBuf) message;
        if (events != null && demanded && backlog.bytes() == 0) {
            demanded = false;
            events.onData(in);
        } else {
            backlog.add(context.alloc(), in);
        }
        deliver();
    }

    private void deliver() {
        if (events == null) {
            return;
        }
        delivering = true;
        try {
            while (demanded && backlog.bytes() > 0) {
                demanded = false;
                events.onData(backlog.poll());
            }
        } finally {
            delivering = false;
        }
        if (backlog.bytes() == 0 && eof && !eofTold && !ended) {
            eofTold = true;
            events.onEof();
            endIfBothClosed();
        }
        boolean wanted = !eof && (demanded || backlog.bytes() == 0);
        if (ctx.channel().config().isAutoRead() != wanted) {
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    private void endIfBothClosed() {
        if (eofTold && outputShut && !ended) {
            ended = true;
            closeAfterWrites();
            events.onEnd(EndReason.COMPLETE);
        }
    }

    private void closeAfterWrites() {
        farewell = new Farewell(loop, ctx.channel(), 0, true);
        farewell.watchWrites();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (wrote) {
            wrote = false;
            ctx.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean ends = event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
        if (ends && !eof) {
            loop.refresh();
            eof = true;
            deliver();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.refresh();
        backlog.release();
        if (farewell != null) {
            loop.forget(farewell);
        }
        try {
            if (!ended && events != null) {
                ended = true;
                events.onEnd(eof && outputShut ? EndReason.COMPLETE : EndReason.CLIENT_ABORT);
            }
        } finally {
            onClosed.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof java.io.IOException || cause instanceof DecoderException)) {
            Faults.report("a tunnel", cause);
        }
        ctx.close();
    }

    @Override
    public void write(ByteBuf data) {
        if (ended || outputShut) {
            data.release();
            return;
        }
        ctx.writeAndFlush(data, ctx.voidPromise());
    }

    @Override
    public void shutdownOutput() {
        if (outputShut || ended) {
            return;
        }
        outputShut = true;
        TlsCodec codec = TlsCodec.of(ctx.channel());
        if (codec != null) {
            codec.closeOutput();
        }
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (ctx.channel().isActive() && !ended) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        });
        endIfBothClosed();
    }

    @Override
    public void reset(EndReason reason) {
        if (!ended) {
            ended = true;
            if (reason == EndReason.COMPLETE) {
                closeAfterWrites();
            } else {
                Farewell.reset(ctx.channel());
            }
        }
    }

    @Override
    public void demand() {
        if (!demanded && !ended) {
            demanded = true;
            if (!delivering) {
                deliver();
            }
        }
    }

    @Override
    public boolean writable() {
        unwritable = !ctx.channel().isWritable();
        return !unwritable;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (unwritable && context.channel().isWritable() && events != null) {
            unwritable = false;
            loop.refresh();
            events.onWritable();
        }
    }

    /** TLS protects it from here on; null: nothing does. */
    void secured(@Nullable TlsFacts facts) {
        tls = facts;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return tls;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void events(Events to) {
        events = to;
    }
}
