package dev.lintel.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests a backend may be sent a second time: a fifth of those that it got, and a thousand in reserve, so that a server that
 * restarts costs nobody an answer and one that fails is not asked many times as much as before. Shared by all loops; asked only when a
 * request is about to be sent again, so that one that is answered pays nothing for it.
 */
public final class RetryBudget {
    /** So many requests earn one that is sent again. */
    static final int REQUESTS_EACH = 5;

    /** So many may be sent again at once. */
    static final int RESERVE = 1000;

    /** The number of requests at which all that was spent will have been earned again. */
    private final AtomicLong earnedAt = new AtomicLong();

    /** Takes one from what is left; false where nothing is. {@code requests}: how many there have been, ever. */
    public boolean take(long requests) {
        while (true) {
            long before = earnedAt.get();
            long after = Math.max(before, requests) + REQUESTS_EACH;
            if (after - requests > (long) RESERVE * REQUESTS_EACH) {
                return false;
            }
            if (earnedAt.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
