package dev.lintel.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The keys of the session tickets of one policy (RFC 5077, RFC 8446 section 4.6.1): a new one every eight hours, and two old ones that
 * still open what they closed, so that no ticket is good for longer than a day. They outlive reloads. Any thread.
 */
final class Tickets {
    private static final long ROTATE_NANOS = TimeUnit.HOURS.toNanos(8);
    private static final int KEPT = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private OpenSslSessionTicketKey[] keys = {fresh()};
    private final boolean fixed;
    private volatile long rotateAt = System.nanoTime() + ROTATE_NANOS;

    /** Keys of our own. */
    Tickets() {
        fixed = false;
    }

    /** Keys from a file ({@code tls-ticket-keys}), the one that closes first; they are somebody else's to rotate. */
    Tickets(OpenSslSessionTicketKey[] given) {
        fixed = true;
        keys = given;
    }

    synchronized void install(OpenSslServerSessionContext into) {
        into.setTicketKeys(keys);
    }

    /** Called for each connection; nearly always it only looks at the clock. */
    void rotate(OpenSslServerSessionContext into) {
        if (!fixed && System.nanoTime() - rotateAt > 0) {
            turn(into);
        }
    }

    private synchronized void turn(OpenSslServerSessionContext into) {
        if (System.nanoTime() - rotateAt <= 0) {
            return;
        }
        OpenSslSessionTicketKey[] next = Arrays.copyOf(keys, Math.min(keys.length + 1, KEPT));
        System.arraycopy(keys, 0, next, 1, next.length - 1);
        next[0] = fresh();
        keys = next;
        rotateAt = System.nanoTime() + ROTATE_NANOS;
        into.setTicketKeys(keys);
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
