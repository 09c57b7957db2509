package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.MessageHead;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.OwnConnections;
import dev.lintel.stream.Target;
import dev.lintel.stream.TlsFacts;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: sends one request, reads its answer, then goes back to its pool if both ended exactly and no byte is left
 * over. Owned by its loop.
 */
final class Http1Client extends Http1Connection implements PooledConnection {
    /** How many interim answers may come before the final one; together they are no larger than one head may be. */
    static final int MAX_INTERIM = 100;

    private static final byte[] VERSION = Bytes.of("HTTP/1.");

    final Target target;
    /** The host that TLS asked for, or null. */
    final @Nullable String name;

    /** How many exchanges it has carried to their end. */
    int served;

    private RequestHead request;
    private boolean requestDone;
    private boolean responseDone;
    private boolean awaitingHead;
    private boolean anyByte;
    private int interims;
    private int interimBytes;
    private boolean closeAfter;
    private boolean closing;
    /** In its pool; or counted as carrying an exchange. */
    private boolean idle;

    private boolean used;
    private @Nullable TlsFacts tls;
    /** What it began with, and the client that it is kept for; or null. */
    private byte @Nullable [] preface;

    private @Nullable OwnConnections owner;

    Http1Client(NettyLoop loop, Target target, @Nullable String name, HttpLimits limits) {
        super(loop, limits);
        this.target = target;
        this.name = name;
    }

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
    public HttpStream stream() {
        return this;
    }

    @Override
    public boolean usable() {
        return !closed() && !peerClosed() && held == null;
    }

    /**
     * The connection is there.
     *
     * @param facts of the TLS that protects it, or null
     * @param first what was sent before the first request, and before TLS, or null
     */
    void begins(@Nullable TlsFacts facts, byte @Nullable [] first) {
        tls = facts;
        preface = first;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return tls;
    }

    @Override
    public void reserve(OwnConnections own) {
        owner = own;
    }

    // ---- the request

    @Override
    public void head(MessageHead message, boolean last) {
        if (closed()) {
            return;
        }
        join();
        request = (RequestHead) message;
        requestDone = false;
        responseDone = false;
        awaitingHead = true;
        anyByte = false;
        interims = 0;
        interimBytes = 0;
        closeAfter = request.close;
        forgetDemand();
        if (!Http1Writer.request(loop.text(), request, closeAfter)) {
            fail(EndReason.INTERNAL);
            return;
        }
        output.put(loop.text);
        output.begin(request);
        if (last) {
            body(Unpooled.EMPTY_BUFFER, true);
        }
    }

    @Override
    void sent() {
        requestDone = true;
        if (responseDone) {
            complete();
        }
    }

    // ---- the answer

    @Override
    boolean receiving() {
        return events != null && !awaitingHead && !responseDone;
    }

    @Override
    boolean needsMoreOfHead() {
        return events == null || awaitingHead;
    }

    @Override
    boolean closed() {
        return closing || super.closed();
    }

    @Override
    boolean processHead() {
        if (events == null) {
            // Bytes that no request asked for: whoever reads them next would take them for an answer.
            discard();
            return false;
        }
        if (responseDone) {
            // The same, while the request is still on its way, or before it is known that this becomes a tunnel.
            return false;
        }
        anyByte = true;
        ResponseHead head = readHead();
        if (head == null) {
            return false;
        }
        held.skipBytes(head.wireBytes);
        scanned = 0;
        if (head.isInterim()) {
            return interim(head);
        }
        if (head.framing == Framing.TUNNEL && (!requestDone || head.status == 101 && request.upgrade == null)) {
            // Nobody asked for a tunnel, or not to its end: what is still to come would be taken for its bytes.
            fail(EndReason.BAD_RESPONSE);
            return false;
        }
        answered(head);
        return true;
    }

    private boolean interim(ResponseHead head) {
        interimBytes += head.wireBytes;
        if (++interims > MAX_INTERIM || interimBytes > limits.headBytes()) {
            fail(EndReason.BAD_RESPONSE);
            return false;
        }
        events.onHead(head, false);
        return true;
    }

    /** The head at the beginning of the held bytes; null where it is not all there, or wrong. */
    private ResponseHead readHead() {
        if (scanned == 0) {
            if (!plausible()) {
                fail(EndReason.BAD_RESPONSE);
                return null;
            }
            int look = firstLook();
            ResponseHead head = loop.heads.response(peek(look), look, request.method, limits);
            if (head != null) {
                return head;
            }
        }
        int end = HeadEnd.find(held, scanned);
        if (end < 0 || end > limits.headBytes()) {
            scanned = Math.max(1, held.readableBytes() - 3);
            if (held.readableBytes() > limits.headBytes()) {
                fail(EndReason.BAD_RESPONSE);
            }
            return null;
        }
        ResponseHead head = loop.heads.response(peek(end), end, request.method, limits);
        if (head == null) {
            fail(EndReason.BAD_RESPONSE);
        }
        return head;
    }

    /** Whether what is there may be the beginning of an answer: what is not need not be waited for. */
    private boolean plausible() {
        int n = Math.min(held.readableBytes(), VERSION.length);
        for (int i = 0; i < n; i++) {
            if (held.getByte(held.readerIndex() + i) != VERSION[i]) {
                return false;
            }
        }
        return true;
    }

    private void answered(ResponseHead head) {
        awaitingHead = false;
        closeAfter |= head.close;
        if (head.framing == Framing.TUNNEL) {
            closeAfter = true;
            responseDone = true;
            events.onHead(head, true);
            return;
        }
        boolean empty = head.framing == Framing.NONE;
        if (empty) {
            responseDone = true;
        } else {
            expectBody(head);
        }
        events.onHead(head, empty);
        if (empty) {
            settle();
        }
    }

    @Override
    void received() {
        responseDone = true;
    }

    @Override
    void settle() {
        if (responseDone && requestDone && events != null) {
            complete();
        }
    }

    private void complete() {
        Events to = events;
        events = null;
        request = null;
        served++;
        boolean exact = unused() == 0;
        leave();
        // A server that answered early may never take what waits for it, nor a request behind that.
        boolean clean = exact && ctx.channel().isWritable();
        idle = !closeAfter && clean && !closed() && !peerClosed() && mayServeAgain() && kept();
        if (!idle) {
            closing = true;
            ctx.close();
        }
        if (to != null) {
            to.onEnd(EndReason.COMPLETE);
        }
    }

    private boolean mayServeAgain() {
        return target.maxReuse() < 0 || served <= target.maxReuse();
    }

    private boolean kept() {
        return owner == null ? preface == null && loop.pools.keep(this) : owner.keep(this, target, preface, name);
    }

    @Override
    void broken() {
        fail(EndReason.SERVER_ABORT);
    }

    // ---- the end

    private void fail(EndReason reason) {
        Events to = events;
        discard();
        if (to != null) {
            to.onEnd(reason);
        }
    }

    @Override
    public void discard() {
        events = null;
        gone();
        ctx.close();
    }

    /** The pool counts on it no longer, neither as idle nor as used. */
    private void gone() {
        closing = true;
        if (idle) {
            idle = false;
            if (owner == null) {
                loop.pools.forget(this);
            } else {
                owner.forget(this);
            }
        }
        leave();
    }

    /** An exchange begins: called when the connection was taken from its pool or has just been made. */
    void join() {
        idle = false;
        if (!used) {
            used = true;
            loop.pools.used(target);
        }
    }

    private void leave() {
        if (used) {
            used = false;
            loop.pools.unused(target);
        }
    }

    @Override
    public void reset(EndReason reason) {
        discard();
    }

    @Override
    void defect() {
        fail(EndReason.INTERNAL);
    }

    @Override
    void inputClosed() {
        if (events == null) {
            discard();
        } else if (receiving() && bodyEndsWithInput()) {
            Events to = events;
            responseDone = true;
            closeAfter = true;
            to.onBody(Unpooled.EMPTY_BUFFER, true);
            settle();
        } else {
            fail(lost());
        }
    }

    private EndReason lost() {
        if (!awaitingHead) {
            return EndReason.SERVER_ABORT;
        }
        return served > 0 && !anyByte ? EndReason.SERVER_CLOSED_REUSED : EndReason.SERVER_CLOSED_EARLY;
    }

    @Override
    void disconnected() {
        gone();
        Events to = events;
        events = null;
        if (to != null) {
            to.onEnd(lost());
        }
    }

    @Override
    Runnable tunnelClosed() {
        gone();
        return () -> {};
    }
}
