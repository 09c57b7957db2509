package dev.lintel.proxy;

import dev.lintel.stream.Loop;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is given up, step by step, while the memory for buffers runs out, so that the process and what it carries live on: clients that
 * take nothing can hold all of it. Any thread.
 */
final class BufferPressure {
    /** From here on connections end with the answer in progress (percent). */
    private static final int CLOSES = 80;

    /** From here on each new request is answered with 503. */
    private static final int REFUSES = 90;

    /** From here on new connections are closed at once. */
    private static final int DROPS = 95;

    private static final long SAY_AGAIN_MILLIS = 60_000;
    private static final AtomicLong SAID = new AtomicLong(-SAY_AGAIN_MILLIS);

    private BufferPressure() {}

    static boolean closes(Loop loop) {
        return loop.memoryPercent() >= CLOSES;
    }

    static boolean refuses(Loop loop) {
        return over(loop, REFUSES, "new requests are answered with 503");
    }

    static boolean drops(Loop loop) {
        return over(loop, DROPS, "new connections are closed");
    }

    private static boolean over(Loop loop, int limit, String effect) {
        int percent = loop.memoryPercent();
        if (percent < limit) {
            return false;
        }
        long last = SAID.get();
        if (loop.now() - last >= SAY_AGAIN_MILLIS && SAID.compareAndSet(last, loop.now())) {
            System.err.println("lintel: " + percent + " % of the memory for buffers is in use, " + effect
                    + " until it is less; -XX:MaxDirectMemorySize in LINTEL_JAVA_OPTS gives more");
        }
        return true;
    }
}
