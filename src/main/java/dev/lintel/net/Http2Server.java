package dev.lintel.net;

import dev.lintel.http.RequestHead;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection: each of its streams is one request. Says goodbye before it closes, so that no request is lost (RFC 9113
 * section 6.8). Owned by its loop.
 */
final class Http2Server extends Http2Connection implements ClientSide {
    /** The first goodbye stops nothing that is on its way; the second comes when the client has heard it, or by then. */
    private static final long GOODBYE_MILLIS = 1000;

    private static final long GOODBYE = 0x676f6f64_627965L;

    private final Acceptor.Connection proxy;
    private final HeadWait wait;
    private int prefaceLeft = Http2Code.PREFACE.length;
    private int last;
    private int begun;
    private boolean leaving;
    /** The last stream that is served, once it is told. */
    private int lastServed = Integer.MAX_VALUE;

    private @Nullable Farewell farewell;
    /** What others go before. */
    private @Nullable Backlog later;

    /** Requests of what is being read. */
    private int begunNow;

    private Http2Server(NettyLoop loop, Acceptor.Connection proxy) {
        super(loop, proxy.limits(), loop.http2Clients, false);
        this.proxy = proxy;
        this.wait = new HeadWait(loop, proxy, this::late);
    }

    /** Puts one at the end of a channel's handlers: HTTP/2 is what is spoken from its first byte on. */
    static void install(NettyLoop loop, Channel channel, Acceptor.Connection proxy) {
        Http2Server server = new Http2Server(loop, proxy);
        server.opened();
        channel.pipeline().addLast(server);
    }

    /** Goes on where an HTTP/1 connection has met the preface, which stands at the front of what has arrived. */
    static void replace(Http1Server first, NettyLoop loop, Acceptor.Connection proxy, Backlog arrived) {
        Http2Server server = new Http2Server(loop, proxy);
        server.opened();
        ChannelHandlerContext context = first.ctx;
        context.pipeline().replace(first, "http2", server);
        if (!context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
        for (ByteBuf next = arrived.poll(); next != null; next = arrived.poll()) {
            server.arrived(next);
        }
        if (first.peerClosed() && !server.failed()) {
            server.inputClosed();
        }
    }

    /** How many bytes at the front are those of the preface. */
    static int preface(ByteBuf in) {
        int most = Math.min(in.readableBytes(), Http2Code.PREFACE.length);
        int same = 0;
        while (same < most && in.getByte(in.readerIndex() + same) == Http2Code.PREFACE[same]) {
            same++;
        }
        return same;
    }

    private void opened() {
        loop.clients.add(this);
        wait.first();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        super.handlerAdded(context);
        output.settings(
                Http2Code.MAX_CONCURRENT_STREAMS, allowed.streams(),
                Http2Code.INITIAL_WINDOW_SIZE, allowed.window(),
                Http2Code.MAX_FRAME_SIZE, allowed.frameBytes(),
                Http2Code.HEADER_TABLE_SIZE, allowed.tableBytes(),
                Http2Code.MAX_HEADER_LIST_SIZE, limits.headBytes(),
                Http2Code.ENABLE_CONNECT_PROTOCOL, 1);
        output.widen(allowed.connectionWindow());
    }

    // ---- requests

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.refresh();
        begunNow = 0;
        arrived((ByteBuf) message);
    }

    private void arrived(ByteBuf in) {
        if (later != null) {
            ctx.channel().config().setAutoRead(false);
            later.add(ctx.alloc(), in);
            return;
        }
        if (farewell != null) {
            boolean few = farewell.throwAway(in);
            in.release();
            if (!few) {
                leave();
            }
            return;
        }
        while (prefaceLeft > 0 && in.isReadable()) {
            if (in.readByte() != Http2Code.PREFACE[Http2Code.PREFACE.length - prefaceLeft]) {
                in.release();
                fail(Http2Code.PROTOCOL_ERROR);
                return;
            }
            prefaceLeft--;
        }
        take(in);
    }

    @Override
    public boolean later(ByteBuf rest) {
        if (begunNow < Http2Turns.SURE || !loop.turns.isOver()) {
            return false;
        }
        later = new Backlog();
        later.add(ctx.alloc(), rest.readRetainedSlice(rest.readableBytes()));
        ctx.channel().config().setAutoRead(false);
        loop.turns.add(this);
        return true;
    }

    /** The others have had their turn. */
    void goOn() {
        Backlog waiting = later;
        later = null;
        if (waiting == null) {
            return;
        }
        begunNow = 0;
        ctx.channel().config().setAutoRead(true);
        try {
            for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
                arrived(next);
            }
        } finally {
            waiting.release();
        }
    }

    @Override
    void afterRead() {
        if (inHead() != 0 || frames.waits()) {
            wait.firstByte();
            wait.more();
        } else if (wait.startMicros >= 0) {
            wait.goOn();
            if (!streams.isEmpty()) {
                wait.disarm();
            }
        }
    }

    @Override
    boolean isIdle(int stream) {
        return (stream & 1) == 0 || stream > last;
    }

    @Override
    boolean mayBegin(int stream) {
        if ((stream & 1) == 0) {
            fail(Http2Code.PROTOCOL_ERROR);
            return false;
        }
        return true;
    }

    @Override
    int fieldsOf(@Nullable Http2Stream stream) {
        return stream == null ? limits.fields() : limits.trailerFields();
    }

    @Override
    void begin(int number, boolean complete) {
        last = number;
        if (number > lastServed) {
            return;
        }
        Http2ServerStream stream = new Http2ServerStream(this);
        stream.open(number);
        if (streams.size() >= allowed.streams()) {
            cut(stream, Http2Code.REFUSED_STREAM);
            if (!guard.glitch()) {
                fail(Http2Code.ENHANCE_YOUR_CALM);
            }
            return;
        }
        if (streams.isEmpty()) {
            wait.over();
        }
        begunNow++;
        streams.put(number, stream);
        if (++begun == allowed.total()) {
            retire();
        }
        RequestHead head = loop.requests.read(loop.fields, limits, complete);
        long now = loop.nowMicros();
        long since = wait.startMicros >= 0 ? wait.startMicros : now;
        stream.begin(head, complete);
        if (head != null) {
            proxy.onRequest(stream, head, complete || head.upgrade != null || stream.asksTunnel(), since, since);
        } else if (loop.requests.error() == EndReason.PROTOCOL_ERROR && !guard.reset()) {
            fail(Http2Code.ENHANCE_YOUR_CALM);
        } else {
            proxy.onMalformed(stream, loop.requests.error(), null, 1, since, since);
        }
    }

    @Override
    void further(Http2Stream stream, boolean complete) {
        boolean trailers = complete && !stream.inputEnded && loop.fields.areTrailers();
        if (stream.inputEnded) {
            stream.fault(Http2Code.STREAM_CLOSED);
        } else if (!trailers || loop.fields.logged > limits.trailerBytes()) {
            stream.fault(Http2Code.PROTOCOL_ERROR);
        } else {
            stream.trailers(loop.fields.headers, true);
        }
    }

    @Override
    void peerReset(@Nullable Http2Stream stream, int code) {
        if (!wrong(!guard.reset(), Http2Code.ENHANCE_YOUR_CALM) && stream != null) {
            stream.end(EndReason.CLIENT_ABORT);
        }
    }

    @Override
    int lastOfPeer() {
        return last;
    }

    @Override
    public void goAway(int lastOfOurs, int code) {
        // The client opens no more streams; those that are open go on.
        if (!guard.control()) {
            fail(Http2Code.ENHANCE_YOUR_CALM);
        }
    }

    @Override
    public void ping(boolean ack, long data) {
        super.ping(ack, data);
        if (ack && data == GOODBYE && leaving) {
            lastGoodbye();
        }
    }

    // ---- the end

    @Override
    void oneLess(Http2Stream stream) {
        if (!streams.isEmpty() || failed()) {
            return;
        }
        if (lastServed != Integer.MAX_VALUE) {
            linger();
        } else if (leaving) {
            wait.arm(GOODBYE_MILLIS);
        } else {
            wait.again();
            if (proxy.pressed()) {
                retire();
            }
        }
    }

    /** What was waited for has not come. */
    private void late() {
        if (leaving) {
            lastGoodbye();
        } else {
            fail(Http2Code.NO_ERROR);
        }
    }

    @Override
    public void retire() {
        if (leaving || failed()) {
            return;
        }
        leaving = true;
        output.goAway(Integer.MAX_VALUE, Http2Code.NO_ERROR);
        output.ping(false, GOODBYE);
        wait.arm(GOODBYE_MILLIS);
    }

    private void lastGoodbye() {
        if (lastServed != Integer.MAX_VALUE || failed()) {
            return;
        }
        wait.disarm();
        lastServed = last;
        output.goAway(last, Http2Code.NO_ERROR);
        if (streams.isEmpty()) {
            linger();
        }
    }

    @Override
    public void retireUnwanted() {
        if (!proxy.wanted()) {
            retire();
        }
    }

    @Override
    public void retireIdle() {
        if (streams.isEmpty()) {
            retire();
        }
    }

    @Override
    void broken() {
        linger();
    }

    /** Closes behind what is written; before, reads what the client may still be sending. */
    private void linger() {
        if (farewell != null) {
            return;
        }
        wait.disarm();
        farewell = new Farewell(loop, ctx.channel(), 0, false);
        output.flush();
        farewell.closeOutput();
    }

    /** Closes behind what is written, and reads no more. */
    private void leave() {
        if (farewell == null) {
            farewell = new Farewell(loop, ctx.channel(), 0, false);
        }
        if (!farewell.deaf()) {
            farewell.watchWrites();
            output.closeBehind();
        }
    }

    @Override
    EndReason lost(Http2Stream stream, boolean fault) {
        return fault ? EndReason.PROTOCOL_ERROR : EndReason.CLIENT_ABORT;
    }

    @Override
    void inputClosed() {
        // HAProxy answers whoever hangs up in good order, for its log; a stream that is reset, or a connection, gets
        // nothing.
        for (Http2Stream stream : all()) {
            if (stream.inputEnded && stream.events != null) {
                stream.events.onPeerClosed();
            }
        }
        endAll(true);
        leave();
    }

    @Override
    void disconnected() {
        if (later != null) {
            later.release();
            later = null;
        }
        loop.forget(wait);
        if (farewell != null) {
            loop.forget(farewell);
        }
        loop.clients.remove(this);
        proxy.onClosed();
    }
}
