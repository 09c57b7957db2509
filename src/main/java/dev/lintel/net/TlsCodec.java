package dev.lintel.net;

import dev.lintel.stream.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a socket and what it carries: opens the records that come, seals what is written at once, and says goodbye. It does for
 * one kind of engine, on one thread, what Netty's handler does for all, with no queue and no promise of its own. Whoever needs the
 * handshake is told of it by {@link Handshaking}; the peer's goodbye is {@link SslCloseCompletionEvent#SUCCESS}. Owned by the
 * connection's loop; releases the engine.
 */
final class TlsCodec extends ChannelDuplexHandler {
    /** Without a stack: a peer that is gone before its answer is nothing to wonder at. */
    private static final class Closed extends ClosedChannelException {
        private static final long serialVersionUID = 1;
        static final Closed INSTANCE = new Closed();

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Who waits for the handshake; told once. */
    interface Handshaking {
        void completed();

        /** The peer has been sent an alert; whoever hears of it closes the connection. */
        void failed(Throwable cause);
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What the library sends by itself rarely needs more in one piece: a flight with two certificates. */
    private static final int FLIGHT = 4096;

    /** How long a goodbye may wait for a peer that reads nothing. */
    private static final long GOODBYE_MILLIS = 3000;

    private final NettyLoop loop;
    private final ReferenceCountedOpenSslEngine engine;
    private final Handshaking handshaking;
    private final TlsRecord partial = new TlsRecord();
    private final TlsSeal seal;

    private ChannelHandlerContext ctx;

    private boolean shaken;
    /** Whether what became of the handshake has been told. */
    private boolean told;

    private boolean failed;
    private boolean ended;
    private boolean goodbye;
    private boolean unflushed;
    /** Whether something was passed on in this turn. */
    private boolean delivered;

    private boolean gone;

    TlsCodec(NettyLoop loop, ReferenceCountedOpenSslEngine engine, Handshaking handshaking) {
        this.loop = loop;
        this.engine = engine;
        this.handshaking = handshaking;
        this.seal = new TlsSeal(engine);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        if (engine.getUseClientMode()) {
            try {
                engine.beginHandshake();
                push();
            } catch (SSLException e) {
                fail(e);
            }
            flushPushed();
            readOn();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        gone = true;
        partial.release();
        engine.release();
    }

    // ---- incoming

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !deaf()) {
                ByteBuf records = partial.next(context.alloc(), in);
                if (records != null) {
                    open(records);
                }
            }
        } catch (SSLException e) {
            fail(e);
        } finally {
            in.release();
        }
        flushPushed();
    }

    private boolean deaf() {
        return failed || ended || gone;
    }

    /** Opens whole records and passes on what was in them, as much as possible at once. */
    private void open(ByteBuf records) throws SSLException {
        ByteBuf plain = ctx.alloc().directBuffer(records.readableBytes());
        boolean closed = false;
        try {
            while (TlsRecord.isWhole(records) && !deaf() && !closed) {
                if (shaken && plain.isReadable() && TlsRecord.isSmall(records)) {
                    // It may be a goodbye or an alert: what was said before is heard before.
                    plain = passOn(plain, records.readableBytes());
                    continue;
                }
                SSLEngineResult result = engine.unwrap(TlsSeal.readable(records), TlsSeal.writable(plain));
                records.skipBytes(result.bytesConsumed());
                plain.writerIndex(plain.writerIndex() + result.bytesProduced());
                // The engine says so, too, where only we have said goodbye.
                closed = result.getStatus() == Status.CLOSED && engine.isInboundDone();
                advance(result.getHandshakeStatus());
                if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                    plain.ensureWritable(TlsSeal.RECORD);
                } else if (!closed && TlsSeal.stuck(result)) {
                    throw new SSLException("the library does not take a record");
                }
            }
            if (!shaken && !deaf()) {
                // The library has seen the last record of the handshake, and says so when it is asked again.
                advance(asked());
            }
        } finally {
            passOn(plain, 0).release();
        }
        if (closed && !ended && !gone) {
            ended = true;
            flushPushed();
            ctx.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        }
    }

    /** @return room for more */
    private ByteBuf passOn(ByteBuf plain, int room) {
        if (!plain.isReadable() || !shaken || gone) {
            return plain;
        }
        delivered = true;
        ByteBuf more = room == 0 ? Unpooled.EMPTY_BUFFER : ctx.alloc().directBuffer(room);
        ctx.fireChannelRead(plain);
        return more;
    }

    private static boolean stuck(SSLEngineResult result) {
        return result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP
                && result.getHandshakeStatus() != HandshakeStatus.NEED_TASK;
    }

    private void advance(HandshakeStatus status) throws SSLException {
        switch (status) {
            case NEED_WRAP -> push();
            case NEED_TASK -> {
                TlsSeal.runTasks(engine);
                advance(asked());
            }
            case FINISHED -> finish();
            default -> {}
        }
    }

    /** What the handshake waits for, and the cause where it has failed: behind the alert, which is not to be lost in a wrap that throws. */
    private HandshakeStatus asked() throws SSLException {
        return engine.unwrap(NOTHING, NOTHING).getHandshakeStatus();
    }

    private void finish() {
        if (!shaken) {
            shaken = true;
            handshaking.completed();
            told = true;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flushPushed();
        context.fireChannelReadComplete();
        readOn();
    }

    /** Whoever reads one piece at a time has not had one yet: the handshake, or the beginning of a record, was none. */
    private void readOn() {
        if (!delivered && !gone && !ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        delivered = false;
    }

    // ---- outgoing

    /** Writes what the library has to say by itself: the handshake, alerts, a goodbye. */
    private void push() throws SSLException {
        SSLEngineResult result;
        do {
            ByteBuf out = ctx.alloc().directBuffer(FLIGHT);
            try {
                result = engine.wrap(NOTHING, TlsSeal.writable(out));
                out.writerIndex(result.bytesProduced());
                if (out.isReadable()) {
                    unflushed = true;
                    ctx.write(out.retain(), ctx.voidPromise());
                }
            } finally {
                out.release();
            }
            if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                finish();
            } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                TlsSeal.runTasks(engine);
                if (asked() == HandshakeStatus.FINISHED) {
                    finish();
                }
            }
        } while (!gone && result.getStatus() != Status.CLOSED && goesOn(result));
    }

    private static boolean goesOn(SSLEngineResult result) {
        // Behind an alert the library says only when it is asked again what it was about.
        return result.bytesProduced() > 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
    }

    private void flushPushed() {
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf plain = (ByteBuf) message;
        if (!plain.isReadable()) {
            context.write(plain, promise);
            return;
        }
        ByteBuf sealed = null;
        try {
            if (shaken && !failed && !goodbye) {
                sealed = seal.seal(context.alloc(), plain);
            }
        } catch (SSLException e) {
            context.fireExceptionCaught(e);
        } finally {
            plain.release();
        }
        if (sealed == null) {
            promise.tryFailure(Closed.INSTANCE);
        } else {
            context.write(sealed, promise);
        }
    }

    // ---- the end

    /** The handshake has failed, or a record was none: the peer hears why. */
    private void fail(SSLException cause) {
        if (failed || gone) {
            return;
        }
        failed = true;
        try {
            push();
        } catch (SSLException alerted) {
            // The same again, once the alert is out.
        }
        flushPushed();
        if (told) {
            ctx.fireExceptionCaught(cause);
        } else {
            told = true;
            handshaking.failed(cause);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof ChannelInputShutdownEvent) {
            abandoned();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        abandoned();
    }

    /** The peer says no more; whoever waits for the handshake waits in vain. */
    private void abandoned() {
        if (!told) {
            failed = true;
            told = true;
            handshaking.failed(new ClosedChannelException());
        }
    }

    /** Says goodbye behind everything that was written. */
    void closeOutput() {
        if (goodbye) {
            return;
        }
        goodbye = true;
        engine.closeOutbound();
        try {
            push();
        } catch (SSLException nothing) {
            // Nothing was agreed on that could be ended.
        }
        flushPushed();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        closeOutput();
        if (!context.channel().isActive()) {
            context.close(promise);
            return;
        }
        Deadline patience = new Deadline() {
            @Override
            protected void expired() {
                context.close(promise);
            }
        };
        loop.arm(patience, GOODBYE_MILLIS);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            loop.forget(patience);
            if (!promise.isDone()) {
                context.close(promise);
            }
        });
    }

    /** Closes a connection without a goodbye where it speaks TLS: its peer must not take what it has for all. */
    static void cut(Channel channel) {
        TlsCodec codec = of(channel);
        if (codec == null) {
            channel.close();
        } else {
            codec.ctx.close();
        }
    }

    /** Null: it speaks in clear text. */
    static @Nullable TlsCodec of(Channel channel) {
        return channel.pipeline().get(TlsCodec.class);
    }
}
