package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import java.util.Arrays;

/**
 * Walks over the cookies of a request ({@code Cookie}, pairs split at semicolons and commas outside quotes) or of an answer (one in each
 * {@code Set-Cookie}), as HAProxy reads them: blanks around name and value do not count, pairs without an equal sign and names that begin
 * with a dollar are passed over. Where a walk stands is kept in the sample's cursor; nothing is allocated.
 */
final class Cookies {
    private Cookies() {}

    /**
     * Puts the value of the next cookie of that name (null: of any) into the register, or its name where {@code names}. False at the end;
     * the register then keeps the last one.
     */
    static boolean next(Headers headers, HeaderName field, byte[] name, boolean names, Sample out) {
        while (true) {
            int i = (int) (out.cursor >> 32);
            int at = (int) out.cursor;
            if (at == 0) {
                i = i < headers.size() ? headers.find(field, i) : -1;
            }
            if (i < 0) {
                out.more = false;
                return false;
            }
            byte[] buf = headers.buf(i);
            int end = headers.off(i) + headers.len(i);
            int start = headers.off(i) + at;
            int stop = pairEnd(buf, start, end);
            boolean rest = field == HeaderName.COOKIE && stop < end;
            out.cursor = rest ? (long) i << 32 | stop + 1 - headers.off(i) : (long) (i + 1) << 32;
            out.more = rest || i + 1 < headers.size();
            if (pair(buf, start, stop, name, names, out)) {
                return true;
            }
        }
    }

    private static boolean pair(byte[] buf, int start, int stop, byte[] name, boolean names, Sample out) {
        int from = HeaderValues.skipBlanks(buf, start, stop);
        int equals = from;
        while (equals < stop && buf[equals] != '=') {
            equals++;
        }
        if (equals == stop || buf[from] == '$') {
            return false;
        }
        int to = HeaderValues.dropBlanks(buf, from, equals);
        if (name != null && !Arrays.equals(buf, from, to, name, 0, name.length)) {
            return false;
        }
        if (names) {
            return out.str(buf, from, to - from);
        }
        from = HeaderValues.skipBlanks(buf, equals + 1, stop);
        return out.str(buf, from, HeaderValues.dropBlanks(buf, from, stop) - from);
    }

    private static int pairEnd(byte[] buf, int start, int end) {
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            byte b = buf[i];
            if (quoted && b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (!quoted && (b == ';' || b == ',')) {
                return i;
            }
        }
        return end;
    }
}
