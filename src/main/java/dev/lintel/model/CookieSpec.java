package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * {@code cookie <name> ...} (manual section 4.2).
 *
 * @param maxIdleSeconds and {@code maxLifeSeconds}: 0 no limit
 * @param dynamicKey {@code dynamic-cookie-key}, or null
 */
public record CookieSpec(
        Pos pos,
        String name,
        Kind kind,
        boolean indirect,
        boolean nocache,
        boolean postonly,
        boolean preserve,
        boolean httpOnly,
        boolean secure,
        List<String> domains,
        long maxIdleSeconds,
        long maxLifeSeconds,
        boolean dynamic,
        String dynamicKey,
        List<String> attributes) {
    /** PASSIVE: the server sets it itself; Lintel only reads. */
    public enum Kind {
        PASSIVE,
        REWRITE,
        INSERT,
        PREFIX
    }
}
