package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.MessageHead;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/**
 * A client's HTTP/1 connection: reads one request after the other, holds pipelined ones back until their turn, and writes the answers.
 * Owned by its loop.
 */
final class Http1Server extends Http1Connection {
    /** What is read after an early or final answer before the connection is closed all the same. */
    private static final int DRAIN_BYTES = 1 << 20;

    private static final long DRAIN_MILLIS = 1000;

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
        long idle = proxy.idleTimeout(first);
        if (idle > 0) {
            loop.arm(timer, idle);
        }
    }

    // ---- requests

    @Override
    boolean receiving() {
        return !requestDone && (state == State.EXCHANGE || state == State.DRAIN_BODY);
    }

    @Override
    boolean needsMoreOfHead() {
        return state == State.HEAD || state == State.LINGER;
    }

    @Override
    boolean processHead() {
        return switch (state) {
            case HEAD -> readHead();
            case EXCHANGE, DRAIN_BODY -> false;
            case LINGER -> throwAway();
        };
    }

    private boolean throwAway() {
        drained += held.readableBytes();
        held.skipBytes(held.readableBytes());
        if (drained > DRAIN_BYTES) {
            ctx.close();
        }
        return true;
    }

    private boolean readHead() {
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
            refuse(loop.heads.error(), null);
            return false;
        }
        begin(head);
        return true;
    }

    private static boolean plausible(byte b) {
        return Bytes.isToken(b) || b == '\r' || b == '\n';
    }

    private boolean waitForHead(int available) {
        if (available > limits.headBytes()) {
            refuse(EndReason.HEADERS_TOO_LARGE, null);
        } else if (available > limits.lineBytes()
                && held.indexOf(held.readerIndex(), held.readerIndex() + limits.lineBytes(), (byte) '\n') < 0) {
            refuse(EndReason.URI_TOO_LONG, null);
        } else {
            long timeout = proxy.requestTimeout();
            if (timeout > 0) {
                // From the first byte, whatever drips in afterwards.
                long spent = (loop.nowMicros() - startMicros) / 1000;
                loop.arm(timer, Math.max(timeout - spent, 1));
            }
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
            ctx.close();
            return;
        }
        closeAfter = true;
        requestDone = true;
        Events to = events;
        if (responseStarted) {
            cut();
        }
        if (to != null) {
            to.onEnd(EndReason.BAD_REQUEST);
        }
    }

    // ---- answers

    @Override
    public void head(MessageHead message, boolean last) {
        if (closed() || responseDone) {
            return;
        }
        ResponseHead head = (ResponseHead) message;
        if (head.isInterim()) {
            if (request.version != 10 && Http1Writer.response(loop.text(), head, false, false)) {
                put(loop.text);
            }
            return;
        }
        responseStarted = true;
        adaptFraming(head);
        responseFraming = head.framing;
        closeAfter |= head.close || malformed || inputClosed;
        boolean tellKeepAlive = !closeAfter && request != null && request.version == 10;
        if (!Http1Writer.response(loop.text(), head, closeAfter, tellKeepAlive)) {
            Events to = events;
            cut();
            to.onEnd(EndReason.INTERNAL);
            return;
        }
        put(loop.text);
        beginSending(head);
        if (last) {
            body(Unpooled.EMPTY_BUFFER, true);
        }
    }

    /** An HTTP/1.0 client knows no chunks: it gets the body up to the close. */
    private void adaptFraming(ResponseHead head) {
        if (head.framing == Framing.CHUNKED && request != null && request.version == 10) {
            head.framing = Framing.CLOSE;
        }
        if (head.framing == Framing.CLOSE) {
            closeAfter = true;
        }
    }

    @Override
    void sent() {
        responseDone = true;
        if (requestDone) {
            complete();
            return;
        }
        Events to = events;
        state = State.DRAIN_BODY;
        drained = 0;
        loop.arm(timer, DRAIN_MILLIS);
        events = new Discard();
        to.onEnd(EndReason.COMPLETE);
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

    private void linger() {
        state = State.LINGER;
        boolean nothingUnread = held == null && requestDone && !malformed;
        if (nothingUnread || inputClosed) {
            closeAfterWrites();
            return;
        }
        flushNow();
        // Unread bytes would turn the close into a reset that may overtake the answer.
        drained = 0;
        loop.arm(timer, DRAIN_MILLIS);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (ctx.channel().isActive()) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
        });
        process();
    }

    @Override
    public void reset(EndReason reason) {
        if (state != State.EXCHANGE || closed()) {
            return;
        }
        events = null;
        cut();
    }

    /** Ends the connection so that an answer in progress is seen as incomplete. */
    private void cut() {
        events = null;
        requestDone = true;
        closeAfter = true;
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
                if (startMicros >= 0) {
                    refuse(EndReason.CLIENT_ABORT, null);
                } else {
                    ctx.close();
                }
            }
            case EXCHANGE -> {
                closeAfter = true;
                if (requestDone) {
                    if (events != null) {
                        events.onPeerClosed();
                    }
                } else {
                    requestDone = true;
                    Events to = events;
                    if (responseStarted) {
                        cut();
                    }
                    if (to != null) {
                        to.onEnd(EndReason.CLIENT_ABORT);
                    }
                }
            }
            case DRAIN_BODY, LINGER -> ctx.close();
        }
    }

    @Override
    void disconnected() {
        if (gone) {
            return;
        }
        gone = true;
        loop.forget(timer);
        loop.clients.remove(this);
        Events to = events;
        events = null;
        if (to != null && state == State.EXCHANGE) {
            to.onEnd(EndReason.CLIENT_ABORT);
        }
        proxy.onClosed();
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
                    ctx.close();
                }
            }
            case EXCHANGE -> {}
            case DRAIN_BODY, LINGER -> ctx.close();
        }
    }

    /** Closes the connection if no request is being served; with one, after its answer. For a stopping proxy. */
    void retire() {
        closeAfter = true;
        if (state == State.HEAD && startMicros < 0) {
            ctx.close();
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
            if (drained > DRAIN_BYTES) {
                ctx.close();
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
