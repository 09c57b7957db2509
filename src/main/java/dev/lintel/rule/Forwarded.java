package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.AddressText;
import dev.lintel.http.Bytes;
import java.util.List;

/**
 * The Forwarded field (RFC 7239) as HAProxy reads it: one element, without blanks, each of its four parameters at most once and in lower
 * case.
 */
final class Forwarded {
    static final List<String> FIELDS = List.of("proto", "host", "for", "by");

    private static final byte[][] NAMES = {Bytes.of("proto"), Bytes.of("host"), Bytes.of("for"), Bytes.of("by")};
    private static final byte[] UNKNOWN = Bytes.of("unknown");
    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] HTTPS = Bytes.of("https");

    private Forwarded() {}

    static boolean isValid(byte[] buf, int off, int len) {
        int seen = 0;
        int end = off + len;
        for (int at = off; at < end; ) {
            int name = nameAt(buf, at, end);
            if (name < 0 || (seen & 1 << name) != 0) {
                return false;
            }
            seen |= 1 << name;
            int value = at + NAMES[name].length + 1;
            int stop = valueEnd(buf, value, end);
            if (stop < 0 || !isValue(name, buf, value, stop)) {
                return false;
            }
            if (stop == end) {
                return true;
            }
            if (buf[stop] != ';') {
                return false;
            }
            at = stop + 1;
        }
        return false;
    }

    /** Narrows a valid field to the value of a parameter, without its quotes. */
    static boolean field(Sample s, String field) {
        int end = s.off + s.len;
        for (int at = s.off; at < end; ) {
            int name = nameAt(s.buf, at, end);
            int value = at + NAMES[name].length + 1;
            int stop = valueEnd(s.buf, value, end);
            if (FIELDS.get(name).equals(field)) {
                int quotes = s.buf[value] == '"' ? 1 : 0;
                return s.str(s.buf, value + quotes, stop - value - 2 * quotes);
            }
            at = stop + 1;
        }
        return false;
    }

    /** Which parameter's {@code name=} stands here, or -1. */
    private static int nameAt(byte[] buf, int at, int end) {
        for (int i = 0; i < NAMES.length; i++) {
            int equals = at + NAMES[i].length;
            if (equals < end && buf[equals] == '=' && Bytes.equal(buf, at, NAMES[i].length, NAMES[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Behind a token or a quoted text, or -1. */
    private static int valueEnd(byte[] buf, int from, int end) {
        if (from < end && buf[from] == '"') {
            int quote = Bytes.indexOf(buf, from + 1, end - from - 1, (byte) '"');
            return quote < 0 ? -1 : quote + 1;
        }
        int i = from;
        while (i < end && Bytes.isToken(buf[i])) {
            i++;
        }
        return i == from ? -1 : i;
    }

    private static boolean isValue(int name, byte[] buf, int from, int to) {
        int quotes = buf[from] == '"' ? 1 : 0;
        int start = from + quotes;
        int end = to - quotes;
        return switch (name) {
            case 0 -> Bytes.equal(buf, from, to - from, HTTP) || Bytes.equal(buf, from, to - from, HTTPS);
            case 1 -> isHost(buf, start, end);
            default -> isNode(buf, start, end);
        };
    }

    /** RFC 3986's host with an optional port. */
    private static boolean isHost(byte[] buf, int from, int to) {
        int end = to;
        int colon = -1;
        for (int i = to - 1; i >= from && buf[i] != ']'; i--) {
            if (buf[i] == ':') {
                colon = i;
                break;
            }
        }
        if (colon >= 0) {
            long port = Bytes.parseDigits(buf, colon + 1, to - colon - 1);
            if (port < 0 || port > 65535) {
                return false;
            }
            end = colon;
        }
        if (from < end && buf[from] == '[') {
            return end - from > 2 && buf[end - 1] == ']' && AddressText.parseV6(buf, from + 1, end - from - 2) != null;
        }
        for (int i = from; i < end; i++) {
            if (!isHostByte(buf[i])) {
                return false;
            }
        }
        return end > from;
    }

    private static boolean isHostByte(byte b) {
        return b >= '0' && b <= '9'
                || b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b > 32 && "-._~%!$&'()*+,;=".indexOf(b) >= 0;
    }

    private static boolean isNode(byte[] buf, int from, int to) {
        int end = nodeNameEnd(buf, from, to);
        return end == to || end >= 0 && isNodePort(buf, end + 1, to);
    }

    /** Behind the name at the start of {@code name[:port]}, or -1 where none stands there; what follows is a colon or nothing. */
    static int nodeNameEnd(byte[] buf, int from, int to) {
        if (from >= to) {
            return -1;
        }
        int colon;
        boolean good;
        if (buf[from] == '[') {
            int bracket = Bytes.indexOf(buf, from, to - from, (byte) ']');
            colon = bracket + 1;
            good = bracket >= 0 && AddressText.parseV6(buf, from + 1, bracket - from - 1) != null;
        } else {
            int found = Bytes.indexOf(buf, from, to - from, (byte) ':');
            colon = found < 0 ? to : found;
            good = isBareName(buf, from, colon);
        }
        return good && (colon == to || buf[colon] == ':') ? colon : -1;
    }

    private static boolean isBareName(byte[] buf, int from, int to) {
        if (from < to && buf[from] == '_') {
            return isObfuscated(buf, from + 1, to);
        }
        if (Bytes.equal(buf, from, to - from, UNKNOWN)) {
            return true;
        }
        return isV4(buf, from, to);
    }

    private static boolean isV4(byte[] buf, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buf[i] != '.' && (buf[i] < '0' || buf[i] > '9')) {
                return false;
            }
        }
        return AddressText.parseV4(buf, from, to - from) >= 0;
    }

    /** A number from 1 to 65535, or an obfuscated name behind an underscore. */
    static boolean isNodePort(byte[] buf, int from, int to) {
        if (from < to && buf[from] == '_') {
            return isObfuscated(buf, from + 1, to);
        }
        long port = Bytes.parseDigits(buf, from, to - from);
        return port > 0 && port <= 65535;
    }

    /** RFC 7239 section 6.3, what may follow the underscore. */
    static boolean isObfuscated(byte[] buf, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = buf[i];
            boolean good = b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '.'
                    || b == '_'
                    || b == '-';
            if (!good) {
                return false;
            }
        }
        return to > from;
    }
}
