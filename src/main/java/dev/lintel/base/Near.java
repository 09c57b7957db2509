package dev.lintel.base;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds, among known names, the one that a mistyped word most likely meant. */
public final class Near {
    private Near() {}

    /** The nearest of the names, or null when none is within two edits (one, for words of up to four letters). */
    public static @Nullable String of(String mistyped, Iterable<String> names) {
        if (mistyped.length() > 64) {
            return null;
        }
        String wanted = mistyped.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = (wanted.length() <= 4 ? 1 : 2) + 1;
        for (String name : names) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT), bestDistance);
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** {@code "; did you mean 'x'?"}, or nothing. */
    public static String hint(String mistyped, Iterable<String> names) {
        String near = of(mistyped, names);
        return near == null ? "" : "; did you mean '" + near + "'?";
    }

    /** Edits between two words, a swap of neighbours being one; gives up with {@code limit} as soon as it cannot be less. */
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] older = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            int rowBest = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int d = Math.min(Math.min(previous[j], current[j - 1]) + 1, previous[j - 1] + swap);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d = Math.min(d, older[j - 2] + 1);
                }
                current[j] = d;
                rowBest = Math.min(rowBest, d);
            }
            if (rowBest >= limit) {
                return limit;
            }
            int[] spare = older;
            older = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
