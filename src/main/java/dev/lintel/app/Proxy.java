package dev.lintel.app;

import dev.lintel.acme.Plans;
import dev.lintel.admin.RuntimeApi;
import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.compile.Carry;
import dev.lintel.compile.Compiled;
import dev.lintel.compile.Compiler;
import dev.lintel.compile.Http2Tuning;
import dev.lintel.compile.Surroundings;
import dev.lintel.exchange.ProcessState;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.GlobalSpec;
import dev.lintel.net.CheckConnector;
import dev.lintel.net.Listeners;
import dev.lintel.net.LogTargets;
import dev.lintel.net.Loops;
import dev.lintel.net.ServerConnector;
import dev.lintel.net.Transport;
import dev.lintel.proxy.Checks;
import dev.lintel.proxy.Current;
import dev.lintel.proxy.Door;
import dev.lintel.proxy.Frontend;
import dev.lintel.proxy.LogLines;
import dev.lintel.proxy.Snapshot;
import dev.lintel.stream.Address;
import dev.lintel.stream.HttpLimits;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Challenges;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running proxy: its loops, its sockets, and the snapshot in force. Several may run in one JVM. Start, reload, drain and stop are
 * called by one thread at a time and block it; the traffic is the loops'.
 */
public final class Proxy implements AutoCloseable {
    /** How long loops may take to let go of what they hold when everything stops at once (milliseconds). */
    private static final long STOP_MILLIS = 2_000;

    private static final long DRAIN_LOOK_MILLIS = 20;
    private static final long MAKE_ROOM_NANOS = 1_000_000_000;

    private final ProcessState process;
    private final Current current;
    private final Loops loops;
    private final LogTargets logs;
    private final ServerConnector connector;
    private final Sockets sockets;
    private final Certification certification;
    private final Administration administration;
    private final HealthNews health;
    private final Checks checks;
    private final Surroundings surroundings;
    private final boolean warningsFatal;
    private volatile @Nullable Thread watchdog;
    private final AtomicLong madeRoom = new AtomicLong(System.nanoTime() - MAKE_ROOM_NANOS);
    private Carry carry;
    /** How long a soft stop waits before it begins, for balancers in front to notice (milliseconds). */
    private volatile long grace;

    private Proxy(
            Config config,
            Compiled first,
            ProcessState process,
            Loops loops,
            LogTargets logs,
            Surroundings surroundings,
            Settings settings) {
        this.process = process;
        this.loops = loops;
        this.logs = logs;
        this.carry = first.carry();
        this.current = new Current(first.snapshot());
        this.health = new HealthNews(current, settings.watcher());
        this.checks = new Checks(loops.loop(0), new CheckConnector(loops, HttpLimits.RESPONSE));
        this.surroundings = surroundings;
        this.warningsFatal = settings.warningsFatal();
        this.connector = new ServerConnector(loops, HttpLimits.RESPONSE);
        this.sockets = new Sockets(new Listeners(loops), settings.takesOver(), this::door);
        this.certification = new Certification(surroundings.certificates(), process.challenges, settings.watcher());
        this.administration = new Administration(
                certification, config, process, current, sockets, surroundings.certificates(), settings.takesOver());
    }

    /**
     * What the command line says over the configuration.
     *
     * @param maxconn of {@code -n}; 0: as configured
     * @param warningsFatal {@code -dW}
     * @param unresolvedServers {@code -dr}
     * @param takesOver whether older processes still listen at the same addresses ({@code -sf}, {@code -st})
     * @param watcher hears what becomes of servers; called on event loops
     */
    public record Settings(
            int maxconn,
            boolean warningsFatal,
            boolean unresolvedServers,
            boolean takesOver,
            Consumer<String> watcher) {
        public static final Settings NONE = new Settings(0, false, false, false, sentence -> {});
    }

    /** Starts with a configuration; null, with nothing left behind, where there are errors. */
    public static @Nullable Proxy start(Config config, Problems problems) {
        return start(config, Settings.NONE, problems);
    }

    public static @Nullable Proxy start(Config config, Settings settings, Problems problems) {
        int threads = threads(config.global());
        String host = hostName();
        String node = config.global().node() == null ? host : config.global().node();
        ProcessState process = new ProcessState(System.currentTimeMillis(), host, node, threads);
        Loops loops = new Loops(transport(config), threads);
        LogTargets logs = new LogTargets(loops.all());
        Surroundings surroundings = new Surroundings(
                FileLimit.connections(),
                settings.maxconn(),
                settings.unresolvedServers(),
                logs,
                new LogLines(threads),
                new CertStore(),
                process.challenges);
        Compiled first = compile(config, Carry.first(process), surroundings, settings.warningsFatal(), problems);
        Proxy proxy = first == null ? null : new Proxy(config, first, process, loops, logs, surroundings, settings);
        if (proxy == null || !proxy.install(config, first, problems)) {
            loops.stop(STOP_MILLIS);
            logs.close();
            return null;
        }
        return proxy;
    }

    private static @Nullable Compiled compile(
            Config config, Carry before, Surroundings surroundings, boolean warningsFatal, Problems problems) {
        Plans.check(config, problems);
        Compiled compiled = Compiler.compile(config, before, surroundings, problems);
        if (warningsFatal && problems.hasWarnings()) {
            ConfigFiles.refuseWarnings(problems);
            return null;
        }
        return compiled;
    }

    /** Everything that is wrong with a configuration, but for what only binding can tell. */
    public static boolean check(Config config, Problems problems) {
        return check(config, false, problems);
    }

    /** @param unresolvedServers {@code -dr} */
    static boolean check(Config config, boolean unresolvedServers, Problems problems) {
        ProcessState process = new ProcessState(System.currentTimeMillis(), "localhost", "localhost", 1);
        Plans.check(config, problems);
        Surroundings nowhere = new Surroundings(
                1000, 0, unresolvedServers, LogTargets.CHECK, new LogLines(1), new CertStore(), new Challenges());
        return Compiler.compile(config, Carry.first(process), nowhere, problems) != null;
    }

    /** Whether the configuration has anything to listen at; for HAProxy the socket of the runtime API is enough to start. */
    static boolean listens(Config config) {
        return !config.global().commands().sockets().isEmpty()
                || config.frontends().stream()
                        .anyMatch(front ->
                                !front.proxy().disabled() && !front.binds().isEmpty());
    }

    /** Inherited sockets can be adopted by epoll only. */
    private static Transport transport(Config config) {
        boolean inherits = config.frontends().stream()
                .flatMap(frontend -> frontend.binds().stream())
                .flatMap(bind -> bind.addresses().stream())
                .anyMatch(address -> address.kind() == AddressSpec.Kind.FD);
        return Transport.best(inherits ? "epoll" : System.getenv("LINTEL_TRANSPORT"));
    }

    private static int threads(GlobalSpec global) {
        return global.threads() > 0 ? global.threads() : Runtime.getRuntime().availableProcessors();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Takes another configuration; where there are errors nothing has changed. */
    public synchronized boolean reload(Config config, Problems problems) {
        Compiled next = compile(config, carry, surroundings, warningsFatal, problems);
        return next != null && install(config, next, problems);
    }

    private boolean install(Config config, Compiled next, Problems problems) {
        List<FrontendSpec> open = config.frontends().stream()
                .filter(frontend -> !frontend.proxy().disabled())
                .toList();
        if (!listens(config)) {
            problems.error(Pos.NONE, "the configuration has no 'bind' line, so there is nothing to serve");
            return false;
        }
        Sockets.Change change = sockets.change(open, next.tls(), problems);
        RuntimeApi.Change commands = change == null ? null : administration.change(config, problems);
        if (commands == null) {
            if (change != null) {
                change.undo();
            }
            return false;
        }
        next.certificates().run();
        certification.follow(config, next.maps());
        change.redirect();
        Snapshot before = current.snapshot();
        loops.limitHttp2(
                Http2Tuning.clients(config.global().tune()),
                Http2Tuning.servers(config.global().tune()));
        current.swap(next.snapshot());
        carry = next.carry();
        grace = config.global().graceMillis();
        health.events(next.events());
        next.commit(loops.loop(0), health, checks);
        change.take();
        administration.take(config, commands, problems);
        admit();
        if (!next.snapshot().frontends().keySet().containsAll(before.frontends().keySet())) {
            loops.retireUnwantedClients();
        }
        return true;
    }

    private Door door(String frontend, @Nullable String before, int listenerId, @Nullable String listenerName) {
        Door.Gate gate = new Door.Gate() {
            @Override
            public void accepting(boolean on) {
                admit();
            }

            @Override
            public void crowded() {
                makeRoom();
            }
        };
        return new Door(current, frontend, before, connector, process, gate, listenerId, listenerName);
    }

    /** Looks for clients that wait for nothing, once in a while: there are many to look at. */
    private void makeRoom() {
        long before = madeRoom.get();
        long now = System.nanoTime();
        if (now - before >= MAKE_ROOM_NANOS && madeRoom.compareAndSet(before, now)) {
            loops.retireIdleClients();
        }
    }

    /** A limit of connections was reached or left, or is another one now. Any thread: the last one to look sees all that was counted. */
    private void admit() {
        synchronized (sockets) {
            Snapshot snapshot = current.snapshot();
            boolean room = process.connections.get() < snapshot.process().maxconn();
            sockets.admit(name -> {
                Frontend frontend = snapshot.frontends().get(name);
                int own = frontend == null ? 0 : frontend.spec().maxconn();
                return room && (own == 0 || frontend.counters().current.get() < own);
            });
        }
    }

    /** Where each frontend listens; ports are real even where 0 was asked for. */
    public Map<String, List<Address>> addresses() {
        return sockets.addresses();
    }

    Administration administration() {
        return administration;
    }

    public Snapshot snapshot() {
        return current.snapshot();
    }

    /** From now on a loop that hangs is told of, and ends the process; not for a JVM with others in it. */
    void watch() {
        watchdog = Watchdog.start(loops.all());
    }

    /** Lets time pass at once, for tests of long timeouts. */
    public void skip(long millis) throws InterruptedException {
        loops.skip(millis);
    }

    /** Client connections open now. */
    public int connections() {
        return process.connections.get();
    }

    /**
     * Stops softly: after the {@code grace} of the configuration takes no more connections, lets what is open finish, and stops then or
     * when {@code hard-stop-after} is over.
     *
     * @param begun runs when every answer from there on is the last of its connection
     */
    public void drain(Runnable begun) throws InterruptedException {
        process.stopping = true;
        TimeUnit.MILLISECONDS.sleep(Math.max(grace, 0));
        sockets.close();
        certification.close();
        administration.retire();
        current.stopping(true);
        checks.stop();
        loops.retireClients();
        begun.run();
        long limit = current.snapshot().process().hardStopAfterMillis();
        long start = System.nanoTime();
        while (process.connections.get() > 0
                && (limit < 0 || TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) < limit)) {
            TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK_MILLIS);
        }
        stop();
    }

    /** Stops at once. */
    public synchronized void stop() {
        process.stopping = true;
        if (watchdog != null) {
            Watchdog.stop(watchdog);
        }
        sockets.close();
        certification.close();
        administration.close();
        loops.stop(STOP_MILLIS);
        logs.close();
    }

    @Override
    public void close() {
        stop();
    }
}
