package dev.lintel.exchange;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events per second of a total that somebody else counts ({@code fe_sess_rate} and the like): counting costs nothing, only asking does.
 * Exact where it is asked at least once a second; after a longer silence, the mean of that silence. Shared by all loops.
 */
public final class Rate {
    /** @param total when the window began; {@code previous}: events in the whole second before it */
    private record Window(long startMillis, long total, long previous) {}

    private final LongAdder counter;
    private final AtomicReference<Window> window;

    public Rate(LongAdder counter, long nowMillis) {
        this.counter = counter;
        this.window = new AtomicReference<>(new Window(nowMillis, counter.sum(), 0));
    }

    /** Of the last second: what the running window has, and of the one before it the share that is not over yet. */
    public long perSecond(long nowMillis) {
        Window w = window.get();
        long total = counter.sum();
        long elapsed = nowMillis - w.startMillis;
        if (elapsed >= 1000) {
            Window next = new Window(nowMillis, total, (total - w.total) * 1000 / elapsed);
            window.compareAndSet(w, next);
            w = window.get();
            elapsed = Math.clamp(nowMillis - w.startMillis, 0, 999);
        }
        return Math.max(total - w.total, 0) + w.previous * (1000 - elapsed) / 1000;
    }
}
