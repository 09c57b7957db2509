package dev.lintel.acme;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a certificate is to be renewed: within the window that its CA wishes for (RFC 9773), else when two thirds of its life are over. The
 * moment within the window is drawn from the certificate's number, so that a restart draws the same.
 */
final class Renewal {
    private Renewal() {}

    /** The wish of a CA. {@code explanation} is a page that tells why, or null. */
    record Window(Instant start, Instant end, @Nullable String explanation) {}

    static Duration lifetime(X509Certificate leaf) {
        return Duration.between(
                leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    }

    static Instant at(X509Certificate leaf, @Nullable Window window) {
        double fraction = fraction(leaf.getSerialNumber());
        Instant notAfter = leaf.getNotAfter().toInstant();
        Duration life = lifetime(leaf);
        if (window != null && !window.end.isBefore(window.start)) {
            Duration width = Duration.between(window.start, window.end);
            Instant wish = window.start.plusMillis((long) (width.toMillis() * fraction));
            // A window after the end would let the certificate expire.
            Instant latest = notAfter.minus(life.dividedBy(10));
            return wish.isBefore(latest) ? wish : latest;
        }
        long millis = (long) (life.toMillis() * (2.0 / 3 - 0.04 * fraction));
        return leaf.getNotBefore().toInstant().plusMillis(millis);
    }

    /** Between 0 and 1, from a number that a CA draws at random. */
    private static double fraction(BigInteger serial) {
        long mixed = serial.longValue() * 0x9E3779B97F4A7C15L;
        return (mixed >>> 11) / (double) (1L << 53);
    }
}
