package dev.lintel.net;

import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.OwnConnections;
import dev.lintel.stream.Target;
import dev.lintel.stream.TlsFacts;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to a server: carries as many exchanges at once as both sides allow, of everybody or of one client, and goes back
 * to its pool when it carries none. Owned by its loop.
 */
final class Http2Client extends Http2Connection implements PooledConnection {
    static final String ALPN = "h2";

    /** Beyond this number of a stream a new connection is better than the risk to run out of numbers. */
    private static final int LAST_STREAM = Integer.MAX_VALUE - 2;

    private final Target target;
    private final @Nullable String name;
    /** Whose exchanges it carries as long as it carries any; null: anybody's. */
    private @Nullable Object only;

    private @Nullable TlsFacts tls;
    private byte @Nullable [] preface;
    private @Nullable OwnConnections owner;
    /** What stands in the owner's list while the connection is idle. */
    private @Nullable Http2ClientStream spare;

    /** How many exchanges have been carried to their end. */
    int served;

    /** How often something has come from the server. */
    int heard;

    /** Streams handed out that have not ended; and all there were. */
    private int open;

    private int handed;
    private int next = 1;
    private long most;
    private boolean tunnels;
    private final List<Http2ClientStream> undecided = new ArrayList<>(1);
    /** No stream begins any more. */
    private boolean closing;

    private boolean idle;
    private boolean shared;

    Http2Client(NettyLoop loop, Target target, @Nullable String name, @Nullable Object only, HttpLimits limits) {
        super(loop, limits, loop.http2Servers, true);
        this.target = target;
        this.name = name;
        this.only = only;
        this.most = allowed.streams();
    }

    /** The connection is there, and TLS with it. */
    void opened(@Nullable TlsFacts facts, byte @Nullable [] first) {
        tls = facts;
        preface = first;
        output.room(Http2Code.PREFACE.length).writeBytes(Http2Code.PREFACE);
        output.settings(
                Http2Code.ENABLE_PUSH, 0,
                Http2Code.INITIAL_WINDOW_SIZE, allowed.window(),
                Http2Code.MAX_FRAME_SIZE, allowed.frameBytes(),
                Http2Code.HEADER_TABLE_SIZE, allowed.tableBytes(),
                Http2Code.MAX_HEADER_LIST_SIZE, limits.headBytes());
        output.widen(allowed.connectionWindow());
    }

    @Nullable
    TlsFacts tls() {
        return tls;
    }

    void reserve(OwnConnections own) {
        owner = own;
        unshare();
    }

    // ---- as its pool sees it

    @Override
    public Target target() {
        return target;
    }

    @Override
    public @Nullable String name() {
        return name;
    }

    @Override
    public int served() {
        return served;
    }

    @Override
    public boolean usable() {
        return alive() && most > 0 && channelWritable();
    }

    private boolean alive() {
        return !closing && !failed() && ctx.channel().isActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard++;
        super.channelRead(context, message);
    }

    /** The server says nothing at all any more: whoever is on it may still wait, but nobody comes to it. */
    void silent() {
        closing = true;
        unshare();
    }

    /** Whether exchanges of that client, or of anybody, may be carried beside those that are. */
    boolean takes(@Nullable Object client, @Nullable String host) {
        return only == client && java.util.Objects.equals(name, host) && usable();
    }

    /** For the first exchange after a rest: from now on it is for that client. */
    HttpStream stream(@Nullable Object client) {
        only = client;
        return stream();
    }

    @Override
    public HttpStream stream() {
        idle = false;
        handed++;
        if (open++ == 0) {
            loop.pools.used(target);
        }
        Http2ClientStream stream = new Http2ClientStream(this);
        reshare();
        return stream;
    }

    private void reshare() {
        // How many at once, its settings tell: before they have come, only the first may be sure.
        boolean room = settled() && open > 0 && open < most && owner == null && preface == null;
        room &= alive() && !exhausted();
        if (room && !shared) {
            shared = true;
            loop.pools.share(this);
        } else if (!room) {
            unshare();
        }
    }

    private void unshare() {
        if (shared) {
            shared = false;
            loop.pools.unshare(this);
        }
    }

    private boolean exhausted() {
        return target.maxReuse() >= 0 && handed > target.maxReuse() || next >= LAST_STREAM;
    }

    @Override
    public void discard() {
        closing = true;
        if (!failed()) {
            output.goAway(0, Http2Code.NO_ERROR);
        }
        output.flush();
        ctx.close();
    }

    // ---- streams

    boolean knowsTunnels() {
        return tunnels;
    }

    void undecided(Http2ClientStream stream) {
        undecided.add(stream);
    }

    /** Gives the stream its number; false where none begins any more. */
    boolean begin(Http2ClientStream stream) {
        if (!alive() || next >= LAST_STREAM) {
            return false;
        }
        stream.open(next);
        streams.put(next, stream);
        next += 2;
        if (stream == spare) {
            spare = null;
            handed++;
        }
        return true;
    }

    /** Nothing of it has been sent. */
    void forgo(Http2ClientStream stream) {
        cut(stream, Http2Code.CANCEL);
    }

    @Override
    void oneLess(Http2Stream stream) {
        if (stream == spare) {
            spare = null;
        }
        if (--open > 0) {
            reshare();
            return;
        }
        unshare();
        loop.pools.unused(target);
        if (gone) {
            return;
        }
        idle = alive() && most > 0 && !target.retired() && !exhausted() && kept();
        if (idle) {
            return;
        }
        if (target.retired()) {
            discard();
        } else {
            closing = true;
            output.flush();
            ctx.close();
        }
    }

    private boolean kept() {
        if (owner == null) {
            return preface == null && loop.pools.keep(this);
        }
        Http2ClientStream next = new Http2ClientStream(this);
        if (!owner.keep(next, target, preface, name)) {
            return false;
        }
        spare = next;
        open = 1;
        loop.pools.used(target);
        return true;
    }

    // ---- what the server says

    @Override
    boolean isIdle(int stream) {
        return (stream & 1) == 0 || stream >= next;
    }

    @Override
    boolean mayBegin(int stream) {
        if (isIdle(stream)) {
            fail(Http2Code.PROTOCOL_ERROR);
            return false;
        }
        return true;
    }

    @Override
    int fieldsOf(@Nullable Http2Stream stream) {
        return limits.fields();
    }

    @Override
    void begin(int stream, boolean last) {
        throw new IllegalStateException("a server begins no streams");
    }

    @Override
    void further(Http2Stream stream, boolean last) {
        ((Http2ClientStream) stream).head(loop.fields, last);
    }

    @Override
    public void setting(int key, long value) {
        switch (key) {
            case Http2Code.MAX_CONCURRENT_STREAMS -> most = Math.min(value, allowed.streams());
            case Http2Code.ENABLE_CONNECT_PROTOCOL -> tunnels = value == 1;
            case Http2Code.ENABLE_PUSH -> wrong(value != 0, Http2Code.PROTOCOL_ERROR);
            default -> {
                // For both sides alike.
            }
        }
        super.setting(key, value);
    }

    @Override
    public void settingsEnd() {
        super.settingsEnd();
        reshare();
        if (most == 0 && (idle || spare != null)) {
            leavePool();
            discard();
        }
        while (!undecided.isEmpty()) {
            undecided.removeLast().decided();
        }
    }

    @Override
    void peerReset(@Nullable Http2Stream stream, int code) {
        if (stream != null) {
            stream.cutOff(((Http2ClientStream) stream).lost(code));
        }
    }

    /** We began the stream, and may have left it before the server knew (RFC 9113 section 5.1). */
    @Override
    boolean mayBeLate(int number) {
        return true;
    }

    @Override
    public void goAway(int last, int code) {
        if (wrong(!settled(), Http2Code.PROTOCOL_ERROR)) {
            return;
        }
        closing = true;
        reshare();
        for (Http2Stream stream : all()) {
            if (stream.id > last) {
                stream.cutOff(((Http2ClientStream) stream).lost(Http2Code.REFUSED_STREAM));
            }
        }
        if (idle || spare != null) {
            leavePool();
            ctx.close();
        }
    }

    // ---- the end

    @Override
    int lastOfPeer() {
        return 0;
    }

    @Override
    void broken() {
        leavePool();
        output.closeBehind();
    }

    private void leavePool() {
        unshare();
        if (idle) {
            idle = false;
            if (owner == null) {
                loop.pools.forget(this);
            }
        }
        if (spare != null) {
            Http2ClientStream kept = spare;
            spare = null;
            owner.forget(kept);
            kept.drop();
        }
    }

    @Override
    EndReason lost(Http2Stream stream, boolean fault) {
        return fault && !((Http2ClientStream) stream).isAnswered()
                ? EndReason.BAD_RESPONSE
                : ((Http2ClientStream) stream).lost(-1);
    }

    @Override
    void inputClosed() {
        closing = true;
        endAll(true);
        leavePool();
        ctx.close();
    }

    @Override
    void disconnected() {
        closing = true;
        leavePool();
        while (!undecided.isEmpty()) {
            undecided.removeLast().end(EndReason.SERVER_REFUSED);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closing = true;
        super.exceptionCaught(context, cause);
    }
}
