package dev.lintel.config;

import dev.lintel.model.TlsVersion;
import java.util.EnumSet;

/**
 * The versions of TLS that a line asks for: {@code ssl-min-ver} and {@code ssl-max-ver}, and the older words that take one version
 * away or force it (HAProxy manual, section 5.1). Owned by the thread that reads.
 */
final class TlsVersions {
    /** What is offered in the end. */
    record Range(TlsVersion min, TlsVersion max) {}

    TlsVersion min;
    TlsVersion max;
    /** Taken away by {@code no-tlsv1x}: without effect where {@code min} or {@code max} are set, as in HAProxy. */
    final EnumSet<TlsVersion> without = EnumSet.noneOf(TlsVersion.class);

    void force(TlsVersion version) {
        min = version;
        max = version;
    }

    void fillFrom(TlsVersions other) {
        if (min == null) {
            min = other.min;
        }
        if (max == null) {
            max = other.max;
        }
        without.addAll(other.without);
    }

    /** The range, or null when nothing is left of it. */
    Range range() {
        TlsVersion low = min;
        if (low == null && (max == null || max.compareTo(TlsVersion.TLS12) >= 0)) {
            low = TlsVersion.TLS12;
        }
        Range range = null;
        for (TlsVersion version : TlsVersion.values()) {
            boolean below = low != null && version.compareTo(low) < 0;
            boolean above = max != null && version.compareTo(max) > 0;
            if (!below && !above && !without.contains(version)) {
                range = new Range(range == null ? version : range.min, version);
            }
        }
        return range;
    }
}
