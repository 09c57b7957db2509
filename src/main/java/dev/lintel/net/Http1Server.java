package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.MessageHead;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.OwnConnections;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * A client's HTTP/1 connection: reads one request after the other, holds pipelined ones back until their turn, and writes the answers.
 * Owned by its loop.
 */
final class Http1Server extends Http1Connection implements ClientSide {
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
    private final HeadWait wait;
    private final Http1Served served = new Http1Served();
    private final Http1Parting parting = new Http1Parting(this, served);
    private State state = State.HEAD;
    private boolean gone;
    /** No request has come yet: HTTP/2 may begin instead. */
    private boolean fresh;

    /** The next request waits until the client takes more of the answers before it. */
    private boolean crowded;

    Http1Server(NettyLoop loop, Acceptor.Connection proxy, boolean upgrades) {
        super(loop, proxy.limits());
        this.proxy = proxy;
        this.fresh = upgrades;
        this.wait = new HeadWait(loop, proxy, this::onTimer);
    }

    /** The connection is open: the wait for the first request begins. */
    void opened() {
        loop.clients.add(this);
        wait.first();
    }

    // ---- requests

    @Override
    boolean receiving() {
        return !served.requestDone && (state == State.EXCHANGE || state == State.DRAIN_BODY);
    }

    @Override
    boolean needsMoreOfHead() {
        return state == State.HEAD ? !crowded : state == State.LINGER && parting.listens();
    }

    @Override
    boolean processHead() {
        return switch (state) {
            case HEAD -> readHead();
            case EXCHANGE, DRAIN_BODY -> false;
            case LINGER -> {
                parting.throwAway(held);
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
        wait.firstByte();
        if (fresh && held.getByte(held.readerIndex()) == 'P' && maybeHttp2()) {
            return false;
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
            wait.more();
        }
        return false;
    }

    /** Clear-text HTTP/2 by prior knowledge begins with what no request of HTTP/1 does (RFC 9113 section 3.4). */
    private boolean maybeHttp2() {
        int same = Http2Server.preface(held);
        boolean whole = same == Http2Code.PREFACE.length;
        if (whole) {
            loop.clients.remove(this);
            loop.forget(wait);
            Http2Server.replace(this, loop, proxy, detach());
        } else if (same == held.readableBytes()) {
            wait.more();
            return true;
        }
        return whole;
    }

    private void begin(RequestHead head) {
        fresh = false;
        held.skipBytes(head.wireBytes);
        scanned = 0;
        wait.over();
        state = State.EXCHANGE;
        served.begin(head);
        if (!served.requestDone) {
            expectBody(head);
        }
        forgetDemand();
        proxy.onRequest(this, head, served.requestDone, wait.idleMicros, wait.startMicros);
    }

    /** Ends the reading of requests: the proxy gives one answer, then the connection closes. */
    private void refuse(EndReason reason, RequestHead head) {
        wait.disarm();
        int received = unused();
        state = State.EXCHANGE;
        served.refuse(head);
        forgetDemand();
        proxy.onMalformed(this, reason, head, received, wait.idleMicros, wait.startMicros);
    }

    /** No head comes any more: that is told where one was due. */
    private void headMissing(EndReason reason) {
        if (wait.due()) {
            refuse(reason, null);
        } else {
            parting.leave();
        }
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
            parting.leave();
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
            parting.cut();
        }
        if (to != null) {
            to.onEnd(reason);
        }
        if (state == State.EXCHANGE) {
            parting.cut();
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
        served.closeAfter |= parting.inputClosed;
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
        parting.drain();
        if (to != null) {
            to.onEnd(EndReason.COMPLETE);
        }
        demand();
    }

    /** Behind an early answer that nobody reads the rest of the request for. */
    void drains(DrainedBody rest) {
        state = State.DRAIN_BODY;
        wait.arm(Farewell.DRAIN_MILLIS);
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
            parting.linger();
            return;
        }
        state = State.HEAD;
        served.forget();
        parting.forgetRest();
        wait.again();
        process();
    }

    /** Behind the last answer. */
    void lingers() {
        wait.disarm();
        state = State.LINGER;
        events = null;
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
            parting.drain();
            demand();
        } else {
            parting.cut();
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
        parting.cut();
        if (to != null) {
            to.onEnd(EndReason.INTERNAL);
        }
    }

    // ---- the end of the connection

    @Override
    void inputClosed() {
        parting.inputClosed = true;
        switch (state) {
            case HEAD -> headMissing(EndReason.CLIENT_ABORT);
            case EXCHANGE -> {
                served.closeAfter = true;
                if (!served.requestDone) {
                    end(EndReason.CLIENT_ABORT);
                } else if (events != null) {
                    events.onPeerClosed();
                }
            }
            case DRAIN_BODY, LINGER -> parting.leave();
        }
    }

    @Override
    void disconnected() {
        if (gone) {
            return;
        }
        gone = true;
        loop.forget(wait);
        parting.over();
        loop.clients.remove(this);
        Events to = events;
        events = null;
        try {
            if (state == State.HEAD && wait.due()) {
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
        loop.forget(wait);
        loop.clients.remove(this);
        return proxy::onClosed;
    }

    /** What was waited for has not come. */
    void onTimer() {
        switch (state) {
            case HEAD -> headMissing(EndReason.CLIENT_TIMEOUT);
            case DRAIN_BODY -> parting.linger();
            case EXCHANGE, LINGER -> {}
        }
    }

    @Override
    public void retire() {
        served.closeAfter = true;
        if (state == State.HEAD && wait.startMicros < 0) {
            parting.leave();
        }
    }

    @Override
    public void retireUnwanted() {
        if (!proxy.wanted()) {
            retire();
        }
    }
}
