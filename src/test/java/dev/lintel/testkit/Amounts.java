package dev.lintel.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The durations, sizes and generated bodies that a step may name. */
final class Amounts {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)([kKmM]?)");

    private Amounts() {}

    static Duration duration(Line line, String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) throw line.error("expects a duration like 500ms or 5s, not '" + text + "'");
        long number = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    static int size(Line line, String text) {
        Matcher m = SIZE.matcher(text);
        if (!m.matches()) throw line.error("expects a size like 100, 64k or 1M, not '" + text + "'");
        int unit = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 1024;
            case "m" -> 1024 * 1024;
            default -> 1;
        };
        return Math.multiplyExact(Integer.parseInt(m.group(1)), unit);
    }

    /** The bytes of {@code "text"}, {@code random:1M} or {@code fill:64k}; the last two only where nothing is quoted. */
    static byte[] bytes(Line line, String text, boolean bare) {
        if (bare && text.startsWith("random:")) {
            String size = text.substring("random:".length());
            byte[] bytes = new byte[size(line, size)];
            // The same size gives the same bytes, so that both ends of a scenario can name a body by it.
            new SplittableRandom(bytes.length).nextBytes(bytes);
            return bytes;
        }
        if (bare && text.startsWith("fill:")) return Latin1.bytes("a".repeat(size(line, text.substring(5))));
        return Latin1.bytes(text);
    }
}
