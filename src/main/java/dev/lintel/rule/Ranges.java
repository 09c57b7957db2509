package dev.lintel.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Ranges of numbers ({@code -m int} and {@code -m len}, manual section 7.1.2). A few are looked at one by one; many are cut into pieces that
 * do not overlap, among which the number is searched. Immutable, shared by all loops.
 */
final class Ranges {
    private static final int FEW = 8;

    private final long[] from;
    private final long[] to;
    /** The place in the list of the first range that a piece lies in, -1 for the gaps; null where the ranges are few. */
    private final int[] first;

    private Ranges(long[] from, long[] to) {
        if (from.length <= FEW) {
            this.from = from;
            this.to = to;
            this.first = null;
            return;
        }
        this.from = starts(from, to);
        this.to = to;
        this.first = new int[this.from.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = walk(from, to, this.from[i]);
        }
    }

    static Ranges of(List<String> patterns) {
        long[] from = new long[patterns.size()];
        long[] to = new long[patterns.size()];
        for (int i = 0; i < from.length; i++) {
            String pattern = patterns.get(i);
            int colon = pattern.indexOf(':');
            String low = colon < 0 ? pattern : pattern.substring(0, colon);
            String high = colon < 0 ? pattern : pattern.substring(colon + 1);
            boolean open = colon >= 0 && low.length() + high.length() > 0;
            from[i] = open && low.isEmpty() ? Long.MIN_VALUE : number(low, pattern);
            to[i] = open && high.isEmpty() ? Long.MAX_VALUE : number(high, pattern);
            if (from[i] > to[i]) {
                throw new RuleMistake(
                        "expects a range whose first number is not the larger one, not '" + pattern + "'");
            }
        }
        return new Ranges(from, to);
    }

    private static long number(String text, String pattern) {
        try {
            if (!text.startsWith("+")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException noNumber) {
            // Falls through to the message.
        }
        throw new RuleMistake(
                "expects a number or a range such as 1:5, :5 or 5:, optionally behind an operator (eq, ge, gt, le, lt), not '"
                        + pattern + "'");
    }

    /** Every place at which the answer may change. */
    private static long[] starts(long[] from, long[] to) {
        TreeSet<Long> starts = new TreeSet<>();
        starts.add(Long.MIN_VALUE);
        for (int i = 0; i < from.length; i++) {
            starts.add(from[i]);
            if (to[i] < Long.MAX_VALUE) {
                starts.add(to[i] + 1);
            }
        }
        long[] out = new long[starts.size()];
        int i = 0;
        for (long start : starts) {
            out[i++] = start;
        }
        return out;
    }

    private static int walk(long[] from, long[] to, long number) {
        for (int i = 0; i < from.length; i++) {
            if (number >= from[i] && number <= to[i]) {
                return i;
            }
        }
        return -1;
    }

    /** The place in the list of the first range that holds the number, or -1. */
    int find(long number) {
        if (first == null) {
            return walk(from, to, number);
        }
        int at = Arrays.binarySearch(from, number);
        return first[at >= 0 ? at : -at - 2];
    }

    /** {@code 1.2} as 65538 and {@code 1.2:1.4} as a range of such numbers: versions in two parts, each below 65536. */
    static List<String> versions(List<String> patterns) {
        List<String> out = new ArrayList<>(patterns.size());
        for (String pattern : patterns) {
            int colon = pattern.indexOf(':');
            out.add(
                    colon < 0
                            ? version(pattern, pattern)
                            : version(pattern.substring(0, colon), pattern)
                                    + ':'
                                    + version(pattern.substring(colon + 1), pattern));
        }
        return out;
    }

    private static String version(String text, String pattern) {
        if (text.isEmpty()) {
            return text;
        }
        int dot = text.indexOf('.');
        long major = part(dot < 0 ? text : text.substring(0, dot));
        long minor = dot < 0 ? 0 : part(text.substring(dot + 1));
        if (major < 0 || minor < 0) {
            throw new RuleMistake("expects a version such as 3.1 or a range such as 3:3.1, not '" + pattern + "'");
        }
        return Long.toString(major << 16 | minor);
    }

    private static long part(String text) {
        byte[] digits = dev.lintel.http.Bytes.of(text);
        long value = dev.lintel.http.Bytes.parseDigits(digits, 0, digits.length);
        return value > 0xffff ? -1 : value;
    }
}
