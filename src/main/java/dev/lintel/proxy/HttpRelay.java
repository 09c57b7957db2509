package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.MessageHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Option;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Reply;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import io.netty.buffer.ByteBuf;

/**
 * The life of one request, top to bottom: the frontend's rules, the route, the backend's rules, the server's side ({@link Dispatch}),
 * the rules on the answer, and the end with its log line. It is the owner of the client's stream and hears its events. Owned by the
 * loop of the client's connection.
 */
final class HttpRelay implements HttpStream.Events {
    /** What is done next when rules go on: the steps in order. */
    private enum Step {
        FRONTEND_RULES,
        FRONTEND_REDIRECTS,
        ROUTE,
        BACKEND_RULES,
        BACKEND_REDIRECTS,
        BODY,
        SERVER,
        RESPONSE_BACKEND_RULES,
        RESPONSE_FRONTEND_RULES
    }

    final ClientConnection connection;
    final Exchange x;
    final HttpStream client;

    private final Frontend frontend;
    private final RuleWait waiting = new RuleWait(this);
    private Backend backend;
    private Dispatch dispatch;
    private Step step = Step.FRONTEND_RULES;

    /** What the client's timer does while the client is waited for. */
    final Runnable clientTimedOut = () -> fail(EndReason.CLIENT_TIMEOUT);

    Stage stage = Stage.REQUEST;
    /** Whether all of the request has come from the client. */
    boolean requestEnded;

    private ResponseHead response;
    private boolean responseLast;
    private AccessLog log;
    private boolean malformed;
    /** Whether nothing is told of the end: to the client, who tries again, nor in the log. */
    private boolean silent;

    private boolean answered;
    private boolean finished;

    HttpRelay(ClientConnection connection, Frontend frontend, Exchange x, HttpStream client) {
        this.connection = connection;
        this.frontend = frontend;
        this.x = x;
        this.client = client;
    }

    Frontend frontend() {
        return frontend;
    }

    Backend backend() {
        return backend;
    }

    // ---- the request

    void start(boolean last) {
        requestEnded = last;
        client.events(this);
        frontend.counters().requests.increment();
        frontend.parts().captures().request(x);
        uniqueId(frontend.parts().uniqueId());
        log = frontend.parts().log();
        if (Monitor.answers(frontend, x)) {
            finished = true;
            client.events(Monitor.SILENT);
            sendReply(Monitor.reply(frontend, x));
            return;
        }
        if (log != null) {
            log.started(x);
        }
        if (!FieldNames.allowed(frontend, x.request.headers) || WebSocketKeys.missing(x.request)) {
            fail(EndReason.BAD_REQUEST);
            return;
        }
        advance();
    }

    /** What arrived was no request: one answer, one line in the log. */
    void refuse(EndReason reason, int received) {
        requestEnded = true;
        malformed = true;
        log = frontend.parts().log();
        client.events(this);
        frontend.counters().requestErrors.increment();
        if (reason == EndReason.CLIENT_ABORT
                || reason == EndReason.CLIENT_TIMEOUT && received == 0 && ignoresProbes()) {
            client.reset(reason);
            finish(reason);
            return;
        }
        fail(reason);
    }

    /** {@code option http-ignore-probes}: a connection that never said anything gets no 408. */
    private boolean ignoresProbes() {
        return frontend.on(Option.HTTP_IGNORE_PROBES);
    }

    private void uniqueId(LogFormat format) {
        if (format != null && x.uniqueId == null) {
            x.uniqueId = format.bytes(x);
        }
    }

    /** Goes from step to step until one waits or answers. */
    private void advance() {
        while (true) {
            switch (step) {
                case FRONTEND_RULES -> {
                    if (!passes(frontend.parts().httpRequest())) {
                        return;
                    }
                    step = Step.FRONTEND_REDIRECTS;
                }
                case FRONTEND_REDIRECTS -> {
                    if (!passes(frontend.parts().redirect())) {
                        return;
                    }
                    step = Step.ROUTE;
                }
                case ROUTE -> {
                    if (!route()) {
                        return;
                    }
                    step = Step.BACKEND_RULES;
                }
                case BACKEND_RULES -> {
                    if (!passes(backend.parts().httpRequest())) {
                        return;
                    }
                    step = Step.BACKEND_REDIRECTS;
                }
                case BACKEND_REDIRECTS -> {
                    if (!passes(backend.parts().redirect())) {
                        return;
                    }
                    step = Step.BODY;
                }
                case BODY -> {
                    step = Step.SERVER;
                    if (bodyFirst() && waiting.forBody()) {
                        return;
                    }
                }
                case SERVER -> {
                    prepare();
                    dispatch.start();
                    return;
                }
                case RESPONSE_BACKEND_RULES -> {
                    if (!passes(backend.parts().httpResponse())) {
                        return;
                    }
                    step = Step.RESPONSE_FRONTEND_RULES;
                }
                case RESPONSE_FRONTEND_RULES -> {
                    if (!passes(frontend.parts().httpResponse())) {
                        return;
                    }
                    deliver();
                    return;
                }
            }
        }
    }

    private boolean bodyFirst() {
        return !requestEnded && (frontend.on(Option.HTTP_BUFFER_REQUEST) || backend.on(Option.HTTP_BUFFER_REQUEST));
    }

    /** Walks a rule set; true where the exchange goes on at once. */
    private boolean passes(RuleSet rules) {
        if (rules.isEmpty()) {
            return true;
        }
        int from = x.resumeAt;
        x.resumeAt = 0;
        Verdict verdict = rules.run(x, from);
        if (x.earlyHints != null) {
            sendEarlyHints();
        }
        switch (verdict) {
            case CONTINUE, STOP -> {
                return true;
            }
            case REPLY -> {
                if (x.end == EndReason.DENIED || x.end == EndReason.RESPONSE_DENIED) {
                    frontend.counters().denied.increment();
                }
                waiting.reply((Reply) x.reply);
            }
            case CLOSE -> close();
            case WAIT -> waiting.forRules();
        }
        return false;
    }

    private void sendEarlyHints() {
        Headers hints = x.earlyHints;
        x.earlyHints = null;
        if (x.request.version < 11) {
            return;
        }
        // As HAProxy: each rule's field goes in an answer of its own.
        for (int i = 0; i < hints.size(); i++) {
            ResponseHead head = new ResponseHead(103);
            head.headers.add(hints.name(i), hints.buf(i), hints.off(i), hints.len(i));
            client.head(head, false);
        }
    }

    /** What a rule waited for is there. */
    void resume() {
        if (!finished) {
            advance();
        }
    }

    private boolean route() {
        backend = frontend.parts().router().route(x);
        if (x.offLoop != null) {
            waiting.forRules();
            return false;
        }
        if (backend == null) {
            fail(EndReason.NO_SERVER);
            return false;
        }
        x.backend = backend.counters();
        x.serverSide = backend.spec().proxy().timeouts();
        x.backend.current.incrementAndGet();
        x.backend.sessions.increment();
        x.backend.requests.increment();
        uniqueId(backend.parts().uniqueId());
        return true;
    }

    /** The fields that options add, behind all rules and before the server is chosen. */
    private void prepare() {
        dispatch = new Dispatch(this, backend);
        frontend.parts().captures().requestCookie(x);
        Headers headers = x.request.headers;
        addressFields(headers, frontend.parts().forwarded(), backend.parts().forwarded());
        String idHeader = frontend.spec().proxy().uniqueIdHeader();
        if (idHeader != null && x.uniqueId != null) {
            headers.set(HeaderName.of(idHeader), x.uniqueId);
        }
        stage = Stage.QUEUE;
    }

    private void addressFields(Headers headers, ForwardedFields ofFrontend, ForwardedFields ofBackend) {
        if (ofFrontend.isEmpty() && ofBackend.isEmpty()) {
            return;
        }
        // The backend's settings win where both have some (manual section 4.2, option forwardfor).
        ForwardedFields.apply(headers, x, ofFrontend, ofBackend);
    }

    // ---- the body on its way to the server

    @Override
    public void onHead(MessageHead head, boolean last) {
        throw new IllegalStateException("a client's stream has one request");
    }

    @Override
    public void onBody(ByteBuf data, boolean last) {
        x.bytesIn += data.readableBytes() + (last ? endOf(x.request) : 0);
        requestEnded |= last;
        if (waiting.takes()) {
            waiting.onBody(data);
        } else if (dispatch != null && dispatch.open()) {
            dispatch.forward(data, last);
        } else {
            data.release();
        }
    }

    /** What the end of a body counts in the log. */
    static int endOf(MessageHead head) {
        return head.framing == Framing.CHUNKED ? LoggedBytes.TRAILER_END : 0;
    }

    @Override
    public void onTrailers(Headers trailers) {
        x.bytesIn += LoggedBytes.fields(trailers) + LoggedBytes.TRAILER_END;
        requestEnded = true;
        if (waiting.takes()) {
            waiting.onTrailers();
        } else if (dispatch != null && dispatch.open()) {
            dispatch.forwardTrailers(drops(Option.HTTP_DROP_REQUEST_TRAILERS) ? null : trailers);
        }
    }

    private boolean drops(Option option) {
        return frontend.on(option) || backend != null && backend.on(option);
    }

    @Override
    public void onWritable() {
        if (dispatch != null) {
            dispatch.clientWritable();
        }
    }

    // ---- the answer

    /** The server's final head; with {@code last} all of it. */
    void onResponse(ResponseHead head, boolean last) {
        response = head;
        responseLast = last;
        x.serverStatus = head.status;
        x.bytesOut += head.loggedBytes;
        x.response = head;
        x.status = head.status;
        x.responseMicros = x.loop.nowMicros();
        frontend.parts().captures().response(x);
        step = Step.RESPONSE_BACKEND_RULES;
        advance();
    }

    private void deliver() {
        frontend.parts().captures().responseCookie(x);
        if (backend.parts().persistence() != null && !backend.parts().persistence().response(x, x.server)) {
            fail(EndReason.RESPONSE_DENIED);
            return;
        }
        stage = responseLast ? Stage.LAST : Stage.DATA;
        afterResponse(response);
        response.close = frontend.closes() || connection.door.current().stopping() || !requestEnded && responseLast;
        answered = true;
        if (log != null) {
            log.answered(x);
        }
        client.head(response, responseLast);
        if (!responseLast && !finished) {
            dispatch.demand();
        }
    }

    void forwardTrailers(Headers trailers) {
        x.bytesOut += LoggedBytes.fields(trailers) + LoggedBytes.TRAILER_END;
        client.trailers(drops(Option.HTTP_DROP_RESPONSE_TRAILERS) ? null : trailers);
    }

    void forwardInterim(ResponseHead head) {
        x.bytesOut += head.loggedBytes;
        if (x.request.version >= 11) {
            client.head(head, false);
        }
    }

    private void afterResponse(ResponseHead head) {
        x.response = head;
        RuleSet ofBackend = backend == null ? RuleSet.EMPTY : backend.parts().httpAfterResponse();
        if (!ofBackend.isEmpty()) {
            ofBackend.run(x, 0);
        }
        if (!frontend.parts().httpAfterResponse().isEmpty()) {
            frontend.parts().httpAfterResponse().run(x, 0);
        }
        x.status = head.status;
    }

    /** Both sides speak another protocol from here on (101, CONNECT). */
    void tunnel(ResponseHead head, HttpStream server) {
        if (WebSocketKeys.missing(x.request, head)) {
            server.reset(EndReason.BAD_RESPONSE);
            fail(EndReason.BAD_RESPONSE);
            return;
        }
        onTunnelHead(head);
        ByteStream up = server.tunnel();
        ByteStream down = client.tunnel();
        long timeout = backend.tunnelTimeout() >= 0 ? backend.tunnelTimeout() : backend.serverTimeout();
        new TcpRelay(connection, x, down, up, x.tunnelTimeout >= 0 ? x.tunnelTimeout : timeout, this::finish).start();
    }

    private void onTunnelHead(ResponseHead head) {
        response = head;
        x.response = head;
        x.status = head.status;
        x.serverStatus = head.status;
        x.responseMicros = x.loop.nowMicros();
        stage = Stage.DATA;
        frontend.parts().captures().response(x);
        if (backend.parts().httpResponse() != RuleSet.EMPTY) {
            backend.parts().httpResponse().run(x, 0);
        }
        if (frontend.parts().httpResponse() != RuleSet.EMPTY) {
            frontend.parts().httpResponse().run(x, 0);
        }
        frontend.parts().captures().responseCookie(x);
        afterResponse(head);
        x.bytesOut += head.loggedBytes;
        answered = true;
        client.head(head, false);
    }

    /** Whether an answer of the server, or one of our own, has begun. */
    boolean answered() {
        return answered;
    }

    // ---- answers of our own, and the end

    /** Ends the exchange for that reason: with an answer where none has begun, else with a cut. */
    void fail(EndReason reason) {
        if (finished) {
            return;
        }
        note(reason);
        if (dispatch != null) {
            dispatch.abandon();
        }
        if (answered) {
            client.reset(reason);
            finish(reason);
            return;
        }
        if (reason == EndReason.SERVER_CLOSED_REUSED && x.number > 1) {
            // The client tries again by itself, as it would have to had it met the server alone (RFC 9112 section 9.3.1).
            silent = true;
            client.reset(reason);
            finish(reason);
            return;
        }
        sendReply(replies().of(reason.status()));
    }

    /** {@code redir} of a server: the client asks it itself. */
    void redirect(String prefix) {
        note(EndReason.LOCAL);
        byte[] target = x.request.targetBuf();
        byte[] location = new ByteWriter(128)
                .put(prefix)
                .put(target, x.request.pathOff(), x.request.pathQueryLen())
                .toBytes();
        dispatch.abandon();
        ResponseHead head = new ResponseHead(302);
        head.headers.add(HeaderName.CONTENT_LENGTH, Bytes.EMPTY);
        head.headers.add(HeaderName.CACHE_CONTROL, "no-cache");
        head.headers.add(HeaderName.LOCATION, location);
        head.length = 0;
        send(new LocalReply(head, null));
    }

    private Replies replies() {
        return backend != null ? backend.parts().replies() : frontend.parts().replies();
    }

    /** A rule's answer. */
    void reply(Reply reply) {
        if (x.end == EndReason.COMPLETE) {
            note(EndReason.LOCAL);
        } else {
            note(x.end);
        }
        if (dispatch != null) {
            dispatch.abandon();
        }
        sendReply(reply.byStatus() ? reply.over(replies().of(reply.status())) : reply);
    }

    /** The termination state is that of the first thing that went wrong. */
    void note(EndReason reason) {
        if (x.causeFlag == '-') {
            x.end = reason;
            x.causeFlag = reason.cause();
            x.phaseFlag = stage.flag;
        }
    }

    private void sendReply(Reply chosen) {
        Reply reply = chosen.byStatus() ? chosen.over(replies().of(chosen.status())) : chosen;
        if (reply == Reply.NOTHING) {
            client.reset(x.end);
            finish(x.end);
            return;
        }
        if (reply == Reply.NOTHING) {
            client.reset(x.end);
            finish(x.end);
            return;
        }
        send(LocalReply.of(reply, x));
    }

    private void send(LocalReply local) {
        afterResponse(local.head());
        // Behind what is no request nothing that comes can be believed.
        boolean refused = x.end.side() == EndReason.Side.CLIENT;
        local.head().close |= refused
                || !requestEnded
                || frontend.closes()
                || connection.door.current().stopping();
        answered = true;
        if (!malformed) {
            x.bytesOut += LoggedBytes.own(local.head())
                    + (local.body() == null ? 0 : local.body().readableBytes());
        }
        if (log != null) {
            log.answered(x);
        }
        boolean empty = local.body() == null;
        client.head(local.head(), empty);
        if (!empty) {
            client.body(local.body(), true);
        }
    }

    private void close() {
        note(EndReason.DENIED);
        client.reset(EndReason.DENIED);
        finish(EndReason.DENIED);
    }

    @Override
    public void onPeerClosed() {
        boolean abort = frontend.on(Option.ABORTONCLOSE) || backend != null && backend.on(Option.ABORTONCLOSE);
        if (abort && !answered) {
            fail(EndReason.CLIENT_ABORT);
        }
    }

    @Override
    public void onEnd(EndReason reason) {
        if (reason != EndReason.COMPLETE) {
            if (stage == Stage.HEADERS) {
                // A client that resets its connection is told from one that closes it (seen in HAProxy's logs).
                stage = Stage.DATA;
            }
            note(reason);
            if (dispatch != null) {
                dispatch.abandon();
            }
            if (reason == EndReason.BAD_REQUEST && !answered) {
                sendReply(replies().of(400));
            }
        }
        finish(reason);
    }

    /** The one end of every exchange: counters and the log line. */
    private void finish(EndReason reason) {
        if (finished) {
            return;
        }
        finished = true;
        if (reason != EndReason.COMPLETE) {
            note(reason);
        }
        x.endMicros = x.loop.nowMicros();
        connection.rest();
        waiting.release();
        if (dispatch != null) {
            dispatch.finished();
        }
        frontend.counters().bytesIn.add(x.bytesIn);
        frontend.counters().bytesOut.add(x.bytesOut);
        if (x.backend != null) {
            x.backend.current.decrementAndGet();
            x.backend.bytesIn.add(x.bytesIn);
            x.backend.bytesOut.add(x.bytesOut);
        }
        stage = Stage.DONE;
        if (log != null && !silent) {
            log.ended(x);
        }
    }

    boolean isFinished() {
        return finished;
    }
}
