package dev.lintel.balance;

import dev.lintel.http.Bytes;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerSpec.Observe;
import dev.lintel.stream.Target;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server as it lives: one {@code server} line, with its health, weight, load and counters. Shared by all loops; its state is written
 * by the loop of the health machines only.
 */
public final class Server {
    /** The scale between the weights of the configuration and effective ones, so that a slow start has steps between them. */
    public static final int WEIGHT_SCALE = 16;

    /** What the server is able to do. */
    public enum State {
        /** Down, or in maintenance. */
        STOPPED,
        /** Came back a moment ago and is under slow start. */
        STARTING,
        RUNNING,
        /** Answers its check with 404: takes no new clients. */
        STOPPING
    }

    private final ServerSpec spec;
    private final int id;
    private final byte[] nameBytes;
    private final ServerCounters counters;
    private volatile byte[] cookie;
    private volatile Target target;
    private volatile State state = State.RUNNING;
    private volatile boolean maintenance;
    private volatile boolean draining;
    private volatile int weight;
    private volatile int effectiveWeight;
    private volatile int warmUpPercent = 100;

    /** Slots taken now, over all loops: exchanges that are with the server. */
    public final AtomicInteger current;

    /** Exchanges that wait for this server and no other. */
    public final AtomicInteger queued = new AtomicInteger();

    private final int maxconn;
    private final int minconn;
    private final Observe observed;
    private final AtomicInteger consecutiveErrors = new AtomicInteger();
    private Servers group;

    final WaitQueue queue = new WaitQueue(queued);

    public Server(ServerSpec spec, Target target) {
        this(spec, target, spec.id());
    }

    /** @param id its number within the backend, from {@code id} or by order; consistent hashing depends on it */
    public Server(ServerSpec spec, Target target, int id) {
        this(spec, target, id, new ServerCounters(), new AtomicInteger());
    }

    /** A server that goes on counting where one of an earlier configuration stopped. */
    public Server(ServerSpec spec, Target target, int id, Server previous) {
        this(spec, target, id, previous.counters, previous.current);
    }

    private Server(ServerSpec spec, Target target, int id, ServerCounters counters, AtomicInteger current) {
        this.spec = spec;
        this.id = id;
        this.nameBytes = Bytes.of(spec.name());
        this.target = target;
        this.counters = counters;
        this.current = current;
        this.cookie = spec.cookie() == null ? null : Bytes.of(spec.cookie());
        this.weight = spec.weight();
        this.effectiveWeight = weight * WEIGHT_SCALE;
        this.observed = spec.observe() == null ? Observe.NONE : spec.observe();
        this.maxconn = Math.max(spec.maxconn(), spec.minconn());
        this.minconn = spec.minconn() == 0 ? maxconn : spec.minconn();
    }

    public ServerSpec spec() {
        return spec;
    }

    public String name() {
        return spec.name();
    }

    public byte[] nameBytes() {
        return nameBytes;
    }

    /** The number that {@code srv_id} answers. */
    public int id() {
        return id;
    }

    public ServerCounters counters() {
        return counters;
    }

    public boolean backup() {
        return spec.backup();
    }

    /** The value of the persistence cookie, configured or dynamic, or null; not to be modified. */
    public byte[] cookie() {
        return cookie;
    }

    public void cookie(byte[] cookie) {
        this.cookie = cookie;
    }

    /** Where it is reached now; null while its name is not resolved. */
    public Target target() {
        return target;
    }

    public void target(Target target) {
        this.target = target;
    }

    public State state() {
        return state;
    }

    void state(State state) {
        this.state = state;
    }

    public boolean maintenance() {
        return maintenance;
    }

    void maintenance(boolean maintenance) {
        this.maintenance = maintenance;
    }

    public boolean draining() {
        return draining;
    }

    void draining(boolean draining) {
        this.draining = draining;
    }

    /** The weight as configured or set by an operator, 0 to 256. */
    public int weight() {
        return weight;
    }

    /** The weight that balancing uses, {@link #WEIGHT_SCALE} times as fine; less than {@link #weight} in a slow start. */
    public int effectiveWeight() {
        return effectiveWeight;
    }

    void weight(int weight, int effectiveWeight) {
        this.weight = weight;
        this.effectiveWeight = effectiveWeight;
    }

    /** How much of its connections a server in slow start may have already; 100 outside of one. */
    int warmUpPercent() {
        return warmUpPercent;
    }

    void warmUpPercent(int percent) {
        this.warmUpPercent = percent;
    }

    /** Traffic saw something of the server; any loop. Costs a field read where the server is not observed. */
    public void observe(Observation what) {
        if (observed != Observe.NONE) {
            if (what.good(observed)) {
                consecutiveErrors.set(0);
            } else if (what.bad(observed)) {
                consecutiveErrors.incrementAndGet();
            }
        }
    }

    /** The backend that it belongs to. */
    public Servers group() {
        return group;
    }

    void group(Servers group) {
        this.group = group;
    }

    /**
     * How many exchanges it may have now (manual section 5.2, {@code maxconn} and {@code minconn}): the limit grows with the load of
     * the backend from the one to the other, and with the time in a slow start.
     */
    public int limit() {
        if (maxconn == 0) {
            return Integer.MAX_VALUE;
        }
        int limit = maxconn;
        if (minconn < maxconn) {
            long load = group.sessions().get();
            int full = group.fullconn();
            limit = load >= full ? maxconn : (int) Math.max(minconn, load * maxconn / full);
        }
        int percent = warmUpPercent;
        return percent == 100 ? limit : Math.max(1, limit * percent / 100);
    }

    /** Whether an exchange could be given to it now, ahead of nobody. */
    public boolean hasRoom() {
        return maxconn == 0 || queued.get() == 0 && current.get() < limit();
    }

    /** Takes a slot where one is free, whoever waits. */
    boolean take() {
        if (maxconn == 0) {
            current.incrementAndGet();
            return true;
        }
        for (int now = current.get(); now < limit(); now = current.get()) {
            if (current.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    boolean limited() {
        return maxconn != 0;
    }

    /** May be chosen by balancing. */
    public boolean usable() {
        return (state == State.RUNNING || state == State.STARTING) && !maintenance && !draining && effectiveWeight > 0;
    }

    /** May serve a client that belongs to it: also while draining, stopping or at weight 0. */
    public boolean reachable() {
        return state != State.STOPPED && !maintenance;
    }

    @Override
    public String toString() {
        return spec.name();
    }
}
