package dev.lintel.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a server has counted; lives on over reloads while the server's name stays. Shared by all loops. */
public final class ServerCounters {
    public final LongAdder sessions = new LongAdder();
    /** Requests that balancing, not persistence, brought here ({@code lbtot}). */
    public final LongAdder balanced = new LongAdder();

    public final LongAdder bytesIn = new LongAdder();
    public final LongAdder bytesOut = new LongAdder();
    public final LongAdder failedConnections = new LongAdder();
    public final LongAdder responseErrors = new LongAdder();
    public final LongAdder responsesDenied = new LongAdder();
    public final LongAdder retries = new LongAdder();
    public final LongAdder redispatches = new LongAdder();
    public final LongAdder clientAborts = new LongAdder();
    public final LongAdder serverAborts = new LongAdder();
    public final LongAdder reusedConnections = new LongAdder();
    public final LongAdder newConnections = new LongAdder();

    // Written by the loop of the health machine only.
    public volatile long failedChecks;
    public volatile long downTransitions;
    public volatile long downMillis;
    public volatile long lastChangeMillis;

    private final AtomicInteger maxQueued = new AtomicInteger();

    /** The longest queue so far. */
    public int maxQueued() {
        return maxQueued.get();
    }

    void queuedNow(int size) {
        if (size > maxQueued.get()) {
            maxQueued.accumulateAndGet(size, Math::max);
        }
    }
}
