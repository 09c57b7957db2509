package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.MessageHead;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.OwnConnections;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

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

    private final Http1Served served = new Http1Served();
    private State state = State.HEAD;
    private boolean inputClosed;
    private boolean first = true;
    private boolean gone;

    /** The next request waits until the client takes more of the answers before it. */
    private boolean crowded;
    /** Not null in state LINGER. */
    private Farewell farewell;

    /** Not null in state DRAIN_BODY, and behind it. */
    private DrainedBody rest;

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
        return !served.requestDone && (state == State.EXCHANGE || state == State.DRAIN_BODY);
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
        }
        RequestHead head = Http1RequestReader.read(this);
        if (head != null) {
            begin(head);
            return true;
        }
        EndReason wrong = loop.heads.error();
        if (wrong != null) {
            refuse(wrong, null);
        } else {
            // From the first byte, whatever drips in afterwards.
            long timeout = proxy.requestTimeout();
            long spent = (loop.nowMicros() - startMicros) / 1000;
            arm(timeout > 0 ? Math.max(timeout - spent, 1) : 0);
        }
        return false;
    }

    private void begin(RequestHead head) {
        held.skipBytes(head.wireBytes);
        scanned = 0;
        timer.disarm();
        state = State.EXCHANGE;
        served.begin(head);
        if (!served.requestDone) {
            expectBody(head);
        }
        forgetDemand();
        first = false;
        proxy.onRequest(this, head, served.requestDone, idleMicros, startMicros);
    }

    /** Ends the reading of requests: the proxy gives one answer, then the connection closes. */
    private void refuse(EndReason reason, RequestHead head) {
        timer.disarm();
        int received = unused();
        state = State.EXCHANGE;
        served.refuse(head);
        forgetDemand();
        proxy.onMalformed(this, reason, head, received, idleMicros, startMicros);
    }

    @Override
    void received() {
        served.requestDone = true;
        if (state == State.DRAIN_BODY) {
            events = null;
        }
    }

    @Override
    void settle() {
        if (served.responseDone && state == State.EXCHANGE) {
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
        served.closeAfter = true;
        served.requestDone = true;
        served.malformed = true;
        Events to = events;
        events = null;
        if (served.responseStarted) {
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
        if (closed() || state != State.EXCHANGE || served.responseStarted) {
            return;
        }
        ResponseHead head = (ResponseHead) message;
        if (head.isInterim()) {
            if (served.takesInterim() && Http1Writer.response(loop.text(), head, false, false)) {
                output.put(loop.text);
            }
            return;
        }
        served.adapt(head);
        served.closeAfter |= inputClosed;
        if (!Http1Writer.response(loop.text(), head, served.closeAfter, served.tellsKeepAlive())) {
            defect();
            return;
        }
        served.responseStarted = true;
        output.put(loop.text);
        output.begin(head);
        if (last) {
            body(Unpooled.EMPTY_BUFFER, true);
        }
    }

    @Override
    void sent() {
        if (state != State.EXCHANGE) {
            return;
        }
        served.responseDone = true;
        if (served.requestDone) {
            complete();
            return;
        }
        if (events != null && events.wantsRest()) {
            return;
        }
        Events to = events;
        drainRest();
        if (to != null) {
            to.onEnd(EndReason.COMPLETE);
        }
        demand();
    }

    /** Nobody wants what is left of the request, but the client has to hear the answer to it. */
    private void drainRest() {
        state = State.DRAIN_BODY;
        loop.arm(timer, Farewell.DRAIN_MILLIS);
        rest = new DrainedBody(this, this::linger);
        events = rest;
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
        if (served.closeAfter) {
            linger();
            return;
        }
        state = State.HEAD;
        served.forget();
        rest = null;
        idleMicros = loop.nowMicros();
        startMicros = -1;
        armIdle();
        process();
    }

    /** Closes behind what is written; before, reads what the client may still be sending. */
    private void linger() {
        boolean nothingUnread = unused() == 0 && served.requestDone && !served.malformed;
        if (nothingUnread || inputClosed) {
            leave();
            return;
        }
        output.flush();
        farewell().closeOutput();
        process();
    }

    /** Closes behind what is written, and reads no more. */
    private void leave() {
        if (!farewell().deaf()) {
            farewell.watchWrites();
            output.closeBehind();
        }
    }

    private Farewell farewell() {
        if (farewell == null) {
            timer.disarm();
            farewell = new Farewell(
                    loop, ctx.channel(), rest == null ? 0 : rest.drained(), served.responseFraming == Framing.CLOSE);
        }
        state = State.LINGER;
        served.requestDone = true;
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
        if (state != State.EXCHANGE || closed()) {
            return;
        }
        if (served.responseDone && !served.requestDone) {
            served.closeAfter = true;
            drainRest();
            demand();
        } else {
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
        if (!served.responseStarted) {
            output.room(DEFECT.length).writeBytes(DEFECT);
        }
        cut();
        if (to != null) {
            to.onEnd(EndReason.INTERNAL);
        }
    }

    /** Ends the connection so that an answer in progress is seen as incomplete. */
    private void cut() {
        events = null;
        served.requestDone = true;
        served.closeAfter = true;
        output.stop();
        if (served.responseStarted && !served.responseDone && served.responseFraming == Framing.CLOSE) {
            Farewell.reset(ctx.channel());
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
                served.closeAfter = true;
                if (!served.requestDone) {
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
        served.closeAfter = true;
        if (state == State.HEAD && startMicros < 0) {
            leave();
        }
    }

    void retireUnwanted() {
        if (!proxy.wanted()) {
            retire();
        }
    }
}
