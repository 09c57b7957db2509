package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of HTTP/1.1 share: a connection that carries one exchange at a time and is the stream of the exchange it carries.
 * Bytes that came too early are held; reading pauses while something is held that nobody asked for. What is sent goes through {@link
 * Http1Output}. Owned by its loop.
 */
abstract class Http1Connection extends ChannelInboundHandlerAdapter implements HttpStream, Stalled {
    /** Heads up to this size are parsed at the first look, without a search for their end. */
    private static final int FIRST_LOOK = 2048;

    final NettyLoop loop;
    final HttpLimits limits;
    /** Made when the first body comes: many connections never carry one. */
    private Http1Body body;

    ChannelHandlerContext ctx;
    /** Who hears of the exchange that is carried now; null between exchanges. */
    Events events;

    /** The first of the bytes that have arrived and are not used yet, or null. */
    ByteBuf held;
    /** Whether they may wait as long as they want. */
    private boolean kept;
    /** What arrived behind them; made when it is first needed. */
    private @Nullable Backlog later;
    /** How many of the held bytes are known to hold no end of a head. */
    int scanned;

    private boolean demanded;
    private boolean processing;
    private boolean detached;
    /** The peer has closed its direction; {@link #inputClosed} is still to be told of it while bytes are held. */
    private boolean inputEnded;

    private boolean eof;
    private Address local;

    final Http1Output output;
    private boolean unwritable;

    Http1Connection(NettyLoop loop, HttpLimits limits) {
        this.loop = loop;
        this.limits = limits;
        this.output = new Http1Output(this, loop);
    }

    /** A body of that framing is expected now. */
    final void expectBody(MessageHead head) {
        if (body == null) {
            body = new Http1Body(loop.heads, limits);
        }
        body.start(head.framing, head.length);
    }

    /** Whether the end of input ends the body that is being received. */
    final boolean bodyEndsWithInput() {
        return body != null && body.endsWithInput();
    }

    /** Uses held bytes while no body is awaited: a head, or bytes that should not be there. Returns false to stop. */
    abstract boolean processHead();

    /** A copy of the first {@code length} held bytes, with the zero behind them that the parser wants. */
    final byte[] peek(int length) {
        byte[] bytes = new byte[length + 1];
        held.getBytes(held.readerIndex(), bytes, 0, length);
        return bytes;
    }

    /** How much to take for a first look: usually all of a head, and little of a body behind it. */
    final int firstLook() {
        return Math.min(held.readableBytes(), Math.min(FIRST_LOOK, limits.headBytes()));
    }

    /** The incoming message is complete; its last event is about to be told. */
    abstract void received();

    /** The last event of the incoming message has been told. */
    abstract void settle();

    /** The outgoing message is complete: all of it is on its way to the socket. */
    abstract void sent();

    /** The peer has closed its direction; bytes may still be held. */
    abstract void inputClosed();

    /** The connection is gone. */
    abstract void disconnected();

    /** The peer's framing is broken in the middle of a body. */
    abstract void broken();

    /** Whether a body is being received now. */
    abstract boolean receiving();

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        output.at(context);
    }

    // ---- incoming

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.refresh();
        ByteBuf in = (ByteBuf) message;
        if (held == null) {
            held = in;
            kept = false;
        } else {
            if (later == null) {
                later = new Backlog();
            }
            later.add(ctx.alloc(), in);
        }
        process();
    }

    /** Goes on with the held bytes as far as it is wanted. */
    @Override
    public final void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean on = held != null;
            while (on && !detached) {
                on = receiving() ? demanded && processBody() : processHead();
                on = (advance() || on) && held != null;
            }
        } finally {
            processing = false;
        }
        if (inputEnded && !detached && (held == null || starves())) {
            inputEnded = false;
            inputClosed();
        }
        pauseOrResume();
    }

    /** Goes on to bytes that came later, where those at hand are used up or too few for what is wanted; false where it stays. */
    private boolean advance() {
        if (held == null) {
            return false;
        }
        if (!held.isReadable()) {
            held.release();
            held = next();
            kept = true;
            scanned = 0;
            return held != null;
        }
        if (later == null || !starves()) {
            return false;
        }
        ByteBuf next = next();
        if (next != null) {
            held = Backlog.join(ctx.alloc(), held, next);
            kept = true;
        }
        return next != null;
    }

    private @Nullable ByteBuf next() {
        return later == null ? null : later.poll();
    }

    /** How many bytes have arrived and are not used yet. */
    final int unused() {
        return (held == null ? 0 : held.readableBytes()) + (later == null ? 0 : later.bytes());
    }

    /** Delivers the body that is at hand; returns whether to go on at once. */
    private boolean processBody() {
        while (held != null && receiving()) {
            // Looked up anew for each part: the owner may have let go of the exchange at the last one.
            Events to = events;
            switch (body.next(held)) {
                case DATA -> {
                    demanded = false;
                    to.onBody(body.data, false);
                    // One demand brings everything of one socket read: go on whatever the owner said meanwhile.
                }
                case LAST -> {
                    demanded = false;
                    ByteBuf data = body.data == null ? Unpooled.EMPTY_BUFFER : body.data;
                    received();
                    to.onBody(data, true);
                    settle();
                    return true;
                }
                case TRAILERS -> {
                    demanded = false;
                    received();
                    to.onTrailers(body.trailers);
                    settle();
                    return true;
                }
                case NEED_MORE -> {
                    return false;
                }
                case BROKEN -> {
                    broken();
                    return false;
                }
            }
        }
        return held != null;
    }

    /** Whether the held bytes are not enough for what is wanted now. */
    private boolean starves() {
        return receiving() ? demanded : needsMoreOfHead();
    }

    /** Keeps reading as long as nothing waits that nobody asked for. */
    private void pauseOrResume() {
        if (detached) {
            return;
        }
        if (held != null && !kept) {
            held = Backlog.keep(ctx.alloc(), held);
            kept = true;
        }
        boolean wanted = receiving() ? demanded && !loop.stalls(this) : held == null || needsMoreOfHead();
        if (ctx.channel().config().isAutoRead() != wanted) {
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    /** Whether the held bytes are the beginning of a head that is wanted now. */
    abstract boolean needsMoreOfHead();

    @Override
    public final void demand() {
        demanded = true;
        if (!processing) {
            process();
        }
    }

    final void forgetDemand() {
        demanded = false;
    }

    final void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
            scanned = 0;
        }
        if (later != null) {
            later.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean ends = event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
        if (ends && !eof) {
            loop.refresh();
            eof = true;
            if (held == null) {
                inputClosed();
            } else {
                inputEnded = true;
                process();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.refresh();
        releaseHeld();
        loop.stalled.remove(this);
        output.release();
        disconnected();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof java.io.IOException || cause instanceof DecoderException) {
            ctx.close();
            return;
        }
        Faults.report("a connection", cause);
        try {
            defect();
        } catch (Throwable another) {
            Faults.report("the end of a connection", another);
            ctx.close();
        }
    }

    /** Something went wrong here, through nobody's fault but ours: the exchange ends, and with it the connection. */
    abstract void defect();

    // ---- outgoing

    /** Whether the peer has said that it sends no more. */
    final boolean peerClosed() {
        return eof;
    }

    @Override
    public final void body(ByteBuf data, boolean last) {
        output.body(data, last);
    }

    @Override
    public final void trailers(Headers trailers) {
        output.finish(trailers);
    }

    @Override
    public final boolean writable() {
        boolean now = ctx.channel().isWritable();
        unwritable = !now;
        return now;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (unwritable && context.channel().isWritable()) {
            unwritable = false;
            loop.refresh();
            if (events != null) {
                events.onWritable();
            }
        }
    }

    boolean closed() {
        return !ctx.channel().isActive();
    }

    @Override
    public final Address local() {
        if (local == null) {
            local = Address.of(ctx.channel().localAddress());
        }
        return local;
    }

    @Override
    public final Loop loop() {
        return loop;
    }

    @Override
    public final void events(Events to) {
        events = to;
    }

    @Override
    public final ByteStream tunnel() {
        output.flush();
        Backlog rest = detach();
        ByteConnection tunnel = new ByteConnection(loop, rest, eof, tunnelClosed());
        events = null;
        ctx.pipeline().replace(this, "bytes", tunnel);
        return tunnel;
    }

    /** Lets go of the connection: another handler takes it over, with these bytes that have arrived already. */
    final Backlog detach() {
        detached = true;
        Backlog rest = new Backlog();
        for (ByteBuf next = held; next != null; next = next()) {
            rest.add(ctx.alloc(), next);
        }
        held = null;
        return rest;
    }

    /** The connection is no longer ours; what to do when it is gone. */
    abstract Runnable tunnelClosed();
}
