package dev.lintel.proxy;

import dev.lintel.base.Faults;
import dev.lintel.exchange.Exchange;
import dev.lintel.model.ProxySpec;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;

/** One connection in tcp mode, from the content rules to its log line. Owned by its loop; hears both byte streams through TcpRelay. */
final class TcpSession implements ByteStream.Events {
    /** What is done next, in order. */
    private enum Step {
        FRONTEND_CONTENT,
        ROUTE,
        BACKEND_CONTENT,
        SERVER
    }

    private static final Step[] STEPS = Step.values();

    private final ClientConnection connection;
    private final ExchangeTimers timers;
    private final Frontend frontend;
    private final Exchange x;
    private final ByteStream client;
    private final Inspection inspection;
    private Step step = Step.FRONTEND_CONTENT;
    private Backend backend;
    private Search search;
    private Stage stage = Stage.REQUEST;
    /** Whether rules wait for more of what the client sends. */
    private boolean inspecting;

    private boolean clientEof;
    private boolean finished;

    TcpSession(ClientConnection connection, ExchangeTimers timers, Frontend frontend, Exchange x, ByteStream client) {
        this.connection = connection;
        this.timers = timers;
        this.frontend = frontend;
        this.x = x;
        this.client = client;
        this.inspection = new Inspection(x);
    }

    void start() {
        client.events(this);
        if (connection.unwelcome()) {
            fail(EndReason.RESOURCE);
            return;
        }
        if (frontend.parts().log() != null) {
            frontend.parts().log().started(x);
        }
        advance();
    }

    /** Goes from step to step until one waits, ends the session, or is the last. */
    private void advance() {
        try {
            while (does(step)) {
                step = STEPS[step.ordinal() + 1];
            }
        } catch (Throwable fault) {
            Faults.report("a session", fault);
            fail(EndReason.INTERNAL);
        }
    }

    private boolean does(Step now) {
        return switch (now) {
            case FRONTEND_CONTENT ->
                passes(frontend.parts().tcpContent(), frontend.spec().proxy());
            case ROUTE -> route();
            case BACKEND_CONTENT ->
                passes(backend.parts().tcpContent(), backend.spec().proxy());
            case SERVER -> {
                search = new Search();
                ServerPreference.apply(x, backend);
                search.search();
                yield false;
            }
        };
    }

    private boolean route() {
        backend = frontend.parts().router().route(x);
        if (backend == null) {
            fail(EndReason.NO_SERVER);
            return false;
        }
        x.backend = backend.counters();
        x.serverSide = backend.spec().proxy().timeouts();
        x.backend.current.incrementAndGet();
        x.backend.sessions.increment();
        return true;
    }

    // ---- the client, while there is no server yet

    @Override
    public void onData(ByteBuf data) {
        x.clientBytes = AnswerGate.append(x.clientBytes, data);
        lookAgain();
    }

    @Override
    public void onEof() {
        clientEof = true;
        lookAgain();
    }

    private void lookAgain() {
        if (inspecting) {
            advance();
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onEnd(EndReason reason) {
        finish(EndReason.CLIENT_ABORT);
    }

    /** {@code tcp-request content} rules: whether it goes on at once; else they wait, or have said no. */
    private boolean passes(RuleSet rules, ProxySpec proxy) {
        if (rules.isEmpty()) {
            return true;
        }
        boolean full = x.clientBytes != null
                && x.clientBytes.readableBytes() >= frontend.parts().bufferBytes();
        Verdict verdict = inspection.look(rules, proxy.inspection().requestMillis(), clientEof || full);
        inspecting = verdict == Verdict.WAIT;
        if (inspecting) {
            await();
            return false;
        }
        timers.client.disarm();
        timers.server.disarm();
        if (verdict == Verdict.CLOSE) {
            frontend.counters().denied.increment();
            fail(EndReason.DENIED);
            return false;
        }
        return true;
    }

    /** More is asked for, until the rules have waited long enough or the client has been silent for too long. */
    private void await() {
        timers.server.action = () -> {
            inspection.expire();
            advance();
        };
        x.loop.arm(timers.server, inspection.remaining());
        timers.client.action = () -> fail(EndReason.CLIENT_TIMEOUT);
        if (frontend.clientTimeout() > 0) {
            x.loop.arm(timers.client, frontend.clientTimeout());
        }
        client.demand();
    }

    private void fail(EndReason reason) {
        // Nothing was cut, so the client sees a plain end, as HAProxy shows it.
        client.reset(EndReason.COMPLETE);
        finish(reason);
    }

    private void finish(EndReason reason) {
        if (finished) {
            return;
        }
        finished = true;
        inspecting = false;
        connection.takeBack(timers);
        if (x.clientBytes != null) {
            x.clientBytes.release();
            x.clientBytes = null;
        }
        x.end = reason;
        x.causeFlag = reason.cause();
        x.phaseFlag = reason == EndReason.COMPLETE ? '-' : stage.flag;
        x.endMicros = x.loop.nowMicros();
        if (search != null) {
            search.over = true;
            search.cancel();
            search.releaseSlot();
        }
        frontend.counters().bytesIn.add(x.bytesIn);
        frontend.counters().bytesOut.add(x.bytesOut);
        if (x.backend != null) {
            x.backend.current.decrementAndGet();
            x.backend.bytesIn.add(x.bytesIn);
            x.backend.bytesOut.add(x.bytesOut);
        }
        if (frontend.parts().log() != null) {
            frontend.parts().log().ended(x);
        }
    }

    /** The server's side. */
    private final class Search extends ServerSearch {
        Search() {
            super(TcpSession.this.connection, TcpSession.this.timers, TcpSession.this.x, TcpSession.this.backend);
        }

        @Override
        void open(Target target, boolean freshOnly, long timeout) {
            String name = backend.parts().names().of(x, server());
            connection.door.connector().bytes(x.loop, target, timeout, preface(target), name, this);
        }

        @Override
        public void onBytes(ByteStream server) {
            if (over) {
                server.reset(EndReason.CLIENT_ABORT);
                return;
            }
            connected(false);
            stage = Stage.DATA;
            x.responseMicros = x.connectMicros;
            if (frontend.parts().log() != null) {
                frontend.parts().log().answered(x);
            }
            TcpRelay relay = new TcpRelay(timers, x, client, server, frontend, backend, TcpSession.this::finish);
            if (!backend.parts().tcpResponse().isEmpty()) {
                relay.hold(frontend, backend);
            }
            relay.start(clientEof);
        }

        @Override
        public void onHttp(HttpStream stream, boolean reused) {
            throw new IllegalStateException("asked for bytes");
        }

        @Override
        void fail(EndReason reason) {
            TcpSession.this.fail(reason);
        }

        @Override
        void crashed(Throwable fault) {
            Faults.report("a session", fault);
            TcpSession.this.fail(EndReason.INTERNAL);
        }

        @Override
        void reached(Stage reached) {
            stage = reached;
        }
    }
}
