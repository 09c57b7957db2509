package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Session;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.Loop;
import dev.lintel.tls.Challenges;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind one listening socket and lets clients into the frontend of its name, whichever snapshot is in force. Shared by all
 * loops; lives as long as its socket.
 */
public final class Door implements Acceptor {
    private static final AtomicLong SESSIONS = new AtomicLong();

    private final Current current;
    private final String frontend;
    /** Who stood here until the reload that made this door: found while the old snapshot is still in force; or null. */
    private final String before;

    private final Connector connector;
    private final ProcessState process;
    private final Gate gate;
    private final int listenerId;
    private final String listenerName;

    /** Hears when a limit of connections is reached and left: the socket then pauses. */
    public interface Gate {
        void accepting(boolean on);

        /** Hears of each connection that makes so many that those who wait for nothing have to go. Any thread. */
        default void crowded() {}
    }

    public Door(
            Current current,
            String frontend,
            String before,
            Connector connector,
            ProcessState process,
            Gate gate,
            int listenerId,
            String listenerName) {
        this.current = current;
        this.frontend = frontend;
        this.before = before;
        this.connector = connector;
        this.process = process;
        this.gate = gate;
        this.listenerId = listenerId;
        this.listenerName = listenerName;
    }

    Current current() {
        return current;
    }

    Challenges challenges() {
        return process.challenges;
    }

    Connector connector() {
        return connector;
    }

    @Override
    public Connection arrive(Loop loop, Address source, Address destination) {
        Snapshot snapshot = current.snapshot();
        Frontend door = snapshot.frontends().get(frontend);
        if (door == null && before != null) {
            door = snapshot.frontends().get(before);
        }
        if (door == null || current.stopping() || BufferPressure.drops(loop)) {
            return null;
        }
        ProxyCounters counters = door.counters();
        Session session = session(loop, counters, source, destination);
        int open = counters.current.incrementAndGet();
        int all = process.connections.incrementAndGet();
        counters.sessions.increment();
        if (full(snapshot, door, open, all)) {
            gate.accepting(false);
        }
        if (all >= snapshot.process().crowdedAt()) {
            gate.crowded();
        }
        boolean overloaded = all > snapshot.process().overloadedAt();
        ClientConnection connection = new ClientConnection(session, this, snapshot, door, overloaded);
        return passes(door.parts().tcpConnection(), connection) ? connection : null;
    }

    /** The rules that go by who the client says it is; false where it has to go. */
    boolean admits(ClientConnection connection, Snapshot snapshot) {
        Address source = connection.session.source;
        if (!process.sources.enter(source, snapshot.process().maxconnPerSource())) {
            connection.session.frontend.denied.increment();
            closed(connection);
            return false;
        }
        connection.counted = source;
        return passes(connection.frontend().parts().tcpSession(), connection);
    }

    /** {@code tcp-request connection} and {@code session} rules: a connection that does not pass is forgotten. */
    private boolean passes(RuleSet rules, ClientConnection connection) {
        if (rules == RuleSet.EMPTY) {
            return true;
        }
        Session session = connection.session;
        Exchange x = new Exchange(session);
        boolean passes = false;
        try {
            passes = rules.run(x, 0) != Verdict.CLOSE;
        } finally {
            if (!passes) {
                session.frontend.denied.increment();
                closed(connection);
            }
        }
        session.source = x.source;
        session.destination = x.destination;
        return passes;
    }

    /** Whether so many connections are open that each one ends with its answer. */
    boolean crowded(Loop loop) {
        return current.stopping() || pressed(loop);
    }

    /** Whether so many are open, or so much memory is in use, that those who only occupy it have to go. */
    boolean pressed(Loop loop) {
        return BufferPressure.closes(loop)
                || process.connections.get() >= current.snapshot().process().crowdedAt();
    }

    /** What stands before everything else did not come, or was wrong. */
    void failed(ClientConnection connection, @Nullable HandshakeFault fault, boolean received) {
        AccessLog log = connection.frontend().parts().log();
        if (log != null && fault != null) {
            connection.session.fault = fault;
            Exchange x = new Exchange(connection.session);
            x.end = EndReason.BAD_REQUEST;
            x.causeFlag = EndReason.BAD_REQUEST.cause();
            x.phaseFlag = Stage.REQUEST.flag;
            x.status = 0;
            x.endMicros = x.loop.nowMicros();
            log.connectionFailed(x, received);
        }
        closed(connection);
    }

    private Session session(Loop loop, ProxyCounters counters, Address source, Address destination) {
        Session session = new Session(loop, counters, SESSIONS.getAndIncrement(), source, destination);
        session.listenerId = listenerId;
        session.listenerName = listenerName;
        session.acceptedMicros = loop.nowMicros();
        session.acceptedWall = loop.wallClock();
        return session;
    }

    /** The number of a new exchange in this process. */
    int nextExchange() {
        return process.exchanges.getAndIncrement();
    }

    private static boolean full(Snapshot snapshot, Frontend door, int open, int all) {
        int own = door.spec().maxconn();
        return own > 0 && open >= own || all >= snapshot.process().maxconn();
    }

    void closed(ClientConnection connection) {
        if (connection.counted != null) {
            process.sources.leave(connection.counted);
        }
        int open = connection.session.frontend.current.decrementAndGet();
        int all = process.connections.decrementAndGet();
        Snapshot snapshot = current.snapshot();
        Frontend door = snapshot.frontends().get(frontend);
        // Each limit for itself: where one is left, others may have waited for it though this frontend is still full.
        boolean ownLeft =
                door != null && door.spec().maxconn() > 0 && open == door.spec().maxconn() - 1;
        if (ownLeft || all == snapshot.process().maxconn() - 1) {
            gate.accepting(true);
        }
    }
}
