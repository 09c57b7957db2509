package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.TlsVersion;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The versions of TLS that a line asks for: {@code ssl-min-ver} and {@code ssl-max-ver}, and the older words that take one version
 * away or force it (HAProxy manual, section 5.1). Owned by the thread that reads.
 */
final class TlsVersions {
    /** What is offered in the end. */
    record Range(TlsVersion min, TlsVersion max) {
        static final Range DEFAULT = new Range(TlsVersion.TLS12, TlsVersion.TLS13);
    }

    TlsVersion min;
    TlsVersion max;
    private final EnumSet<TlsVersion> without = EnumSet.noneOf(TlsVersion.class);
    /** The words {@code no-sslv3} and {@code no-tlsv1x} as they were read. */
    private final Set<String> oldWords = new LinkedHashSet<>();

    void force(TlsVersion version) {
        min = version;
        max = version;
    }

    /** One version less; null: one that nobody speaks. */
    void without(String word, TlsVersion version) {
        oldWords.add(word);
        if (version != null) {
            without.add(version);
        }
    }

    boolean isEmpty() {
        return min == null && max == null && oldWords.isEmpty();
    }

    void fillFrom(TlsVersions other) {
        if (min == null) {
            min = other.min;
        }
        if (max == null) {
            max = other.max;
        }
        without.addAll(other.without);
        oldWords.addAll(other.oldWords);
    }

    /** Tells what today's words for the old ones are. */
    void tell(String where, Pos pos, Problems problems) {
        if (oldWords.isEmpty()) {
            return;
        }
        String words = "'" + String.join(" ", oldWords) + "'";
        if (min != null || max != null) {
            problems.warning(
                    pos,
                    where + " has " + words + " beside 'ssl-min-ver' or 'ssl-max-ver', which alone decide; remove "
                            + (oldWords.size() == 1 ? "it" : "them"));
            return;
        }
        Range range = range();
        if (range != null) {
            problems.hint(
                    pos,
                    where + " has " + words + ", which 'ssl-min-ver " + range.min.word() + " ssl-max-ver "
                            + range.max.word() + "' says in today's words");
        }
    }

    /** The range, or null when nothing is left of it. What the old words take away counts where no limit is set, as in HAProxy. */
    Range range() {
        TlsVersion low = min;
        if (low == null && (max == null || max.compareTo(TlsVersion.TLS12) >= 0)) {
            low = TlsVersion.TLS12;
        }
        Range range = null;
        for (TlsVersion version : TlsVersion.values()) {
            boolean below = low != null && version.compareTo(low) < 0;
            boolean above = max != null && version.compareTo(max) > 0;
            boolean gone = min == null && max == null && without.contains(version);
            if (!below && !above && !gone) {
                range = new Range(range == null ? version : range.min, version);
            }
        }
        return range;
    }
}
