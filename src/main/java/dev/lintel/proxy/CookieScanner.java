package dev.lintel.proxy;

/**
 * Walks over the pairs of a Cookie or Set-Cookie value as tolerantly as browsers and servers read them: blanks around the equal sign,
 * quoted values, a comma as delimiter. Positions are indexes into the array. Used and dropped by one call on one loop.
 */
final class CookieScanner {
    final byte[] buf;
    final int begin;
    final int end;
    private final boolean request;
    private boolean first = true;

    /** Where the pair begins: at the delimiter before it, or at the beginning of the value. */
    int start;

    int nameStart;
    int nameEnd;
    /** At the equal sign, or where the pair ends without one. */
    int equal;

    int valueStart;
    int valueEnd;
    /** At the delimiter behind the pair, or at the end. */
    int next;

    CookieScanner(byte[] buf, int off, int len, boolean request) {
        this.buf = buf;
        this.begin = off;
        this.end = off + len;
        this.next = off;
        this.request = request;
    }

    /** Goes to the next pair; false at the end. */
    boolean advance() {
        if (next >= end) {
            return false;
        }
        start = next;
        nameStart = skipBlanks(first ? start : start + 1);
        first = false;
        findEqual();
        valueStart = equal;
        valueEnd = equal;
        next = equal;
        if (hasEqual()) {
            valueStart = skipBlanks(equal + 1);
            next = valueEndOf(valueStart);
            valueEnd = next;
            while (valueEnd > valueStart && isBlank(buf[valueEnd - 1])) {
                valueEnd--;
            }
        }
        return true;
    }

    boolean hasEqual() {
        return equal < end && buf[equal] == '=';
    }

    /** An attribute of the pair before it, in the way of RFC 2109. */
    boolean isAttribute() {
        return nameStart < end && buf[nameStart] == '$';
    }

    /** Whether blanks stand around the equal sign. */
    boolean isLoose() {
        return hasEqual() && (nameEnd != equal || valueStart > equal + 1);
    }

    boolean named(byte[] name) {
        return dev.lintel.http.Bytes.equal(buf, nameStart, nameEnd - nameStart, name);
    }

    private void findEqual() {
        equal = nameStart;
        nameEnd = nameStart;
        while (equal < end && buf[equal] != '=' && buf[equal] != ';' && !(request && buf[equal] == ',')) {
            boolean blank = isBlank(buf[equal++]);
            if (!blank) {
                nameEnd = equal;
            }
        }
    }

    private int valueEndOf(int from) {
        boolean quoted = false;
        for (int i = from; i < end; i++) {
            byte b = buf[i];
            if (quoted) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else if (b == ';' || b == ',') {
                return i;
            }
        }
        return end;
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < end && isBlank(buf[i])) {
            i++;
        }
        return i;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
