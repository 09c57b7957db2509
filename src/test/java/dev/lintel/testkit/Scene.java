package dev.lintel.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What all actors of one run share: one monitor, which guards everything that arrives, and the transcript. Nobody sleeps:
 * whoever waits is woken by {@link #changed}.
 */
final class Scene {
    private final long start = System.nanoTime();
    private final List<String> transcript = new ArrayList<>();

    synchronized void note(String actor, String what) {
        long tenths = (System.nanoTime() - start) / 100_000;
        transcript.add(String.format("%5d.%d ms  %-8s %s", tenths / 10, tenths % 10, actor, what));
    }

    synchronized void changed() {
        notifyAll();
    }

    /** Waits until the probe gives something; null when the time is over. The probe runs under the monitor. */
    synchronized <T> T await(Duration atMost, Supplier<T> probe) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            T found = probe.get();
            if (found != null) return found;
            long left = deadline - System.nanoTime();
            if (left <= 0) return null;
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized boolean holds(Duration atMost, Supplier<Boolean> condition) throws InterruptedException {
        return await(atMost, () -> condition.get() ? Boolean.TRUE : null) != null;
    }

    synchronized String transcript() {
        return String.join("\n", transcript);
    }
}
