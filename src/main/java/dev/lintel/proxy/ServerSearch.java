package dev.lintel.proxy;

import dev.lintel.balance.Observation;
import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.balance.Waiter;
import dev.lintel.exchange.Exchange;
import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.ProxyHeader;
import dev.lintel.stream.Target;

/**
 * Finds a server for one exchange and connects to it: persistence, then balance, then the queue; and again after a failed try as far as
 * {@link RetryPolicy} allows. Owned by the exchange's loop; holds one slot of one server at most, and gives it back.
 */
abstract class ServerSearch extends Waiter implements Connector.Opened {
    /** A pause before the same server is tried again, so that one that restarts has a chance (milliseconds; manual, "retries"). */
    private static final long SAME_SERVER_PAUSE = 1000;

    final ClientConnection connection;
    final ExchangeTimers timers;
    final Exchange x;
    final Backend backend;

    private final Servers servers;
    private Server server;
    private Target target;
    private Server wanted;
    private Server avoid;
    /** Whose slot is to be given back, or null. */
    private Server holding;
    /** When the wait in the queue is over, however often it has to begin anew; by {@code Loop.now}. */
    private long queueUntil = -1;
    /** Of the exchange's retries, those that the counters have. */
    private int counted;

    /** Whether idle connections are out of the question: one of them has failed already. */
    private boolean fresh;

    /** The exchange has ended or has become a tunnel. */
    boolean over;

    ServerSearch(ClientConnection connection, ExchangeTimers timers, Exchange x, Backend backend) {
        super(x.loop);
        this.connection = connection;
        this.timers = timers;
        this.x = x;
        this.backend = backend;
        this.servers = backend.servers();
    }

    private void notePositions() {
        x.serverQueue = serverPosition();
        x.backendQueue = backendPosition();
    }

    /** Opens a stream to the target. */
    abstract void open(Target target, boolean freshOnly, long timeout);

    /** No server, no more tries: the exchange ends. */
    abstract void fail(EndReason reason);

    /** How far the exchange has come. */
    abstract void reached(Stage stage);

    /** A defect of ours: the exchange ends, and gives back what it holds. */
    abstract void crashed(Throwable fault);

    final void search() {
        wanted = x.server;
        choose();
    }

    private void choose() {
        if (over) {
            return;
        }
        reached(Stage.QUEUE);
        Server chosen = wanted;
        if (chosen != null && !chosen.reachable() && !x.persistenceForced) {
            chosen = null;
            wanted = null;
        }
        if (chosen == null && !fresh) {
            chosen = connection.ownServers.preferred(backend);
        }
        if (chosen == null) {
            chosen = servers.pick(backend.parts().key().of(x), avoid);
        }
        if (chosen == null && servers.set().isEmpty()) {
            x.server = null;
            // There is nothing to queue for, so HAProxy counts it among the failed connections (SC).
            reached(Stage.CONNECT);
            fail(EndReason.NO_SERVER);
        } else if (chosen != null && servers.acquire(chosen)) {
            holding = chosen;
            connect(chosen);
        } else if (chosen != null && servers.queueFull(chosen)) {
            queueFull(chosen);
        } else {
            queue(chosen);
        }
    }

    /** Manual section 5.2, {@code maxqueue}: persistence gives way where redispatching is allowed; else the client is told at once. */
    private void queueFull(Server chosen) {
        if (x.direct && !x.persistenceForced && backend.parts().retry().mayRedispatch()) {
            wanted = null;
            redispatched(chosen);
            leftBehind();
            choose();
        } else {
            x.server = chosen;
            fail(EndReason.QUEUE_FULL);
        }
    }

    /** @param chosen full, but the one for this exchange: by cookie, or by the hash of its key; null: any will do */
    private void queue(Server chosen) {
        long timeout = x.queueTimeout >= 0 ? x.queueTimeout : backend.queueTimeout();
        if (queueUntil < 0) {
            queueUntil = x.loop.now() + timeout;
        }
        arm(timeout == 0 ? 0 : Math.max(queueUntil - x.loop.now(), 1), this::queuedTooLong);
        servers.enqueue(this, chosen, x.persistenceForced);
    }

    private void queuedTooLong() {
        cancel();
        notePositions();
        fail(EndReason.QUEUE_TIMEOUT);
    }

    @Override
    protected final void granted(Server by) {
        if (over) {
            servers.release(by);
            return;
        }
        timers.server.disarm();
        holding = by;
        try {
            connect(by);
        } catch (Throwable fault) {
            crashed(fault);
        }
    }

    @Override
    protected final void displaced() {
        if (over) {
            return;
        }
        timers.server.disarm();
        wanted = null;
        try {
            choose();
        } catch (Throwable fault) {
            crashed(fault);
        }
    }

    /** Whether an answer without a connection is given instead ({@code redir}). */
    boolean redirects(Server to) {
        return false;
    }

    private void connect(Server to) {
        if (server == null || to != wanted || x.retries == 0) {
            // Pauses before the same server is tried again are no wait for a server (manual section 8.4, Tw and Tc).
            x.queueMicros = x.loop.nowMicros();
        }
        if (server != null && counted < x.retries) {
            counted = x.retries;
            count(to);
        }
        if (server != null && server != to) {
            leftBehind();
        }
        server = to;
        backend.attach(this);
        x.server = to;
        notePositions();
        reached(Stage.CONNECT);
        if (redirects(to)) {
            return;
        }
        target = to.target();
        if (target == null) {
            failed(EndReason.CONNECT_REFUSED, false, true);
            return;
        }
        open(target, fresh, x.connectTimeout >= 0 ? x.connectTimeout : backend.connectTimeout());
    }

    /** It is not the client's own server any more: the answer's cookie tells the client of the new one. */
    private void leftBehind() {
        x.direct = false;
        if (x.cookieFlag == 'V') {
            x.cookieFlag = 'D';
        }
    }

    /** The stream is open. */
    final void connected(boolean reused) {
        x.serverReused = reused;
        x.connectMicros = x.loop.nowMicros();
        server.counters().sessions.increment();
        server.observe(Observation.CONNECTED);
    }

    /** The PROXY protocol's header for this client, where the server wants one; else null. */
    final byte[] preface(Target target) {
        return switch (target.proxyProtocol()) {
            case 1 -> ProxyHeader.v1(x.source, x.destination);
            case 2 -> ProxyHeader.v2(x.source, x.destination);
            default -> null;
        };
    }

    final Server server() {
        return server;
    }

    /** Where it was reached. */
    final Target target() {
        return target;
    }

    /** The server is gone, or a better one is there: the exchange ends ({@code on-marked-down}, {@code on-marked-up}). Any loop. */
    final void end(EndReason why) {
        x.loop.execute(() -> {
            if (!over) {
                fail(why);
            }
        });
    }

    @Override
    public final void onFailed(EndReason reason) {
        backend.counters().connectErrors.increment();
        server.counters().failedConnections.increment();
        server.observe(Observation.CONNECT_FAILED);
        if (!over) {
            failed(reason, false, true);
        }
    }

    /**
     * A try has ended without an answer: another one, or the end.
     *
     * @param sent whether the server may have seen the request
     * @param repeatable whether everything that was sent is still at hand
     */
    final void failed(EndReason reason, boolean sent, boolean repeatable) {
        RetryPolicy policy = backend.parts().retry();
        boolean unserved = reason == EndReason.SERVER_CLOSED_REUSED || reason == EndReason.SERVER_REFUSED;
        boolean free = unserved && !fresh;
        boolean again = repeatable && (free || x.retries < tries()) && policy.allows(reason, sent, x.request);
        if (again && (!sent || backend.counters().mayResend())) {
            retry(reason, free);
        } else {
            fail(reason);
        }
    }

    final int tries() {
        return x.maxRetries >= 0 ? x.maxRetries : backend.parts().retry().retries();
    }

    /** @param free whether it does not count: an idle connection was dead already */
    final void retry(EndReason reason, boolean free) {
        fresh = true;
        Server failed = server;
        releaseSlot();
        if (free) {
            choose();
            return;
        }
        x.retries++;
        boolean anew = choosesAnew(failed);
        if (anew) {
            wanted = null;
            avoid = failed;
            x.direct = false;
        } else {
            wanted = failed;
        }
        boolean refused = reason == EndReason.CONNECT_REFUSED
                || reason == EndReason.TLS_FAILED
                || reason == EndReason.CONNECT_NO_RESOURCE;
        boolean pause = refused && (!anew || servers.set().active() <= 1);
        if (pause) {
            arm(Math.min(SAME_SERVER_PAUSE, Math.max(backend.connectTimeout(), 1)), this::choose);
        } else {
            choose();
        }
    }

    /**
     * Whether the next try may go to another server ({@code option redispatch}): at its interval; at once from one that is no longer in
     * full service, and where neither cookie nor hash had led to it. A hash may lead back there all the same.
     */
    private boolean choosesAnew(Server failed) {
        RetryPolicy policy = backend.parts().retry();
        if (!policy.mayRedispatch() || x.persistenceForced) {
            return false;
        }
        boolean fading = failed.state() == Server.State.STOPPED || failed.state() == Server.State.STARTING;
        boolean anyWillDo =
                !x.direct && !servers.deterministic() && servers.set().active() > 1;
        return fading || anyWillDo || policy.redispatches(x.retries, tries());
    }

    /** Which it has become, a retry or a redispatch, only the choice shows. */
    private void count(Server to) {
        if (server != to) {
            redispatched(server);
        } else {
            backend.counters().retries.increment();
            server.counters().retries.increment();
        }
    }

    private void redispatched(Server from) {
        x.redispatched = true;
        backend.counters().redispatches.increment();
        from.counters().redispatches.increment();
    }

    // ---- the timer of the server's side

    final void arm(long millis, Runnable action) {
        ExchangeTimers.Timer timer = timers.server;
        timer.action = action;
        if (millis > 0) {
            x.loop.arm(timer, millis);
        } else {
            timer.disarm();
        }
    }

    final void releaseSlot() {
        Server by = holding;
        if (by != null) {
            holding = null;
            backend.detach(this);
            servers.release(by);
        }
    }
}
