package dev.lintel.stream;

import dev.lintel.model.X509Error;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What the examination of a peer's certificate found: of a connection that came about, what was overlooked.
 *
 * @param last what was found last, which {@code ssl_c_verify} answers
 * @param leaf the first that was wrong with the certificate itself
 * @param authority the first that was wrong with one above it, {@code depth} steps up
 * @param root the end of the certificate's chain, trusted or overlooked; null where no certificate came
 */
public record PeerVerdict(
        X509Error last,
        X509Error leaf,
        X509Error authority,
        int depth,
        @Nullable X509Certificate root) {
    /** Nothing was wrong, or nothing was looked at. */
    public static final PeerVerdict NONE =
            new PeerVerdict(X509Error.X509_V_OK, X509Error.X509_V_OK, X509Error.X509_V_OK, 0, null);
}
