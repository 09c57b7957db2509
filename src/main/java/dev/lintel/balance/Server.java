package dev.lintel.balance;

import dev.lintel.http.Bytes;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerSpec.Observe;
import dev.lintel.stream.Target;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server as it lives: one {@code server} line, with its state, weight, load and counters. Lives on over reloads while its name stays.
 * Shared by all loops; its state is written by the loop of the health machines only.
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

    private final byte[] nameBytes;
    private final ServerCounters counters = new ServerCounters();
    private final AtomicInteger consecutiveErrors = new AtomicInteger();
    private final Health health;
    private volatile Settings settings;
    private volatile byte @Nullable [] cookie;
    private volatile @Nullable Target target;
    private volatile @Nullable Servers group;
    private volatile State state = State.RUNNING;
    private volatile boolean maintenance;
    private volatile boolean draining;
    private volatile int weight;
    private volatile int effectiveWeight;
    private volatile int warmUpPercent = 100;

    /** Slots taken now, over all loops: exchanges that are with the server. */
    public final AtomicInteger current = new AtomicInteger();

    /** Exchanges that wait for this server and no other. */
    public final AtomicInteger queued = new AtomicInteger();

    final WaitQueue queue = new WaitQueue(queued);

    /** What the configuration says, swapped as one. */
    private record Settings(ServerSpec spec, int id, int maxconn, int minconn, Observe observe, int errorLimit) {
        Settings(ServerSpec spec, int id) {
            this(
                    spec,
                    id,
                    Math.max(spec.maxconn(), spec.minconn()),
                    spec.minconn() == 0 ? spec.maxconn() : spec.minconn(),
                    spec.observe() == null ? Observe.NONE : spec.observe(),
                    Math.max(1, spec.errorLimit()));
        }
    }

    public Server(ServerSpec spec, @Nullable Target target) {
        this(spec, target, spec.id());
    }

    /** @param id its number within the backend, from {@code id} or by order; consistent hashing depends on it */
    public Server(ServerSpec spec, @Nullable Target target, int id) {
        this.nameBytes = Bytes.of(spec.name());
        this.settings = new Settings(spec, id);
        this.target = target;
        this.cookie = spec.cookie() == null ? null : Bytes.of(spec.cookie());
        this.weight = spec.weight();
        this.effectiveWeight = weight * WEIGHT_SCALE;
        this.health = new Health(this);
    }

    /** The configuration has changed. What an operator has set meanwhile stays where the file says what it said before. */
    void reconfigure(ServerSpec spec, @Nullable Target target, int id) {
        ServerSpec before = spec();
        settings = new Settings(spec, id);
        this.target = target;
        cookie = spec.cookie() == null ? null : Bytes.of(spec.cookie());
        if (spec.weight() != before.weight()) {
            weight(spec.weight(), spec.weight() * WEIGHT_SCALE);
        }
        health.configured(before);
        health.orders().resolved(target != null);
    }

    public ServerSpec spec() {
        return settings.spec;
    }

    public String name() {
        return settings.spec.name();
    }

    public byte[] nameBytes() {
        return nameBytes;
    }

    /** The number that {@code srv_id} answers. */
    public int id() {
        return settings.id;
    }

    public ServerCounters counters() {
        return counters;
    }

    public Health health() {
        return health;
    }

    public boolean backup() {
        return settings.spec.backup();
    }

    /** The value of the persistence cookie, configured or dynamic, or null; not to be modified. */
    public byte @Nullable [] cookie() {
        return cookie;
    }

    public void cookie(byte @Nullable [] cookie) {
        this.cookie = cookie;
    }

    /** Where it is reached now; null while its name is not resolved. */
    public @Nullable Target target() {
        return target;
    }

    public void target(@Nullable Target target) {
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
    void warmUpPercent(int percent) {
        this.warmUpPercent = percent;
    }

    /** Traffic saw something of the server; any loop. Costs a field read where the server is not observed. */
    public void observe(Observation what) {
        Settings now = settings;
        if (now.observe == Observe.NONE) {
            return;
        }
        if (what.good(now.observe)) {
            consecutiveErrors.set(0);
        } else if (what.bad(now.observe)) {
            int count = consecutiveErrors.incrementAndGet();
            if (count >= now.errorLimit && health.loop() != null) {
                consecutiveErrors.set(0);
                health.loop().execute(() -> health.errors(count, what));
            }
        }
    }

    /** A check was good: errors are counted anew. */
    void forgetErrors() {
        consecutiveErrors.set(0);
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
        Settings now = settings;
        if (now.maxconn == 0) {
            return Integer.MAX_VALUE;
        }
        int limit = now.maxconn;
        if (now.minconn < now.maxconn) {
            long load = group.sessions().get();
            int full = group.fullconn();
            limit = load >= full ? now.maxconn : (int) Math.max(now.minconn, load * now.maxconn / full);
        }
        int percent = warmUpPercent;
        return percent == 100 ? limit : Math.max(1, limit * percent / 100);
    }

    /** Whether an exchange could be given to it now, ahead of nobody. */
    public boolean hasRoom() {
        return settings.maxconn == 0 || queued.get() == 0 && current.get() < limit();
    }

    /** Takes a slot where one is free, whoever waits. */
    boolean take() {
        if (settings.maxconn == 0) {
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
        return settings.maxconn != 0;
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
        return name();
    }
}
