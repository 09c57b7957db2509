package dev.lintel.proxy;

import dev.lintel.base.Faults;
import dev.lintel.exchange.Exchange;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;

/** One connection in tcp mode, from the content rules to its log line. Owned by its loop; hears both byte streams through TcpRelay. */
final class TcpSession implements ByteStream.Events {
    private final ClientConnection connection;
    private final Frontend frontend;
    private final Exchange x;
    private final ByteStream client;
    private Backend backend;
    private Search search;
    private Stage stage = Stage.REQUEST;
    private boolean clientEof;
    private boolean finished;

    TcpSession(ClientConnection connection, Frontend frontend, Exchange x, ByteStream client) {
        this.connection = connection;
        this.frontend = frontend;
        this.x = x;
        this.client = client;
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
        if (!passes(frontend.parts().tcpContent())) {
            return;
        }
        backend = frontend.parts().router().route(x);
        if (backend == null) {
            fail(EndReason.NO_SERVER);
            return;
        }
        x.backend = backend.counters();
        x.serverSide = backend.spec().proxy().timeouts();
        x.backend.current.incrementAndGet();
        x.backend.sessions.increment();
        if (!passes(backend.parts().tcpContent())) {
            return;
        }
        search = new Search();
        ServerPreference.apply(x, backend);
        search.search();
    }

    // ---- the client, while there is no server yet

    @Override
    public void onData(ByteBuf data) {
        data.release();
        throw new IllegalStateException("nobody asked for bytes");
    }

    @Override
    public void onEof() {
        clientEof = true;
    }

    @Override
    public void onWritable() {}

    @Override
    public void onEnd(EndReason reason) {
        finish(EndReason.CLIENT_ABORT);
    }

    private boolean passes(RuleSet rules) {
        if (rules.isEmpty() || rules.run(x, 0) != Verdict.CLOSE) {
            return true;
        }
        frontend.counters().denied.increment();
        fail(EndReason.DENIED);
        return false;
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
        connection.rest();
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
            super(TcpSession.this.connection, TcpSession.this.x, TcpSession.this.backend);
        }

        @Override
        void open(Target target, boolean freshOnly, long timeout) {
            connection.door.connector().bytes(x.loop, target, timeout, preface(target), this);
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
            new TcpRelay(connection, x, client, server, frontend, backend, TcpSession.this::finish).start(clientEof);
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
