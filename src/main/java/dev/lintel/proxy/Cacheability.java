package dev.lintel.proxy;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;

/** Whether a cache on the way may store an answer (RFC 9111), as {@code cookie nocache} and {@code option checkcache} want to know. */
final class Cacheability {
    /** May be stored. */
    static final int STORABLE = 1;
    /** Its cookies may be stored with it. */
    static final int WITH_COOKIE = 2;

    private static final byte[] PUBLIC = Bytes.of("public");
    private static final byte[] PRIVATE = Bytes.of("private");
    private static final byte[] NO_CACHE = Bytes.of("no-cache");
    private static final byte[] NO_CACHE_COOKIE = Bytes.of("no-cache=\"set-cookie\"");
    private static final byte[] NO_STORE = Bytes.of("no-store");
    private static final byte[] MAX_AGE = Bytes.of("max-age");
    private static final byte[] MAX_AGE_0 = Bytes.of("max-age=0");
    private static final byte[] S_MAXAGE = Bytes.of("s-maxage");
    private static final byte[] S_MAXAGE_0 = Bytes.of("s-maxage=0");

    private int verdict;
    private boolean fresh;
    private boolean zeroAge;

    private Cacheability() {}

    /** STORABLE and WITH_COOKIE, as they apply. */
    static int of(Method method, ResponseHead head) {
        Cacheability judge = new Cacheability();
        boolean safe =
                method == Method.GET || method == Method.HEAD || method == Method.OPTIONS || method == Method.TRACE;
        judge.verdict = safe && byStatus(head.status) ? STORABLE | WITH_COOKIE : 0;
        return judge.byFields(head.headers);
    }

    /** RFC 9110 section 15.1: these are cacheable without being told. */
    private static boolean byStatus(int status) {
        return switch (status) {
            case 200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    private int byFields(Headers headers) {
        int pragma = headers.find(HeaderName.PRAGMA);
        if (pragma >= 0
                && Bytes.equalIgnoreCase(headers.buf(pragma), headers.off(pragma), headers.len(pragma), NO_CACHE)) {
            return 0;
        }
        for (int i = headers.find(HeaderName.CACHE_CONTROL);
                i >= 0;
                i = headers.find(HeaderName.CACHE_CONTROL, i + 1)) {
            directives(headers.buf(i), headers.off(i), headers.off(i) + headers.len(i));
        }
        if (zeroAge) {
            verdict = 0;
        }
        fresh |= headers.contains(HeaderName.EXPIRES)
                || headers.contains(HeaderName.ETAG)
                || headers.contains(HeaderName.LAST_MODIFIED);
        return fresh ? verdict : verdict & ~STORABLE;
    }

    /** Each directive between commas that are not in quotes. */
    private void directives(byte[] buf, int off, int end) {
        int start = off;
        boolean quoted = false;
        for (int i = off; i <= end; i++) {
            if (i < end && buf[i] == '"') {
                quoted = !quoted;
            }
            if (i == end || buf[i] == ',' && !quoted) {
                int from = start;
                int to = i;
                while (from < to && CookieScanner.isBlank(buf[from])) {
                    from++;
                }
                while (to > from && CookieScanner.isBlank(buf[to - 1])) {
                    to--;
                }
                directive(buf, from, to - from);
                start = i + 1;
            }
        }
    }

    private void directive(byte[] buf, int off, int len) {
        if (Bytes.equalIgnoreCase(buf, off, len, PUBLIC)) {
            verdict = STORABLE | WITH_COOKIE;
        } else if (Bytes.equalIgnoreCase(buf, off, len, MAX_AGE_0)) {
            zeroAge = true;
        } else if (Bytes.equalIgnoreCase(buf, off, len, NO_CACHE_COOKIE)) {
            verdict &= ~WITH_COOKIE;
        } else if (forbids(buf, off, len, PRIVATE)
                || forbids(buf, off, len, NO_CACHE)
                || forbids(buf, off, len, NO_STORE)
                || Bytes.equalIgnoreCase(buf, off, len, S_MAXAGE_0)) {
            verdict = 0;
        } else if (begins(buf, off, len, S_MAXAGE)) {
            fresh = true;
            zeroAge = false;
        } else if (begins(buf, off, len, MAX_AGE)) {
            fresh = true;
        }
    }

    /** The directive alone, or with an argument. */
    private static boolean forbids(byte[] buf, int off, int len, byte[] name) {
        return begins(buf, off, len, name) && (len == name.length || buf[off + name.length] == '=');
    }

    private static boolean begins(byte[] buf, int off, int len, byte[] prefix) {
        return len >= prefix.length && Bytes.equalIgnoreCase(buf, off, prefix.length, prefix);
    }
}
