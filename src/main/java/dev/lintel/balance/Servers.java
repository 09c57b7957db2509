package dev.lintel.balance;

import dev.lintel.http.Bytes;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Option;
import dev.lintel.model.ServerSpec;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a backend: a live group, with the queue of those who wait for any of them. Shared by all loops; its set is changed by
 * the loop of the health machines only.
 *
 * <p>How a slot never gets lost: who waits is put into the queue first and then looks once more whether a slot is free; who frees a
 * slot frees it first and then looks whether somebody waits. One of the two sees the other.
 *
 * <p>How it lives on over a reload: the next group is built from the same {@link Server} objects, where their names stay, and from the
 * same queue. Nothing changes before {@link #commit}; after it the old group passes on to the new one whatever it is asked.
 */
public final class Servers {
    private final String name;
    private final String kind;
    private final List<Server> all;
    private final List<ServerSpec> specs;
    private final List<@Nullable Target> targets;
    private final boolean allBackups;
    private final boolean redispatch;
    private final boolean logsChecks;
    private final Balancers.Plan plan;
    private final int fullconn;
    private final AtomicInteger sessions;
    private final WaitQueue queue;
    private final AtomicLong arrivals;
    private @Nullable Servers previous;
    /** The group in force of all that this one came from or became: shared by them, so that an old one holds no chain of others. */
    private final AtomicReference<@Nullable Servers> newest;

    private volatile boolean superseded;
    private volatile ServerSet set;
    private boolean lost;

    /** A group under roundrobin without limits. */
    public Servers(String name, List<Server> all) {
        this.name = name;
        this.kind = "backend";
        this.all = List.copyOf(all);
        this.specs = List.of();
        this.targets = List.of();
        this.allBackups = false;
        this.redispatch = true;
        this.logsChecks = false;
        this.plan = Balancers.ROUND_ROBIN;
        this.fullconn = 0;
        this.sessions = new AtomicInteger();
        this.queue = new WaitQueue(new AtomicInteger());
        this.arrivals = new AtomicLong();
        this.previous = null;
        this.newest = new AtomicReference<>();
        all.forEach(server -> server.group(this));
        this.set = new ServerSet(this.all, false, plan, null);
    }

    /**
     * The group of a backend; in force after {@link #commit}.
     *
     * @param targets where a server is reached, or null while that is not known; the very same object where nothing has changed
     * @param fullconn the load at which servers get their whole {@code maxconn}
     * @param sessions how many exchanges the backend has, kept by its owner; the same object over reloads
     * @param queued is kept at the number of those who wait for any server; the same object over reloads
     * @param previous the group of that name in the configuration before, or null
     */
    public Servers(
            BackendSpec spec,
            Function<ServerSpec, @Nullable Target> targets,
            int fullconn,
            AtomicInteger sessions,
            AtomicInteger queued,
            @Nullable Servers previous) {
        this.name = spec.name();
        this.kind = spec.proxy().keyword().equals("backend") ? "backend" : "proxy";
        this.specs = List.copyOf(spec.servers());
        this.targets = new ArrayList<>();
        this.allBackups = spec.proxy().on(Option.ALLBACKUPS);
        this.redispatch = spec.redispatchInterval() != 0 && !spec.proxy().on(Option.PERSIST);
        this.logsChecks = spec.proxy().on(Option.LOG_HEALTH_CHECKS);
        this.plan = Balancers.plan(spec.balance());
        this.fullconn = fullconn;
        this.sessions = sessions;
        this.queue = previous == null ? new WaitQueue(queued) : previous.queue;
        this.arrivals = previous == null ? new AtomicLong() : previous.arrivals;
        this.previous = previous;
        this.newest = previous == null ? new AtomicReference<>() : previous.newest;
        List<Server> servers = new ArrayList<>();
        for (ServerSpec line : specs) {
            Target target = targets.apply(line);
            this.targets.add(target);
            Server known = previous == null ? null : previous.find(line.name());
            servers.add(known != null ? known : fresh(line, target, id(servers.size())));
        }
        this.all = List.copyOf(servers);
        this.set = new ServerSet(all, allBackups, plan, previous == null ? null : previous.set);
    }

    private Server fresh(ServerSpec line, @Nullable Target target, int id) {
        Server server = new Server(line, target, id);
        server.group(this);
        server.health().initial();
        return server;
    }

    /** The number of a server: its own, or the lowest that no line before it has. */
    private int id(int index) {
        int[] ids = new int[index + 1];
        for (int i = 0; i <= index; i++) {
            int own = specs.get(i).id();
            ids[i] = own;
            for (int candidate = 1; ids[i] == 0; candidate++) {
                ids[i] = taken(candidate, ids, i) ? 0 : candidate;
            }
        }
        return ids[index];
    }

    private boolean taken(int candidate, int[] ids, int before) {
        for (int i = 0; i < before; i++) {
            if (ids[i] == candidate) {
                return true;
            }
        }
        for (ServerSpec line : specs) {
            if (line.id() == candidate) {
                return true;
            }
        }
        return false;
    }

    /**
     * Puts the group into force: its servers get their new settings, and what the previous group knew goes on here. The first group of
     * a name at once, a later one on the loop of the health machines.
     *
     * @param groups all groups of the configuration by name, for {@code track}
     */
    public void commit(Loop loop, HealthListener listener, Function<String, @Nullable Servers> groups) {
        Servers before = previous;
        previous = null;
        if (before == null) {
            all.forEach(server -> server.health().attach(loop, listener));
            track(groups);
            rebuild();
        } else {
            loop.execute(() -> takeOver(before, loop, listener, groups));
        }
    }

    private void takeOver(
            Servers before, Loop loop, HealthListener listener, Function<String, @Nullable Servers> groups) {
        for (int i = 0; i < all.size(); i++) {
            Server server = all.get(i);
            server.group(this);
            server.health().attach(loop, listener);
            if (before.all.contains(server)) {
                server.reconfigure(specs.get(i), targets.get(i), id(i));
            }
        }
        newest.set(this);
        before.superseded = true;
        rebuild();
        track(groups);
        for (Server gone : before.all) {
            if (!all.contains(gone)) {
                gone.health().track(null);
                gone.queue.displaceAll();
            }
        }
        all.forEach(this::drain);
    }

    /** Lets servers follow the ones that they track: {@code backend/server}, or one of their own group. */
    private void track(Function<String, @Nullable Servers> groups) {
        for (Server server : all) {
            String path = server.spec().track();
            if (path == null || path.isEmpty()) {
                server.health().track(null);
                continue;
            }
            int slash = path.indexOf('/');
            Servers group = slash < 0 ? this : groups.apply(path.substring(0, slash));
            Server other = group == null ? null : group.find(path.substring(slash + 1));
            server.health().track(other == null ? null : other.health());
        }
    }

    /** The group that is in force. */
    private Servers live() {
        return superseded ? newest.get() : this;
    }

    public String name() {
        return name;
    }

    /** {@code backend}, or {@code proxy} for a listen section, as messages call it. */
    String kind() {
        return kind;
    }

    /** {@code option log-health-checks}. */
    boolean logsChecks() {
        return logsChecks;
    }

    boolean dynamic() {
        return plan.dynamic();
    }

    /** Whether the same client's requests meet the same server by what they say: {@code balance source} and its kin. */
    public boolean deterministic() {
        return plan.algorithm().keyed();
    }

    /** Every configured server, in the order of the file. */
    public List<Server> all() {
        return all;
    }

    /** The candidates of this moment. */
    public ServerSet set() {
        return live().set;
    }

    /** How many exchanges the backend has. */
    AtomicInteger sessions() {
        return sessions;
    }

    int fullconn() {
        return fullconn;
    }

    /** How many of the backend's exchanges are with a server, or on their way to one. */
    public int served() {
        return Math.max(0, sessions.get() - queue.size());
    }

    /** The server of that name, or null. */
    public @Nullable Server find(String serverName) {
        for (Server server : all) {
            if (server.name().equals(serverName)) {
                return server;
            }
        }
        return null;
    }

    /**
     * Chooses by the balance algorithm. Null: where {@code set().isEmpty()} nobody can serve, else all are full and the exchange may
     * {@link #enqueue} for any. A server that was chosen still has to be {@link #acquire acquired}.
     *
     * @param key see {@link Balancer#pick}
     */
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        Servers live = live();
        ServerSet now = live.set;
        if (now.isEmpty() || live.plan.algorithm().fair() && queue.size() > 0) {
            return null;
        }
        return now.balancer().pick(key, avoid);
    }

    /** Takes a slot of the server; false where it is full or others wait for it: then {@link #enqueue}. */
    public boolean acquire(Server server) {
        return (!server.limited() || server.queued.get() == 0) && server.take();
    }

    /** Gives back a slot that was acquired or granted. */
    public void release(Server server) {
        server.current.decrementAndGet();
        if (server.queued.get() != 0 || queue.size() != 0) {
            live().drain(server);
        }
    }

    /** Whether the server's queue is at its {@code maxqueue}: then an exchange that belongs to it goes elsewhere or gets a 503. */
    public boolean queueFull(Server server) {
        int max = server.spec().maxqueue();
        return max > 0 && server.queued.get() >= max;
    }

    /**
     * Waits for a slot, on the waiter's loop.
     *
     * @param wanted the server that it must be, or null: any
     * @param bound whether it waits on even when that server goes down ({@code force-persist})
     */
    public void enqueue(Waiter waiter, @Nullable Server wanted, boolean bound) {
        WaitQueue where = wanted == null ? queue : wanted.queue;
        Ticket ticket = waiter.enter(this, wanted, bound, where, arrivals.incrementAndGet());
        where.add(ticket);
        Servers live = live();
        if (wanted != null) {
            wanted.counters().queuedNow(where.size());
            live.drain(wanted);
            return;
        }
        ServerSet now = live.set;
        if (now.isEmpty()) {
            ticket.displace();
        }
        for (int i = 0; i < now.size() && queue.size() > 0; i++) {
            live.drain(now.server(i));
        }
    }

    /** Hands free slots of a server to those who wait, oldest first: those who want it, and those who take any; returns how many. */
    private int drain(Server server) {
        boolean any = set.contains(server);
        int granted = 0;
        while (true) {
            Ticket first = first(server, any);
            if (first == null || !server.take()) {
                return granted;
            }
            if (first.grant(server)) {
                granted++;
            } else {
                server.current.decrementAndGet();
            }
        }
    }

    private @Nullable Ticket first(Server server, boolean any) {
        Ticket own = server.queued.get() == 0 ? null : server.queue.first();
        Ticket other = any && queue.size() > 0 ? queue.first() : null;
        if (own == null || other == null) {
            return own == null ? other : own;
        }
        return own.compareTo(other) < 0 ? own : other;
    }

    /**
     * A server's state or weight has changed: builds the candidates anew and tells those who wait. Returns how many of them left a queue
     * because of it.
     */
    int changed(Server server) {
        rebuild();
        int moved = 0;
        if (server.usable()) {
            moved = drain(server);
        } else if (redispatch) {
            moved = server.queue.displaceAll();
        }
        if (set.isEmpty()) {
            return moved + queue.displaceAll();
        }
        for (int i = 0; i < set.size() && queue.size() > 0; i++) {
            drain(set.server(i));
        }
        return moved;
    }

    private void rebuild() {
        ServerSet before = set;
        ServerSet now = new ServerSet(all, allBackups, plan, before);
        set = now;
        lost |= before.active() + before.backups() > 0 && now.active() + now.backups() == 0;
    }

    /** Whether the last usable server has gone since this was asked last. */
    boolean lost() {
        boolean was = lost;
        lost = false;
        return was;
    }

    /** The server with that cookie value, or null; the first one where several have it. */
    public @Nullable Server byCookie(byte[] buf, int off, int len) {
        for (Server server : all) {
            byte[] cookie = server.cookie();
            if (cookie != null && Bytes.equal(buf, off, len, cookie)) {
                return server;
            }
        }
        return null;
    }
}
