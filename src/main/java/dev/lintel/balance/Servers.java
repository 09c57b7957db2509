package dev.lintel.balance;

import dev.lintel.model.BackendSpec;
import dev.lintel.model.Option;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a backend: a live group, with the queue of those who wait for any of them. Shared by all loops; {@link #rebuild} is
 * called by the loop of the health machines only.
 *
 * <p>How a slot never gets lost: who waits is put into the queue first and then looks once more whether a slot is free; who frees a
 * slot frees it first and then looks whether somebody waits. One of the two sees the other.
 */
public final class Servers {
    private final String name;
    private final List<Server> all;
    private final boolean allBackups;
    private final boolean redispatch;
    private final Balancers.Plan plan;
    private final int fullconn;
    private final AtomicInteger sessions;
    private final WaitQueue queue;
    private final AtomicLong arrivals = new AtomicLong();
    private volatile ServerSet set;

    /** A group under roundrobin without limits. */
    public Servers(String name, List<Server> all) {
        this(name, all, Balancers.ROUND_ROBIN, false, true, 0, new AtomicInteger(), new AtomicInteger());
    }

    /**
     * @param sessions how many exchanges the backend has, kept by its owner
     * @param queued is kept at the number of those who wait for any server
     * @param fullconn the load at which servers get their whole {@code maxconn}
     */
    public Servers(BackendSpec spec, List<Server> all, int fullconn, AtomicInteger sessions, AtomicInteger queued) {
        this(
                spec.name(),
                all,
                Balancers.plan(spec.balance()),
                spec.proxy().on(Option.ALLBACKUPS),
                spec.redispatchInterval() != 0 && !spec.proxy().on(Option.PERSIST),
                fullconn,
                sessions,
                queued);
    }

    private Servers(
            String name,
            List<Server> all,
            Balancers.Plan plan,
            boolean allBackups,
            boolean redispatch,
            int fullconn,
            AtomicInteger sessions,
            AtomicInteger queued) {
        this.name = name;
        this.all = List.copyOf(all);
        this.plan = plan;
        this.allBackups = allBackups;
        this.redispatch = redispatch;
        this.fullconn = fullconn;
        this.sessions = sessions;
        this.queue = new WaitQueue(queued);
        for (Server server : all) {
            server.group(this);
        }
        this.set = new ServerSet(this.all, allBackups, plan, null);
    }

    public String name() {
        return name;
    }

    /** Every configured server, in the order of the file. */
    public List<Server> all() {
        return all;
    }

    /** The candidates of this moment. */
    public ServerSet set() {
        return set;
    }

    /** How many exchanges the backend has. */
    AtomicInteger sessions() {
        return sessions;
    }

    int fullconn() {
        return fullconn;
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

    /** The server with that cookie value, or null; the first one where several have it. */
    public @Nullable Server byCookie(byte[] buf, int off, int len) {
        for (Server server : all) {
            byte[] cookie = server.cookie();
            if (cookie != null && dev.lintel.http.Bytes.equal(buf, off, len, cookie)) {
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
        ServerSet now = set;
        if (now.isEmpty() || plan.algorithm().fair() && queue.size() > 0) {
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
            drain(server);
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
        if (wanted != null) {
            wanted.counters().queuedNow(where.size());
            drain(wanted);
            return;
        }
        ServerSet now = set;
        if (now.isEmpty()) {
            ticket.displace();
        }
        for (int i = 0; i < now.size() && queue.size() > 0; i++) {
            drain(now.server(i));
        }
    }

    /** Hands free slots of a server to those who wait, oldest first: those who want it, and those who take any. */
    void drain(Server server) {
        boolean any = set.contains(server);
        while (true) {
            Ticket first = next(server, any);
            if (first == null || !server.take()) {
                return;
            }
            if (!first.grant(server)) {
                server.current.decrementAndGet();
            }
        }
    }

    private @Nullable Ticket next(Server server, boolean any) {
        Ticket own = server.queued.get() == 0 ? null : server.queue.first();
        Ticket other = any && queue.size() > 0 ? queue.first() : null;
        if (own == null || other == null) {
            return own == null ? other : own;
        }
        return own.compareTo(other) < 0 ? own : other;
    }

    /** Builds the candidates anew after a change, and tells those who wait. Called on the loop of the health machines. */
    void rebuild() {
        ServerSet now = new ServerSet(all, allBackups, plan, set);
        set = now;
        for (Server server : all) {
            if (!server.reachable() && (redispatch || server.maintenance())) {
                server.queue.displaceAll();
            }
        }
        if (now.isEmpty()) {
            queue.displaceAll();
        }
        for (int i = 0; i < now.size(); i++) {
            drain(now.server(i));
        }
    }
}
