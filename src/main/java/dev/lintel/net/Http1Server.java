package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.OwnConnections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;

/**
 * A client's HTTP/1 connection: reads one request after the other, holds pipelined ones back until their turn, and writes the answers.
 * Owned by its loop.
 */
final class Http1Server extends Http1Connection {
    /** Where an answer cannot be written safely, this one is. */
    private static final byte[] DEFECT =
            Bytes.of("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");

    private enum State {
        /** Between requests, or in the middle of a head. */
        HEAD,
        /** A request is being served. */
        EXCHANGE,
        /** Answered with part of the request's body outstanding: reads on, for a while. */
        DRAIN_BODY,
        /** The last answer is on its way; what still comes is thrown away. */
        LINGER
    }

    private final Acceptor.Connection proxy;
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            onTimer();
        }
    };

    private State state = State.HEAD;
    private RequestHead request;
    private boolean requestDone = true;
    private boolean responseStarted;
    private boolean responseDone;
    private Framing responseFraming = Framing.NONE;
    private boolean closeAfter;
    private boolean inputClosed;
    private boolean first = true;
    private boolean malformed;
    private boolean gone;
    /** What the client asked for, whatever rules make of it: an answer without a body; a tunnel. */
    private boolean headOnly;

    private boolean asksTunnel;
    /** The next request waits until the client takes more of the answers before it. */
    private boolean crowded;
    /** Not null in state LINGER. */
    private Farewell farewell;

    private int drained;
    private long idleMicros;
    private long startMicros = -1;

    Http1Server(NettyLoop loop, Acceptor.Connection proxy) {
        super(loop, proxy.limits());
        this.proxy = proxy;
        this.idleMicros = loop.micros();
    }

    /** The connection is open: the wait for the first request begins. */
    void opened() {
        loop.clients.add(this);
        armIdle();
    }

    private void armIdle() {
        arm(proxy.idleTimeout(first));
    }

    private void arm(long millis) {
        if (millis > 0) {
            loop.arm(timer, millis);
        } else {
            timer.disarm();
        }
    }

    // ---- requests

    @Override
    boolean receiving() {
        return !requestDone && (state == State.EXCHANGE || state == State.DRAIN_BODY);
    }

    @Override
    boolean needsMoreOfHead() {
        return state == State.HEAD ? !crowded : state == State.LINGER && !farewell.deaf();
    }

    @Override
    boolean processHead() {
        return switch (state) {
            case HEAD -> readHead();
            case EXCHANGE, DRAIN_BODY -> false;
            case LINGER -> {
                if (!farewell.throwAway(held)) {
                    leave();
                }
                yield true;
            }
        };
    }

    private boolean readHead() {
        if (!ctx.channel().isWritable()) {
            // Answers must not pile up for a client that asks and does not listen.
            crowded = true;
            return false;
        }
        if (startMicros < 0) {
            startMicros = loop.nowMicros();
            if (!plausible(held.getByte(held.readerIndex()))) {
                refuse(EndReason.BAD_REQUEST, null);
                return false;
            }
        }
        if (scanned == 0) {
            int look = firstLook();
            RequestHead head = loop.heads.request(peek(look), look, limits);
            if (head != null) {
                begin(head);
                return true;
            }
        }
        return readWholeHead();
    }

    /** The head was cut off, long, or wrong: which of these is known when its end is there. */
    private boolean readWholeHead() {
        int available = held.readableBytes();
        int end = HeadEnd.find(held, scanned);
        if (end < 0 || end > limits.headBytes()) {
            scanned = Math.max(1, available - 3);
            return waitForHead(available);
        }
        RequestHead head = loop.heads.request(peek(end), end, limits);
        if (head == null) {
            boolean tooLong = HeadEnd.lineLongerThan(held, limits.lineBytes());
            refuse(tooLong ? EndReason.URI_TOO_LONG : loop.heads.error(), null);
            return false;
        }
        begin(head);
        return true;
    }

    private static boolean plausible(byte b) {
        return Bytes.isToken(b) || b == '\r' || b == '\n';
    }

    private boolean waitForHead(int available) {
        if (available > limits.lineBytes() && HeadEnd.lineLongerThan(held, limits.lineBytes())) {
            refuse(EndReason.URI_TOO_LONG, null);
        } else if (available > limits.headBytes()) {
            refuse(EndReason.HEADERS_TOO_LARGE, null);
        } else {
            long timeout = proxy.requestTimeout();
            // From the first byte, whatever drips in afterwards.
            long spent = (loop.nowMicros() - startMicros) / 1000;
            arm(timeout > 0 ? Math.max(timeout - spent, 1) : 0);
        }
        return false;
    }

    private void begin(RequestHead head) {
        held.skipBytes(head.wireBytes);
        scanned = 0;
        timer.disarm();
        request = head;
        state = State.EXCHANGE;
        requestDone = head.framing == Framing.NONE;
        responseStarted = false;
        responseDone = false;
        closeAfter = head.close;
        headOnly = head.method == Method.HEAD;
        asksTunnel = head.upgrade != null || head.method == Method.CONNECT;
        if (!requestDone) {
            expectBody(head);
        }
        forgetDemand();
        first = false;
        proxy.onRequest(this, head, requestDone, idleMicros, startMicros);
    }

    /** Ends the reading of requests: the proxy gives one answer, then the connection closes. */
    private void refuse(EndReason reason, RequestHead head) {
        timer.disarm();
        int received = held == null ? 0 : held.readableBytes();
        request = head;
        state = State.EXCHANGE;
        requestDone = true;
        responseStarted = false;
        responseDone = false;
        closeAfter = true;
        malformed = true;
        headOnly = false;
        asksTunnel = false;
        forgetDemand();
        proxy.onMalformed(this, reason, head, received, idleMicros, startMicros);
    }

    @Override
    void received() {
        requestDone = true;
        if (state == State.DRAIN_BODY) {
            events = null;
        }
    }

    @Override
    void settle() {
        if (responseDone && state == State.EXCHANGE) {
            complete();
        } else if (state == State.DRAIN_BODY) {
            next();
        }
    }

    @Override
    void broken() {
        if (state == State.DRAIN_BODY) {
            leave();
        } else {
            end(EndReason.BAD_REQUEST);
        }
    }

    /** The request ends before all of it is there. Its owner may still answer, where nothing has been said yet. */
    private void end(EndReason reason) {
        closeAfter = true;
        requestDone = true;
        malformed = true;
        Events to = events;
        events = null;
        if (responseStarted) {
            cut();
        }
        if (to != null) {
            to.onEnd(reason);
        }
        if (state == State.EXCHANGE) {
            cut();
        }
    }

    // ---- answers

    @Override
    public void head(MessageHead message, boolean last) {
        if (closed() || state != State.EXCHANGE || responseStarted) {
            return;
        }
        ResponseHead head = (ResponseHead) message;
        if (head.isInterim()) {
            if (request != null && request.version != 10 && Http1Writer.response(loop.text(), head, false, false)) {
                put(loop.text);
            }
            return;
        }
        adaptFraming(head);
        responseFraming = head.framing;
        closeAfter |= head.close || malformed || inputClosed;
        boolean tellKeepAlive = !closeAfter && request != null && request.version == 10;
        if (!Http1Writer.response(loop.text(), head, closeAfter, tellKeepAlive)) {
            defect();
            return;
        }
        responseStarted = true;
        put(loop.text);
        beginSending(head);
        if (last) {
            body(Unpooled.EMPTY_BUFFER, true);
        }
    }

    /**
     * The answer is one to what the client asked, not to what a rule made of it: none to HEAD has a body, and one without a body does
     * not announce any to others. An HTTP/1.0 client knows no chunks: it gets the body up to the close. Behind a request for a tunnel
     * that is declined nobody can tell what the next bytes are: the connection ends.
     */
    private void adaptFraming(ResponseHead head) {
        if (headOnly && head.framing != Framing.NONE) {
            head.wouldBeChunked = head.framing == Framing.CHUNKED;
            head.framing = Framing.NONE;
        } else if (!headOnly && head.framing == Framing.NONE && head.status != 304) {
            head.wouldBeChunked = false;
            head.length = head.status == 204 ? -1 : 0;
        }
        closeAfter |= asksTunnel && head.framing != Framing.TUNNEL;
        if (head.framing == Framing.CHUNKED && request != null && request.version == 10) {
            head.framing = Framing.CLOSE;
        }
        if (head.framing == Framing.CLOSE) {
            closeAfter = true;
        }
    }

    @Override
    void sent() {
        if (state != State.EXCHANGE) {
            return;
        }
        responseDone = true;
        if (requestDone) {
            complete();
            return;
        }
        Events to = events;
        state = State.DRAIN_BODY;
        drained = 0;
        loop.arm(timer, Farewell.DRAIN_MILLIS);
        events = new Discard();
        if (to != null) {
            to.onEnd(EndReason.COMPLETE);
        }
        demand();
    }

    private void complete() {
        Events to = events;
        events = null;
        if (to != null) {
            to.onEnd(EndReason.COMPLETE);
        }
        next();
    }

    /** The exchange is over: the next request, or the end of the connection. */
    private void next() {
        if (closeAfter) {
            linger();
            return;
        }
        state = State.HEAD;
        request = null;
        idleMicros = loop.nowMicros();
        startMicros = -1;
        armIdle();
        process();
    }

    /** Closes behind what is written; before, reads what the client may still be sending. */
    private void linger() {
        boolean nothingUnread = (held == null || !held.isReadable()) && requestDone && !malformed;
        if (nothingUnread || inputClosed) {
            leave();
            return;
        }
        flushNow();
        farewell().closeOutput();
        process();
    }

    /** Closes behind what is written, and reads no more. */
    private void leave() {
        if (!farewell().deaf()) {
            farewell.watchWrites();
            closeAfterWrites();
        }
    }

    private Farewell farewell() {
        if (farewell == null) {
            timer.disarm();
            farewell = new Farewell(loop, ctx.channel(), drained, responseFraming == Framing.CLOSE);
        }
        state = State.LINGER;
        requestDone = true;
        events = null;
        return farewell;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        super.channelWritabilityChanged(context);
        if (crowded && context.channel().isWritable()) {
            crowded = false;
            loop.refresh();
            process();
        }
    }

    @Override
    public void reserve(OwnConnections own) {
        throw new IllegalStateException("a client's connection serves nobody but that client");
    }

    @Override
    public void reset(EndReason reason) {
        if (state == State.EXCHANGE && !closed()) {
            cut();
        }
    }

    @Override
    void defect() {
        if (state != State.EXCHANGE || closed()) {
            ctx.close();
            return;
        }
        Events to = events;
        if (!responseStarted) {
            out(DEFECT.length).writeBytes(DEFECT);
        }
        cut();
        if (to != null) {
            to.onEnd(EndReason.INTERNAL);
        }
    }

    /** Ends the connection so that an answer in progress is seen as incomplete. */
    private void cut() {
        events = null;
        requestDone = true;
        closeAfter = true;
        stopSending();
        if (responseStarted && !responseDone && responseFraming == Framing.CLOSE) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
            return;
        }
        linger();
    }

    // ---- the end of the connection

    @Override
    void inputClosed() {
        inputClosed = true;
        switch (state) {
            case HEAD -> {
                if (startMicros >= 0 || first) {
                    refuse(EndReason.CLIENT_ABORT, null);
                } else {
                    leave();
                }
            }
            case EXCHANGE -> {
                closeAfter = true;
                if (!requestDone) {
                    end(EndReason.CLIENT_ABORT);
                } else if (events != null) {
                    events.onPeerClosed();
                }
            }
            case DRAIN_BODY, LINGER -> leave();
        }
    }

    @Override
    void disconnected() {
        if (gone) {
            return;
        }
        gone = true;
        loop.forget(timer);
        if (farewell != null) {
            loop.forget(farewell);
        }
        loop.clients.remove(this);
        Events to = events;
        events = null;
        try {
            if (state == State.HEAD && (startMicros >= 0 || first)) {
                refuse(EndReason.CLIENT_ABORT, null);
            }
            if (to != null && state == State.EXCHANGE) {
                to.onEnd(EndReason.CLIENT_ABORT);
            }
        } finally {
            proxy.onClosed();
        }
    }

    @Override
    Runnable tunnelClosed() {
        loop.forget(timer);
        loop.clients.remove(this);
        return proxy::onClosed;
    }

    private void onTimer() {
        switch (state) {
            case HEAD -> {
                if (startMicros >= 0 || first) {
                    refuse(EndReason.CLIENT_TIMEOUT, null);
                } else {
                    leave();
                }
            }
            case DRAIN_BODY -> linger();
            case EXCHANGE, LINGER -> {}
        }
    }

    /** Closes the connection if no request is being served; with one, after its answer. For a stopping proxy. */
    void retire() {
        closeAfter = true;
        if (state == State.HEAD && startMicros < 0) {
            leave();
        }
    }

    void retireUnwanted() {
        if (!proxy.wanted()) {
            retire();
        }
    }

    /** Throws away the rest of a body whose exchange is over. */
    private final class Discard implements Events {
        @Override
        public void onHead(MessageHead head, boolean last) {}

        @Override
        public void onBody(ByteBuf data, boolean last) {
            drained += data.readableBytes();
            data.release();
            if (drained > Farewell.DRAIN_BYTES) {
                linger();
            } else if (!last) {
                demand();
            }
        }

        @Override
        public void onTrailers(dev.lintel.http.Headers trailers) {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(EndReason reason) {}
    }
}
