package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Session;
import dev.lintel.http.RequestHead;
import dev.lintel.model.Option;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.TlsFacts;
import dev.lintel.stream.TlsFailure;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's side of one client connection: makes an exchange of each request and lends timers to those in progress.
 * Owned by its loop.
 */
final class ClientConnection implements Acceptor.Connection {
    /** From accept to the end of the TLS handshake. */
    private static final long HANDSHAKE_MILLIS = 5_000;

    final Session session;
    final Door door;

    /** For an exchange that has the connection for itself, which with HTTP/1 is every one. */
    private final ExchangeTimers timers = new ExchangeTimers();

    private boolean lent;
    /** Those of exchanges beside it, for the next ones; made when the first comes. */
    private @Nullable ArrayDeque<ExchangeTimers> spare;

    final OwnServers ownServers = new OwnServers();

    private Frontend frontend;
    private Snapshot snapshot;
    /** Under which address it was counted, whatever rules make of it; null: not yet. */
    @Nullable
    Address counted;
    /** It came when there were too many already: it gets one answer, which says so. */
    private final boolean unwelcome;

    private boolean begun;
    private boolean closed;

    ClientConnection(Session session, Door door, Snapshot snapshot, Frontend frontend, boolean unwelcome) {
        this.unwelcome = unwelcome;
        this.session = session;
        this.door = door;
        this.snapshot = snapshot;
        this.frontend = frontend;
    }

    /** For an exchange that begins. */
    private ExchangeTimers lend() {
        if (!lent) {
            lent = true;
            return timers;
        }
        ExchangeTimers other = spare == null ? null : spare.poll();
        return other == null ? new ExchangeTimers() : other;
    }

    /** The exchange is over: nothing of it is kept. */
    void takeBack(ExchangeTimers used) {
        used.rest();
        if (used == timers) {
            lent = false;
            return;
        }
        if (closed) {
            used.forget(session.loop);
            return;
        }
        if (spare == null) {
            spare = new ArrayDeque<>(8);
        }
        spare.add(used);
    }

    boolean unwelcome() {
        return unwelcome || BufferPressure.refuses(session.loop);
    }

    /** Whether the connection ends with this answer, whatever its peers want; told to it where others need its place, or the memory. */
    boolean ends(Frontend by, HttpStream stream) {
        boolean needed = unwelcome() || door.crowded(session.loop);
        if (needed) {
            stream.retireConnection();
        }
        return needed || by.closes();
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
    public void tlsFailed(TlsFailure failure) {
        session.tlsFailure = failure;
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
    public boolean pressed() {
        return door.pressed(session.loop);
    }

    @Override
    public boolean http() {
        return frontend.http();
    }

    @Override
    public boolean upgradesToHttp2() {
        return !frontend.on(Option.DISABLE_H2_UPGRADE);
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
        new HttpRelay(this, lend(), frontend, x, stream).start(last);
    }

    @Override
    public void onMalformed(
            HttpStream stream, EndReason reason, RequestHead head, int received, long idleMicros, long startMicros) {
        refresh();
        Exchange x = exchange(head, idleMicros, startMicros);
        new HttpRelay(this, lend(), frontend, x, stream).refuse(reason, received);
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
        new TcpSession(this, lend(), frontend, x, stream).start();
    }

    @Override
    public void onClosed() {
        closed = true;
        timers.forget(session.loop);
        while (spare != null && !spare.isEmpty()) {
            spare.poll().forget(session.loop);
        }
        ownServers.close();
        door.closed(this);
    }
}
