package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;

/**
 * Walks over the values of fields as {@code req.hdr} and {@code req.fhdr} see them: comma-separated elements without their outer blanks,
 * commas in quotes not counted, or whole lines. Allocates nothing.
 */
final class HeaderValues {
    /** How far from the end an occurrence may be asked for; HAProxy's limit. */
    static final int MAX_FROM_END = 10;

    private HeaderValues() {}

    /** Which values are looked at: a name, or null for those of all fields; {@code lines}: whole values instead of elements. */
    record Which(HeaderName name, boolean lines) {}

    static int count(Headers headers, Which which) {
        int n = 0;
        for (int i = next(headers, which, 0); i >= 0; i = next(headers, which, i + 1)) {
            n += which.lines ? 1 : elements(headers, i);
        }
        return n;
    }

    private static int next(Headers headers, Which which, int from) {
        if (which.name == null) {
            return from < headers.size() ? from : -1;
        }
        return headers.find(which.name, from);
    }

    private static int elements(Headers headers, int i) {
        int n = 1;
        int end = headers.off(i) + headers.len(i);
        for (int at = elementEnd(headers.buf(i), headers.off(i), end); at < end; n++) {
            at = elementEnd(headers.buf(i), at + 1, end);
        }
        return n;
    }

    /** The value at that position, 1 being the first, -1 the last. */
    static boolean pick(Headers headers, Which which, int position, Sample out) {
        int left = position > 0 ? position : count(headers, which) + position + 1;
        if (left <= 0) {
            return false;
        }
        for (int i = next(headers, which, 0); i >= 0; i = next(headers, which, i + 1)) {
            byte[] buf = headers.buf(i);
            int end = headers.off(i) + headers.len(i);
            int start = headers.off(i);
            while (start <= end) {
                int stop = which.lines ? end : elementEnd(buf, start, end);
                if (--left == 0) {
                    return trimmed(buf, start, stop, out);
                }
                start = stop + 1;
            }
        }
        return false;
    }

    /** The value behind the one that the cursor stands on; the cursor is the field's number and where in its value to go on. */
    static boolean step(Headers headers, Which which, Sample out) {
        int i = (int) (out.cursor >> 32);
        int skip = (int) out.cursor;
        if (skip == 0) {
            i = next(headers, which, i);
        }
        if (i < 0 || i >= headers.size()) {
            return false;
        }
        byte[] buf = headers.buf(i);
        int end = headers.off(i) + headers.len(i);
        int start = headers.off(i) + skip;
        int stop = which.lines ? end : elementEnd(buf, start, end);
        if (stop < end) {
            out.cursor = (long) i << 32 | stop + 1 - headers.off(i);
            out.more = true;
        } else {
            out.cursor = (long) (i + 1) << 32;
            out.more = i + 1 < headers.size();
        }
        return trimmed(buf, start, stop, out);
    }

    /** Where the element that begins at {@code start} ends: at a comma outside quotes, or at the end. */
    static int elementEnd(byte[] buf, int start, int end) {
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            byte b = buf[i];
            if (quoted && b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == ',' && !quoted) {
                return i;
            }
        }
        return end;
    }

    private static boolean trimmed(byte[] buf, int start, int stop, Sample out) {
        int from = skipBlanks(buf, start, stop);
        int to = dropBlanks(buf, from, stop);
        return out.str(buf, from, to - from);
    }

    static int skipBlanks(byte[] buf, int start, int end) {
        int i = start;
        while (i < end && (buf[i] == ' ' || buf[i] == '\t')) {
            i++;
        }
        return i;
    }

    static int dropBlanks(byte[] buf, int start, int end) {
        int i = end;
        while (i > start && (buf[i - 1] == ' ' || buf[i - 1] == '\t')) {
            i--;
        }
        return i;
    }

    /**
     * The number that a value begins with, as {@code req.hdr_val} reads it: up to the first byte above '9'. What stands below '0' is
     * counted as a digit of negative worth, which is HAProxy's arithmetic and makes {@code "1.5"} 85.
     */
    static long number(byte[] buf, int off, int len) {
        int i = off;
        int end = off + len;
        boolean negative = i < end && buf[i] == '-';
        if (negative) {
            i++;
        }
        long value = 0;
        for (; i < end && (buf[i] & 0xff) <= '9'; i++) {
            value = value * 10 + (buf[i] & 0xff) - '0';
        }
        return negative ? -value : value;
    }
}
