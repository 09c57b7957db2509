package dev.lintel.rule;

import dev.lintel.http.ByteWriter;
import java.util.regex.Matcher;

/**
 * What a match is replaced with, as {@code regsub}, {@code replace-header} and {@code map_regm} spell it: {@code \0} is the whole match,
 * {@code \1} to {@code \9} its groups, {@code \xHH} a byte, and a backslash before anything else is taken away.
 */
final class Substitution {
    private Substitution() {}

    /** Appends the template filled in from a match over {@code buf} whose positions count from {@code off}. */
    static void append(byte[] template, Matcher match, byte[] buf, int off, ByteWriter out) {
        append(template, 0, template.length, match, buf, off, out);
    }

    static void append(byte[] template, int start, int length, Matcher match, byte[] buf, int off, ByteWriter out) {
        for (int i = start, end = start + length; i < end; i++) {
            if (template[i] != '\\' || i + 1 == end) {
                out.put(template[i]);
                continue;
            }
            byte escaped = template[++i];
            if (escaped >= '0' && escaped <= '9') {
                appendGroup(escaped - '0', match, buf, off, out);
            } else if (escaped == 'x' && i + 2 < end && hex(template[i + 1]) >= 0 && hex(template[i + 2]) >= 0) {
                out.put((byte) (hex(template[i + 1]) << 4 | hex(template[i + 2])));
                i += 2;
            } else {
                out.put(escaped);
            }
        }
    }

    private static void appendGroup(int group, Matcher match, byte[] buf, int off, ByteWriter out) {
        if (group <= match.groupCount() && match.start(group) >= 0) {
            out.put(buf, off + match.start(group), match.end(group) - match.start(group));
        }
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte digit) {
        return digit < 0 ? -1 : Character.digit(digit, 16);
    }
}
