package dev.lintel.proxy;

import dev.lintel.base.Faults;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.MessageHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Option;
import dev.lintel.rule.Reply;
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
        FRONTEND_CONTENT,
        FRONTEND_BODY,
        FRONTEND_RULES,
        FRONTEND_REDIRECTS,
        ROUTE,
        BACKEND_CONTENT,
        BACKEND_BODY,
        BACKEND_RULES,
        BACKEND_REDIRECTS,
        SERVER
    }

    private static final Step[] STEPS = Step.values();

    final ClientConnection connection;
    final ExchangeTimers timers;
    final Exchange x;
    final HttpStream client;

    private final Frontend frontend;
    private final RuleWait waiting = new RuleWait(this);
    HttpInspection inspection;
    private Backend backend;
    private Dispatch dispatch;
    private Step step = Step.FRONTEND_CONTENT;

    /** What the client's timer does while the client is waited for. */
    final Runnable clientTimedOut = () -> fail(EndReason.CLIENT_TIMEOUT);

    Stage stage = Stage.REQUEST;
    /** Whether all of the request has come from the client. */
    boolean requestEnded;

    private ServerAnswer answer;
    private AccessLog log;
    private boolean malformed;
    /** Whether nothing is told of the end: to the client, who tries again, nor in the log. */
    private boolean silent;

    private boolean answered;
    private boolean finished;

    HttpRelay(ClientConnection connection, ExchangeTimers timers, Frontend frontend, Exchange x, HttpStream client) {
        this.connection = connection;
        this.timers = timers;
        timers.relay = this;
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
        RequestFields.identify(x, frontend.parts().uniqueId());
        log = frontend.parts().log();
        if (Monitor.answers(frontend, x)) {
            finished = true;
            connection.takeBack(timers);
            client.events(Monitor.SILENT);
            OwnAnswers.reply(this, Monitor.reply(frontend, x));
            return;
        }
        if (log != null) {
            log.started(x);
        }
        if (connection.unwelcome()) {
            fail(EndReason.RESOURCE);
        } else if (!FieldNames.allowed(frontend, x.request.headers)) {
            fail(EndReason.DENIED);
        } else if (HostGuard.refuses(x)) {
            fail(EndReason.MISDIRECTED);
        } else if (WebSocketKeys.missing(x.request)) {
            fail(EndReason.BAD_REQUEST);
        } else if (!ChallengeAnswer.given(this, connection.door.challenges())) {
            advance();
        }
    }

    /** What arrived was no request: one answer, one line in the log. */
    void refuse(EndReason reason, int received) {
        requestEnded = true;
        malformed = true;
        log = frontend.parts().log();
        client.events(this);
        frontend.counters().requestErrors.increment();
        boolean probe = received == 0 && frontend.on(Option.HTTP_IGNORE_PROBES);
        if (reason == EndReason.CLIENT_TIMEOUT && probe) {
            x.status = reason.status();
            cut(reason);
            return;
        }
        fail(reason);
    }

    /** Goes from step to step until one waits or answers. */
    private void advance() {
        try {
            while (does(step)) {
                step = STEPS[step.ordinal() + 1];
            }
        } catch (Throwable fault) {
            crashed(fault);
        }
    }

    /** Takes one step; false where it waits, has answered, or was the last. */
    private boolean does(Step now) {
        return switch (now) {
            case FRONTEND_CONTENT -> HttpInspection.ofFrontend(this);
            case FRONTEND_BODY -> !frontend.on(Option.HTTP_BUFFER_REQUEST) || waiting.hasBody();
            case FRONTEND_RULES -> waiting.passes(frontend.parts().httpRequest());
            case FRONTEND_REDIRECTS -> waiting.passes(frontend.parts().redirect());
            case ROUTE -> route();
            case BACKEND_CONTENT -> HttpInspection.ofBackend(this);
            case BACKEND_BODY -> !backend.on(Option.HTTP_BUFFER_REQUEST) || waiting.hasBody();
            case BACKEND_RULES -> waiting.passes(backend.parts().httpRequest());
            case BACKEND_REDIRECTS -> waiting.passes(backend.parts().redirect());
            case SERVER -> {
                prepare();
                dispatch.start();
                yield false;
            }
        };
    }

    /** What a rule waited for is there. */
    void resume() {
        if (finished) {
            return;
        }
        if (answer != null) {
            answer.advance();
        } else {
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
        x.backend.begin();
        RequestFields.identify(x, backend.parts().uniqueId());
        return true;
    }

    private void prepare() {
        dispatch = new Dispatch(this, backend);
        frontend.parts().captures().requestCookie(x);
        RequestFields.add(x, frontend, backend);
        stage = Stage.QUEUE;
    }

    // ---- the body on its way to the server

    @Override
    public void onHead(MessageHead head, boolean last) {
        throw new IllegalStateException("a client's stream has one request");
    }

    @Override
    public void onBody(ByteBuf data, boolean last) {
        x.bytesIn += data.readableBytes() + (last ? Ledger.endOf(x.request) : 0);
        requestEnded |= last;
        waiting.request(data, last);
    }

    @Override
    public void onTrailers(Headers trailers) {
        x.bytesIn += LoggedBytes.fields(trailers) + LoggedBytes.TRAILER_END;
        requestEnded = true;
        waiting.requestEnd(on(Option.HTTP_DROP_REQUEST_TRAILERS) ? null : trailers);
    }

    /** Whether the option is on in the frontend or in the backend that the exchange has come to. */
    boolean on(Option option) {
        return frontend.on(option) || backend != null && backend.on(option);
    }

    @Override
    public void onWritable() {
        if (timers.client.armed()) {
            ServerAnswer.handedOver(this);
        }
        if (dispatch != null) {
            dispatch.clientWritable();
        }
    }

    // ---- the answer

    /** The server's final head; with {@code last} all of it. */
    void onResponse(ResponseHead head, boolean last) {
        answer = new ServerAnswer(this, head, last);
        answer.begin();
    }

    /** The server's answer as far as it has come; null before its head. */
    ServerAnswer answer() {
        return answer;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    /** The walk through rules, and what is kept of bodies that cannot go on yet. */
    RuleWait waiting() {
        return waiting;
    }

    boolean finished() {
        return finished;
    }

    /**
     * The last rules before any answer leaves, the server's or our own, and the moment of {@code option logasap}.
     *
     * @param status what is logged unless those rules change it
     */
    void beginAnswer(ResponseHead head, int status) {
        x.response = head;
        int before = head.status;
        if (backend != null && !backend.parts().httpAfterResponse().isEmpty()) {
            backend.parts().httpAfterResponse().run(x, 0);
        }
        if (!frontend.parts().httpAfterResponse().isEmpty()) {
            frontend.parts().httpAfterResponse().run(x, 0);
        }
        x.status = head.status == before ? status : head.status;
        answered = true;
        if (log != null) {
            log.answered(x);
        }
    }

    boolean malformed() {
        return malformed;
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
        leaveServer(reason);
        // The client tries again by itself, as it would have to had it met the server alone (RFC 9112 section 9.3.1).
        boolean again = reason == EndReason.SERVER_CLOSED_REUSED || reason == EndReason.SERVER_REFUSED;
        silent = !answered && again && x.number > 1;
        if (answered || silent || reason == EndReason.PROTOCOL_ERROR) {
            cut(reason);
        } else {
            OwnAnswers.status(this, reason.status());
        }
    }

    /** The server wants the client to ask it itself ({@code redir}). */
    void redirect(String prefix) {
        leaveServer(EndReason.LOCAL);
        OwnAnswers.redirect(this, prefix);
    }

    /** A rule's answer. */
    void reply(Reply reply) {
        leaveServer(x.end == EndReason.COMPLETE ? EndReason.LOCAL : x.end);
        OwnAnswers.reply(this, reply);
    }

    private void leaveServer(EndReason reason) {
        Ledger.note(x, reason, stage);
        if (dispatch != null) {
            dispatch.abandon();
        }
    }

    /** The end without an answer, or in the middle of one. */
    void cut(EndReason reason) {
        client.reset(reason);
        finish(reason);
    }

    /** A rule ends the exchange without an answer. */
    void close() {
        Ledger.note(x, EndReason.DENIED, stage);
        cut(EndReason.DENIED);
    }

    /** A server that has answered early may go on reading; what it gets is its own affair. */
    @Override
    public boolean wantsRest() {
        return dispatch != null && dispatch.stream() != null;
    }

    @Override
    public void onPeerClosed() {
        if (on(Option.ABORTONCLOSE) && !answered) {
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
            leaveServer(reason);
            if (reason == EndReason.BAD_REQUEST && !answered) {
                OwnAnswers.status(this, reason.status());
            }
        }
        finish(reason);
    }

    /** A defect of ours, met outside of any connection's own events: nothing of the exchange stays behind. */
    void crashed(Throwable fault) {
        Faults.report("an exchange", fault);
        try {
            fail(EndReason.INTERNAL);
        } catch (Throwable another) {
            Faults.report("the end of an exchange", another);
            cut(EndReason.INTERNAL);
        }
    }

    /** The one end of every exchange. */
    void finish(EndReason reason) {
        if (finished) {
            return;
        }
        finished = true;
        if (reason != EndReason.COMPLETE) {
            Ledger.note(x, reason, stage);
        }
        connection.takeBack(timers);
        waiting.release();
        if (dispatch != null) {
            dispatch.finished();
        }
        Ledger.settle(x);
        stage = Stage.DONE;
        if (log != null && !silent) {
            log.ended(x);
        }
    }
}
