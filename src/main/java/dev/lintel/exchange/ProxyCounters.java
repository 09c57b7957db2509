package dev.lintel.exchange;

import dev.lintel.http.Bytes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The name of a frontend or backend and what it has counted; lives on over reloads while the name stays. Shared by all loops. */
public final class ProxyCounters {
    private final String name;
    private final byte[] nameBytes;
    private volatile int id;

    /** Open now: connections of a frontend, exchanges of a backend. */
    public final AtomicInteger current = new AtomicInteger();

    /** Waiting in a backend's queue, for any of its servers. */
    public final AtomicInteger queued = new AtomicInteger();

    /** Lines of the access log that this frontend has numbered ({@code %lc}). */
    public final AtomicInteger logged = new AtomicInteger();

    public final LongAdder sessions = new LongAdder();
    public final LongAdder requests = new LongAdder();
    public final LongAdder bytesIn = new LongAdder();
    public final LongAdder bytesOut = new LongAdder();
    public final LongAdder denied = new LongAdder();
    public final LongAdder requestErrors = new LongAdder();
    public final LongAdder responseErrors = new LongAdder();
    public final LongAdder connectErrors = new LongAdder();
    public final LongAdder retries = new LongAdder();
    public final LongAdder redispatches = new LongAdder();
    private final RetryBudget resends = new RetryBudget();

    /** @param id the number that {@code fe_id} and {@code be_id} answer */
    public ProxyCounters(String name, int id) {
        this.name = name;
        this.nameBytes = Bytes.of(name);
        this.id = id;
    }

    /** Whether a backend may be sent a request again that it has had. */
    public boolean mayResend() {
        return resends.take(requests.sum());
    }

    /** A backend gets an exchange. */
    public void begin() {
        current.incrementAndGet();
        sessions.increment();
        requests.increment();
    }

    public String name() {
        return name;
    }

    public byte[] nameBytes() {
        return nameBytes;
    }

    public int id() {
        return id;
    }

    /** Sections before this one came or went in a reload. */
    public void id(int id) {
        this.id = id;
    }
}
