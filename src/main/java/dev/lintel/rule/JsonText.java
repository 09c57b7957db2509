package dev.lintel.rule;

/**
 * A reader of JSON (RFC 8259) that finds where values end, in one pass, without recursion and without objects. Stricter about structure than
 * about contents: numbers may begin with zeros, and texts may hold any bytes, as in HAProxy.
 */
final class JsonText {
    /** Containers within each other; deeper ones are refused. */
    static final int MAX_DEPTH = 64;

    private final byte[] buf;
    private final int end;

    JsonText(byte[] buf, int off, int len) {
        this.buf = buf;
        this.end = off + len;
    }

    /** The byte there, or 0 behind the end. */
    byte at(int i) {
        return i < end ? buf[i] : 0;
    }

    int skipSpace(int from) {
        int i = from;
        while (i < end && (buf[i] == ' ' || buf[i] == '\t' || buf[i] == '\n' || buf[i] == '\r')) {
            i++;
        }
        return i;
    }

    /** Behind the value that begins here, or -1 where none does. */
    int skipValue(int from) {
        long objects = 0;
        int depth = 0;
        int i = from;
        while (i >= 0) {
            boolean object = at(i) == '{';
            if (object || at(i) == '[') {
                if (++depth > MAX_DEPTH) {
                    return -1;
                }
                objects = objects << 1 | (object ? 1 : 0);
                i = skipSpace(i + 1);
                if (at(i) != (object ? '}' : ']')) {
                    i = object ? skipKey(i) : i;
                    continue;
                }
            } else {
                i = skipScalar(i);
            }
            // Behind a value, or before the bracket that closes an empty container.
            while (i >= 0 && depth > 0) {
                i = skipSpace(i);
                boolean within = (objects & 1) != 0;
                if (at(i) == ',') {
                    i = skipSpace(i + 1);
                    i = within ? skipKey(i) : i;
                    break;
                }
                i = at(i) == (within ? '}' : ']') ? i + 1 : -1;
                objects >>>= 1;
                depth--;
            }
            if (i >= 0 && depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Before the value that belongs to the key standing here, or -1. */
    int skipKey(int from) {
        int i = skipString(from);
        if (i < 0) {
            return -1;
        }
        i = skipSpace(i);
        return at(i) == ':' ? skipSpace(i + 1) : -1;
    }

    /** Behind the text in quotes that begins here, or -1. */
    int skipString(int from) {
        if (at(from) != '"') {
            return -1;
        }
        for (int i = from + 1; i < end; i++) {
            if (buf[i] == '\\') {
                i++;
            } else if (buf[i] == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    private int skipScalar(int from) {
        return switch (at(from)) {
            case '"' -> skipString(from);
            case 't' -> skipWord(from, "true");
            case 'f' -> skipWord(from, "false");
            case 'n' -> skipWord(from, "null");
            default -> skipNumber(from);
        };
    }

    private int skipWord(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(from + i) != word.charAt(i)) {
                return -1;
            }
        }
        return from + word.length();
    }

    private int skipNumber(int from) {
        int i = skipDigits(at(from) == '-' ? from + 1 : from);
        if (i >= 0 && at(i) == '.') {
            i = skipDigits(i + 1);
        }
        if (i >= 0 && (at(i) == 'e' || at(i) == 'E')) {
            i = skipDigits(at(i + 1) == '+' || at(i + 1) == '-' ? i + 2 : i + 1);
        }
        return i;
    }

    private int skipDigits(int from) {
        int i = from;
        while (at(i) >= '0' && at(i) <= '9') {
            i++;
        }
        return i == from ? -1 : i;
    }
}
