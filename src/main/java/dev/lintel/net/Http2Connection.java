package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.stream.Address;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.Http2Limits;
import dev.lintel.stream.HttpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.collection.IntObjectHashMap;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of HTTP/2 share (RFC 9113): a connection that carries many streams at once, their windows, and the limits that keep a
 * peer from wasting what is ours. Owned by its loop.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter implements Http2Frames.Reader, Stalled {
    /** So much may wait for the socket before no more is read (bytes). */
    private static final int CROWDED = 256 << 10;

    final NettyLoop loop;
    final HttpLimits limits;
    final Http2Limits allowed;
    final Http2Output output;
    final Http2Guard guard;
    final Http2Frames frames;
    final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>(8);
    private final Http2HeadBlock block;
    ChannelHandlerContext ctx;
    final Http2Sending sending = new Http2Sending(this);
    final Http2Receiving receiving;
    private boolean settled;
    private boolean failed;
    boolean gone;
    private Address local;

    /** @param strangers whether streams of many clients share it */
    Http2Connection(NettyLoop loop, HttpLimits limits, Http2Limits allowed, boolean strangers) {
        this.loop = loop;
        this.limits = limits;
        this.allowed = allowed;
        this.output = new Http2Output(loop);
        this.guard = new Http2Guard(loop, allowed);
        this.receiving = new Http2Receiving(this, strangers);
        this.frames = new Http2Frames(this, allowed.frameBytes());
        this.block = new Http2HeadBlock(loop.fields, limits.headBytes(), allowed);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        output.at(context);
    }

    // ---- incoming

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.refresh();
        take((ByteBuf) message);
    }

    final void take(ByteBuf in) {
        if (failed) {
            in.release();
            return;
        }
        if (channelWritable()) {
            output.control = 0;
        }
        frames.read(ctx.alloc(), in);
        if (output.control > allowed.controlFrames()) {
            fail(Http2Code.ENHANCE_YOUR_CALM);
        }
        sending.pump();
        if (!failed) {
            pause();
            afterRead();
        }
    }

    /** Who asks for ever and reads nothing is not listened to: answers without a body wait for no window. */
    private void pause() {
        if (!channelWritable() && output.waiting() > CROWDED) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    /** What was received has been looked at. */
    void afterRead() {}

    /** Whether a stream of that number has never been. */
    abstract boolean isIdle(int stream);

    /** Whether a head may come for that stream, none being in progress there; else it has been dealt with. */
    abstract boolean mayBegin(int stream);

    /** A first head, in {@code loop.fields}. */
    abstract void begin(int stream, boolean last);

    /** One more head of a stream: the answer, or trailers. */
    abstract void further(Http2Stream stream, boolean last);

    /** How many fields the head may have that comes now for that stream, or null for a new one. */
    abstract int fieldsOf(@Nullable Http2Stream stream);

    /** Ends the connection where something is wrong; returns whether it is. */
    final boolean wrong(boolean wrong, int code) {
        if (wrong) {
            fail(code);
        }
        return wrong;
    }

    @Override
    public void data(int number, ByteBuf in, int size, int counted, boolean last) {
        if (wrong(!settled || isIdle(number), Http2Code.PROTOCOL_ERROR)
                || wrong(!receiving.takes(counted), Http2Code.FLOW_CONTROL_ERROR)
                || size == 0 && !last && wrong(!guard.empty(), Http2Code.ENHANCE_YOUR_CALM)) {
            return;
        }
        if (size > 0) {
            guard.useful();
        }
        Http2Stream stream = streams.get(number);
        if (stream == null) {
            receiving.used(counted);
            // A frame of a message for a stream that is no more.
            if (!mayBeLate(number) && !wrong(!guard.glitch(), Http2Code.ENHANCE_YOUR_CALM)) {
                output.rst(number, Http2Code.STREAM_CLOSED);
            }
        } else if (stream.inputEnded) {
            receiving.used(counted);
            stream.fault(Http2Code.STREAM_CLOSED);
        } else {
            stream.data(in, size, counted, last);
        }
    }

    @Override
    public void headers(int number, ByteBuf in, int size, boolean complete, boolean last, int dependsOn) {
        if (wrong(!settled || dependsOn == number, Http2Code.PROTOCOL_ERROR)) {
            return;
        }
        Http2Stream stream = streams.get(number);
        if (stream == null && !mayBegin(number)) {
            return;
        }
        guard.useful();
        if (complete) {
            complete(number, in.readSlice(size), last);
        } else if (!wrong(size == 0 && !guard.empty(), Http2Code.ENHANCE_YOUR_CALM)) {
            block.begin(number, last, ctx.alloc().buffer(2 * size).writeBytes(in, size));
        }
    }

    @Override
    public void continuation(int number, ByteBuf in, int size, boolean complete) {
        boolean tooMuch = !block.more(in, size);
        if (wrong(tooMuch || size == 0 && !guard.empty(), Http2Code.ENHANCE_YOUR_CALM) || !complete) {
            return;
        }
        ByteBuf all = block.end();
        try {
            complete(number, all, block.last());
        } finally {
            all.release();
        }
    }

    @Override
    public final int inHead() {
        return block.stream();
    }

    private void complete(int number, ByteBuf all, boolean last) {
        Http2Stream stream = streams.get(number);
        Http2Fields fields = loop.fields;
        fields.start(fieldsOf(stream), stream == null ? 16 : 4);
        if (wrong(!block.decode(number, all), Http2Code.COMPRESSION_ERROR)) {
            return;
        }
        if (stream != null) {
            further(stream, last);
        } else if (isIdle(number)) {
            begin(number, last);
        } else if (!mayBeLate(number)) {
            fail(Http2Code.STREAM_CLOSED);
        }
        fields.forget();
    }

    @Override
    public void priority(int number, int dependsOn) {
        if (!wrong(!settled || dependsOn == number, Http2Code.PROTOCOL_ERROR)) {
            wrong(!guard.control(), Http2Code.ENHANCE_YOUR_CALM);
        }
    }

    @Override
    public void reset(int number, int code) {
        if (!wrong(!settled || isIdle(number), Http2Code.PROTOCOL_ERROR)) {
            peerReset(streams.get(number), code);
        }
    }

    /** The peer has cut a stream; null: one that was over. */
    abstract void peerReset(@Nullable Http2Stream stream, int code);

    /** Whether what comes for a stream that is over may have been on its way already. */
    boolean mayBeLate(int number) {
        return sending.wasCut(number);
    }

    @Override
    public void setting(int key, long value) {
        sending.setting(key, value);
    }

    /** Whether the peer's settings are known. */
    final boolean settled() {
        return settled;
    }

    @Override
    public void settingsEnd() {
        settled = true;
        sending.settingsEnd();
        if (!wrong(!guard.control(), Http2Code.ENHANCE_YOUR_CALM)) {
            output.settingsAck();
        }
    }

    @Override
    public void settingsAck() {
        if (!wrong(!settled, Http2Code.PROTOCOL_ERROR) && !wrong(!guard.control(), Http2Code.ENHANCE_YOUR_CALM)) {
            block.agreed();
        }
    }

    @Override
    public void ping(boolean ack, long data) {
        if (wrong(!settled, Http2Code.PROTOCOL_ERROR) || wrong(!guard.control(), Http2Code.ENHANCE_YOUR_CALM)) {
            return;
        }
        if (!ack) {
            output.ping(true, data);
        }
    }

    @Override
    public void windowUpdate(int number, int more) {
        if (!wrong(!settled || number != 0 && isIdle(number), Http2Code.PROTOCOL_ERROR)) {
            sending.windowUpdate(number, more);
        }
    }

    // ---- windows

    @Override
    public final void process() {
        if (!failed()) {
            receiving.resume();
            for (Http2Stream stream : all()) {
                stream.resume();
            }
        }
    }

    final boolean channelWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && !gone) {
            loop.refresh();
            output.control = 0;
            if (!context.channel().config().isAutoRead()) {
                context.channel().config().setAutoRead(true);
            }
            sending.pump();
            for (Http2Stream stream : all()) {
                stream.lighter();
            }
        }
    }

    // ---- the end

    /** Those that are open now, whatever becomes of them meanwhile. */
    final Http2Stream[] all() {
        return streams.values().toArray(new Http2Stream[0]);
    }

    /** The stream is over: frames for it are nobody's. */
    final void left(Http2Stream stream) {
        sending.left(stream);
        if (stream.id != 0) {
            streams.remove(stream.id);
        }
        oneLess(stream);
    }

    abstract void oneLess(Http2Stream stream);

    /** Cuts a stream before its end; what the peer still sends for it is not its fault. */
    final void cut(Http2Stream stream, int code) {
        if (stream.id != 0 && !failed && !gone) {
            sending.cut(stream, code);
        }
    }

    @Override
    public final boolean failed() {
        return failed || gone;
    }

    /** The last stream of the peer that was looked at. */
    abstract int lastOfPeer();

    @Override
    public final void fail(int code) {
        if (!failed()) {
            failed = true;
            output.goAway(lastOfPeer(), code);
            endAll(code == Http2Code.NO_ERROR);
            broken();
        }
    }

    /** The error has been told: the connection closes. */
    abstract void broken();

    /** Why streams end that the end of the connection takes with it; {@code fault}: whether the peer broke a rule. */
    abstract EndReason lost(Http2Stream stream, boolean fault);

    final void endAll(boolean closed) {
        for (Http2Stream stream : all()) {
            try {
                stream.cutOff(lost(stream, !closed));
            } catch (Throwable fault) {
                Faults.report("the end of a stream", fault);
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean ends = event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
        if (ends && !gone) {
            loop.refresh();
            inputClosed();
        }
    }

    /** The peer sends no more. */
    abstract void inputClosed();

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.refresh();
        gone = true;
        frames.release();
        block.release();
        sending.forget();
        loop.stalled.remove(this);
        output.release();
        try {
            endAll(true);
        } finally {
            disconnected();
        }
    }

    /** The connection is gone, and no stream is left but those whose message has come as a whole. */
    abstract void disconnected();

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A handshake that fails comes wrapped; whoever wanted the connection hears of it otherwise.
        if (!(cause instanceof IOException) && !(cause.getCause() instanceof IOException)) {
            Faults.report("a connection", cause);
        }
        context.close();
    }

    final Address local() {
        if (local == null) {
            local = Address.of(ctx.channel().localAddress());
        }
        return local;
    }
}
