package dev.lintel.proxy;

/**
 * Whether a client sends a body too slowly to keep a connection where there are few left: less than 240 bytes a second over half a
 * minute. Asked when something of it comes, for silence has its own timeout. One per exchange; owned by its loop.
 */
final class BodyRate {
    private static final long BYTES_A_SECOND = 240;
    private static final long WINDOW_MILLIS = 30_000;

    private long since;
    private long bytes;

    BodyRate(long now) {
        since = now;
    }

    /** Counts what came; true where the time that is over brought too little. */
    boolean tooSlow(long now, int more) {
        bytes += more;
        long passed = now - since;
        if (passed < WINDOW_MILLIS) {
            return false;
        }
        boolean slow = bytes * 1000 < BYTES_A_SECOND * passed;
        restart(now);
        return slow;
    }

    /** The client was not asked for more until now. */
    void restart(long now) {
        since = now;
        bytes = 0;
    }
}
