package dev.lintel.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The keys of the session tickets of one policy (RFC 5077, RFC 8446 section 4.6.1): a new one every eight hours, and two old ones that
 * still open what they closed, so that no ticket is good for longer than a day. They outlive reloads. Any thread.
 */
final class Tickets {
    private static final long ROTATE_NANOS = TimeUnit.HOURS.toNanos(8);
    private static final int KEPT = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean fixed;
    private final LongSupplier clock;
    private volatile OpenSslSessionTicketKey[] keys;
    private volatile long rotateAt;

    /** Keys of our own. */
    Tickets() {
        this(System::nanoTime);
    }

    /** @param clock in nanoseconds */
    Tickets(LongSupplier clock) {
        this.fixed = false;
        this.clock = clock;
        this.keys = new OpenSslSessionTicketKey[] {fresh()};
        this.rotateAt = clock.getAsLong() + ROTATE_NANOS;
    }

    /** Keys from a file ({@code tls-ticket-keys}), the one that closes first; they are somebody else's to rotate. */
    Tickets(OpenSslSessionTicketKey[] given) {
        this.fixed = true;
        this.clock = System::nanoTime;
        this.keys = given;
    }

    /** The one that closes, then the old ones: another array after each change. Called for each connection, it only looks at the clock. */
    OpenSslSessionTicketKey[] keys() {
        if (!fixed && clock.getAsLong() - rotateAt >= 0) {
            turn();
        }
        return keys;
    }

    private synchronized void turn() {
        long late = clock.getAsLong() - rotateAt;
        if (late < 0) {
            return;
        }
        // Where nobody came for a while, several have had their time.
        long periods = late / ROTATE_NANOS + 1;
        int old = (int) Math.max(0, Math.min(keys.length, KEPT - periods));
        OpenSslSessionTicketKey[] next = new OpenSslSessionTicketKey[old + 1];
        next[0] = fresh();
        System.arraycopy(keys, 0, next, 1, old);
        keys = next;
        rotateAt += periods * ROTATE_NANOS;
    }

    private static OpenSslSessionTicketKey fresh() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
