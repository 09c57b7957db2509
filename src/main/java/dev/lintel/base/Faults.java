package dev.lintel.base;

import java.util.concurrent.atomic.AtomicLong;

/** Where bugs end up: an unexpected throwable is written to standard error once a second at most, and counted. Any thread. */
public final class Faults {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final AtomicLong LAST = new AtomicLong(Long.MIN_VALUE);

    private Faults() {}

    /** @param where what was being done, in words */
    public static void report(String where, Throwable fault) {
        COUNT.incrementAndGet();
        // Not where only buffers ran out: what wanted one ends, and gives back what it had.
        if (fault.getClass() == OutOfMemoryError.class) {
            Runtime.getRuntime().halt(3);
        }
        long now = System.nanoTime();
        long last = LAST.get();
        if ((last == Long.MIN_VALUE || now - last > 1_000_000_000L) && LAST.compareAndSet(last, now)) {
            System.err.println("lintel: a defect in " + where + "; please report it with what follows");
            fault.printStackTrace();
        }
    }

    public static long count() {
        return COUNT.get();
    }
}
