package dev.lintel.base;

import org.jspecify.annotations.Nullable;

/**
 * Numbers with units as the configuration writes them: durations and sizes (HAProxy manual, sections 2.5 and 2.6).
 *
 * <p>What does not parse is thrown as {@link Malformed}, whose message is the tail of an error: {@code expects …, not '…'}.
 */
public final class Units {
    /** HAProxy keeps timers in a signed 32-bit count of milliseconds, and so bounds what may be written. */
    public static final long MAX_MILLIS = Integer.MAX_VALUE;

    private Units() {}

    /** A unit of time; a number without a suffix has the one that the keyword states. */
    public enum Time {
        US("us", 1),
        MS("ms", 1_000),
        S("s", 1_000_000),
        M("m", 60_000_000L),
        H("h", 3_600_000_000L),
        D("d", 86_400_000_000L);

        private final String suffix;
        private final long micros;

        Time(String suffix, long micros) {
            this.suffix = suffix;
            this.micros = micros;
        }

        private static @Nullable Time of(String suffix) {
            for (Time unit : values()) {
                if (unit.suffix.equals(suffix)) {
                    return unit;
                }
            }
            return null;
        }
    }

    /** A value that does not say what it should; the message continues a sentence that names the keyword. */
    public static final class Malformed extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public Malformed(String message) {
            super(message);
        }

        /** Stackless: it is an answer to a user, not a bug. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Milliseconds of {@code 30s}, {@code 5m}, {@code 250}; a number alone counts milliseconds. */
    public static long millis(String text) {
        return millis(text, Time.MS);
    }

    /**
     * Milliseconds of a duration whose bare number counts {@code unit}. A part of a millisecond counts as a whole one, as in
     * HAProxy: a timeout that somebody wrote is never turned into none.
     */
    public static long millis(String text, Time unit) {
        long micros = micros(text, unit, MAX_MILLIS * 1000, "2147483647 ms or ~24.8 days");
        return (micros + 999) / 1000;
    }

    /** Microseconds of a duration whose bare number counts {@code unit}. */
    public static long micros(String text, Time unit) {
        return micros(text, unit, Long.MAX_VALUE, "about 292,000 years");
    }

    private static long micros(String text, Time unit, long max, String maxText) {
        int digits = digits(text);
        String suffix = text.substring(digits);
        Time given = suffix.isEmpty() ? unit : Time.of(suffix);
        if (digits == 0 || given == null) {
            throw new Malformed(
                    "expects a duration such as 500ms, 30s or 5m (units us, ms, s, m, h, d; a number alone is in "
                            + unit.suffix + "), not '" + text + "'");
        }
        try {
            long value = Math.multiplyExact(Long.parseLong(text.substring(0, digits)), given.micros);
            if (value <= max) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException tooBig) {
            // falls through: more digits than a long holds is more than any limit
        }
        throw new Malformed("expects a duration of at most " + maxText + ", not '" + text + "'");
    }

    /** Bytes of {@code 16384}, {@code 16k}, {@code 1m}, {@code 2g}. */
    public static long bytes(String text) {
        int digits = digits(text);
        int shift = switch (text.substring(digits)) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> -1;
        };
        if (digits == 0 || shift < 0) {
            throw new Malformed("expects a size such as 16384, 16k or 1m (units k, m, g), not '" + text + "'");
        }
        try {
            long value = Long.parseLong(text.substring(0, digits));
            if (value <= Long.MAX_VALUE >> shift) {
                return value << shift;
            }
        } catch (NumberFormatException tooBig) {
            // falls through: more digits than a long holds
        }
        throw new Malformed("expects a size that fits in 63 bits, not '" + text + "'");
    }

    /** A whole number within bounds, in decimal digits with an optional minus. */
    public static long number(String text, long min, long max) {
        int start = text.startsWith("-") ? 1 : 0;
        if (start + digits(text.substring(start)) == text.length() && text.length() > start) {
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException tooBig) {
                // falls through: out of any bounds
            }
        }
        String bounds =
                max == Long.MAX_VALUE || max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
        throw new Malformed("expects a whole number " + bounds + ", not '" + text + "'");
    }

    private static int digits(String text) {
        int n = 0;
        while (n < text.length() && text.charAt(n) >= '0' && text.charAt(n) <= '9') {
            n++;
        }
        return n;
    }
}
