package dev.lintel.proxy;

import dev.lintel.base.Faults;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Session;
import dev.lintel.http.RequestHead;
import dev.lintel.model.Option;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's side of one client connection: makes an exchange of each request and lends its two timers to the exchange in progress.
 * Owned by its loop.
 */
final class ClientConnection implements Acceptor.Connection {
    /** From accept to the end of the TLS handshake. */
    private static final long HANDSHAKE_MILLIS = 5_000;

    final Session session;
    final Door door;

    /** The client's inactivity; and the wait that the server side is in: connect, queue, answer, tarpit. */
    final Timer clientTimer = new Timer();

    final Timer serverTimer = new Timer();

    final OwnServers ownServers = new OwnServers();

    private Frontend frontend;
    private Snapshot snapshot;
    /** Under which address it was counted, whatever rules make of it; null: not yet. */
    @Nullable
    Address counted;
    /** It came when there were too many already: it gets one answer, which says so. */
    private final boolean unwelcome;

    private boolean begun;
    private HttpRelay relay;

    ClientConnection(Session session, Door door, Snapshot snapshot, Frontend frontend, boolean unwelcome) {
        this.unwelcome = unwelcome;
        this.session = session;
        this.door = door;
        this.snapshot = snapshot;
        this.frontend = frontend;
    }

    /** A deadline that whoever uses the connection now gives a meaning. */
    final class Timer extends Deadline {
        Runnable action;

        @Override
        protected void expired() {
            Runnable due = action;
            if (due == null) {
                return;
            }
            try {
                due.run();
            } catch (Throwable fault) {
                crashed(fault);
            }
        }
    }

    private void crashed(Throwable fault) {
        if (relay == null) {
            Faults.report("a connection's timer", fault);
        } else {
            relay.crashed(fault);
        }
    }

    /** Between two exchanges: nothing of the last one is kept. */
    void rest() {
        clientTimer.disarm();
        serverTimer.disarm();
        clientTimer.action = null;
        serverTimer.action = null;
        relay = null;
    }

    boolean unwelcome() {
        return unwelcome || BufferPressure.refuses(session.loop);
    }

    Frontend frontend() {
        return frontend;
    }

    /** The one reading of the snapshot for an exchange; a frontend that is gone serves on under its last rules. */
    private void refresh() {
        Snapshot now = door.current().snapshot();
        if (now == snapshot) {
            return;
        }
        Frontend next = now.frontends().get(frontend.name());
        if (next != null) {
            snapshot = now;
            frontend = next;
        }
    }

    @Override
    public void speaksFor(@Nullable Address source, @Nullable Address destination) {
        if (source != null) {
            session.source = source;
            session.destination = destination;
        }
        session.proxied = true;
        session.handshakeMicros = session.loop.nowMicros() - session.acceptedMicros;
    }

    @Override
    public void secured(TlsFacts facts) {
        session.tls = facts;
        session.handshakeMicros = session.loop.nowMicros() - session.acceptedMicros;
    }

    @Override
    public long handshakeTimeout() {
        return HANDSHAKE_MILLIS;
    }

    @Override
    public boolean admits() {
        return door.admits(this, snapshot);
    }

    @Override
    public void failed(@Nullable HandshakeFault fault, boolean received) {
        door.failed(this, fault, received);
    }

    @Override
    public HttpLimits limits() {
        return frontend.parts().limits();
    }

    @Override
    public boolean wanted() {
        return door.current().snapshot().frontends().containsKey(frontend.name());
    }

    @Override
    public boolean http() {
        return frontend.http();
    }

    @Override
    public boolean keepAlive() {
        return frontend.on(Option.TCPKA) || frontend.on(Option.CLITCPKA);
    }

    @Override
    public long requestTimeout() {
        return frontend.requestTimeout();
    }

    @Override
    public long idleTimeout(boolean first) {
        return frontend.idleTimeout(first);
    }

    @Override
    public void onRequest(HttpStream stream, RequestHead head, boolean last, long idleMicros, long startMicros) {
        refresh();
        session.requests++;
        Exchange x = exchange(head, idleMicros, startMicros);
        x.requestMicros = session.loop.nowMicros();
        relay = new HttpRelay(this, frontend, x, stream);
        relay.start(last);
    }

    @Override
    public void onMalformed(
            HttpStream stream, EndReason reason, RequestHead head, int received, long idleMicros, long startMicros) {
        refresh();
        Exchange x = exchange(head, idleMicros, startMicros);
        relay = new HttpRelay(this, frontend, x, stream);
        relay.refuse(reason, received);
    }

    private Exchange exchange(RequestHead head, long idleMicros, long startMicros) {
        Exchange x = new Exchange(session);
        x.id = door.nextExchange();
        x.frontend = frontend.counters();
        x.clientSide = frontend.spec().proxy().timeouts();
        x.number = session.requests;
        x.log = frontend.writesLog();
        // The first exchange begins with the connection: with a handshake, if there was one.
        x.idleMicros = begun ? idleMicros : session.acceptedMicros;
        begun = true;
        x.startMicros = startMicros;
        long sinceStart = startMicros < 0 ? 0 : session.loop.nowMicros() - startMicros;
        x.startWall = session.loop.wallClock() - sinceStart / 1000;
        x.request = head;
        if (head != null) {
            x.loggedMethod = head.method;
            x.loggedTarget = head.targetBuf();
            x.loggedTargetOff = head.targetOff();
            x.loggedTargetLen = head.targetLen();
            x.loggedVersion = head.version;
            x.bytesIn = head.loggedBytes;
        }
        return x;
    }

    @Override
    public void onBytes(ByteStream stream) {
        refresh();
        Exchange x = exchange(null, session.acceptedMicros, session.acceptedMicros + session.handshakeMicros);
        x.number = 1;
        new TcpSession(this, frontend, x, stream).start();
    }

    @Override
    public void onClosed() {
        rest();
        session.loop.forget(clientTimer);
        session.loop.forget(serverTimer);
        ownServers.close();
        door.closed(this);
    }
}
