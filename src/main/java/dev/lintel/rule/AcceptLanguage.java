package dev.lintel.rule;

/** Finds the language that a client likes best in an Accept-Language value (RFC 9110 section 12.5.4), as {@code language} does. */
final class AcceptLanguage {
    private AcceptLanguage() {}

    /** The one of {@code languages} that has the highest quality, the first in the value where several have; null where none is in it. */
    static byte[] best(byte[] buf, int off, int len, byte[][] languages) {
        byte[] best = null;
        int bestQuality = 0;
        int end = off + len;
        for (int at = off; at < end; ) {
            int stop = at;
            while (stop < end && buf[stop] != ',') {
                stop++;
            }
            int start = skipBlanks(buf, at, stop);
            int name = start;
            while (name < stop && buf[name] != ';' && buf[name] != ' ' && buf[name] != '\t') {
                name++;
            }
            int quality = quality(buf, name, stop);
            byte[] language = quality > bestQuality ? named(buf, start, name - start, languages) : null;
            if (language != null) {
                best = language;
                bestQuality = quality;
            }
            at = stop + 1;
        }
        return best;
    }

    private static int skipBlanks(byte[] buf, int from, int end) {
        int i = from;
        while (i < end && (buf[i] == ' ' || buf[i] == '\t')) {
            i++;
        }
        return i;
    }

    /** The first of the languages that is the name or its part before a dash. */
    private static byte[] named(byte[] buf, int off, int len, byte[][] languages) {
        for (byte[] language : languages) {
            int n = language.length;
            if (n > 0
                    && n <= len
                    && (n == len || buf[off + n] == '-')
                    && java.util.Arrays.equals(buf, off, off + n, language, 0, n)) {
                return language;
            }
        }
        return null;
    }

    /** Thousandths; what is not understood counts as 1. */
    private static int quality(byte[] buf, int from, int end) {
        int i = skipBlanks(buf, from, end);
        if (i == end || buf[i] != ';') {
            return 1000;
        }
        i = skipBlanks(buf, i + 1, end);
        if (i + 2 >= end || buf[i] != 'q' || buf[i + 1] != '=' || buf[i + 2] != '0') {
            return 1000;
        }
        int quality = 0;
        int unit = 100;
        for (i += 4; i < end && unit > 0 && buf[i] >= '0' && buf[i] <= '9'; i++) {
            quality += (buf[i] - '0') * unit;
            unit /= 10;
        }
        return quality;
    }
}
