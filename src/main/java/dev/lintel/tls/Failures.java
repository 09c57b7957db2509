package dev.lintel.tls;

import dev.lintel.model.X509Error;
import dev.lintel.stream.PeerVerdict;
import dev.lintel.stream.TlsFailure;
import org.jspecify.annotations.Nullable;

/** Reads why a handshake failed from what the library threw. */
public final class Failures {
    private static final String ERROR = "error:";
    private static final int DIGITS = 8;

    private Failures() {}

    /** Never null: of what nothing is known, the number is 0. */
    public static TlsFailure of(@Nullable Throwable cause) {
        Untrusted untrusted = Untrusted.in(cause);
        if (untrusted != null) {
            X509Error error = untrusted.error();
            boolean leaf = untrusted.depth() == 0;
            PeerVerdict verdict = new PeerVerdict(
                    error,
                    leaf ? error : X509Error.X509_V_OK,
                    leaf ? X509Error.X509_V_OK : error,
                    untrusted.depth(),
                    null);
            return new TlsFailure(0, "", verdict);
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage();
            int at = message == null ? -1 : message.indexOf(ERROR);
            if (at >= 0) {
                return new TlsFailure(number(message, at + ERROR.length()), message.substring(at), PeerVerdict.NONE);
            }
        }
        return new TlsFailure(0, "", PeerVerdict.NONE);
    }

    private static long number(String message, int at) {
        long number = 0;
        for (int i = at; i < Math.min(at + DIGITS, message.length()); i++) {
            int digit = Character.digit(message.charAt(i), 16);
            if (digit < 0) {
                break;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
