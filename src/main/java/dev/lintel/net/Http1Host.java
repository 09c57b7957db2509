package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;

/**
 * Checks that a request names one host, and the same in its target and its Host field (RFC 9112 section 3.2, RFC 3986 section 3.2.2):
 * the routing, the log and the server must not read three different names.
 */
final class Http1Host {
    /** Bytes of a registered name: unreserved and sub-delims without what starts another part; no percent-encoding. */
    private static final boolean[] NAME = new boolean[256];

    static {
        for (int i = 0; i < 256; i++) {
            NAME[i] = i >= '0' && i <= '9'
                    || i >= 'a' && i <= 'z'
                    || i >= 'A' && i <= 'Z'
                    || i > 32 && i < 127 && "-._~!$&'()*+;=".indexOf(i) >= 0;
        }
    }

    private Http1Host() {}

    /** @param host the index of the only Host field, or -1 */
    static boolean check(RequestHead head, int host) {
        Headers headers = head.headers;
        if (host < 0 && head.version != 10) {
            return false;
        }
        if (host >= 0 && !isAuthority(headers.buf(host), headers.off(host), headers.len(host), true)) {
            return false;
        }
        if (!head.authorityForm()) {
            byte first = head.targetBuf()[head.targetOff()];
            return first == '/' && head.method != Method.CONNECT || first == '*' && head.method == Method.OPTIONS;
        }
        return authority(head, host);
    }

    private static boolean authority(RequestHead head, int host) {
        byte[] buf = head.targetBuf();
        int start = head.targetOff();
        int end = start + head.targetLen();
        if (head.method == Method.CONNECT) {
            int colon = lastColon(buf, start, end);
            if (colon < 0 || colon == end - 1) {
                return false;
            }
        } else {
            start = schemeEnd(buf, start, end);
            if (start < 0) {
                return false;
            }
            end = head.pathOff();
        }
        if (!isAuthority(buf, start, end - start, false)) {
            return false;
        }
        Headers headers = head.headers;
        if (host < 0) {
            headers.add(HeaderName.HOST, buf, start, end - start);
            return true;
        }
        byte[] name = headers.buf(host);
        int off = headers.off(host);
        if (!sameAuthority(buf, start, end - start, name, off, headers.len(host))) {
            return false;
        }
        headers.value(host, name, off, withoutDefaultPort(name, off, headers.len(host)));
        return true;
    }

    /** Behind {@code http://} or {@code https://}; -1 where no scheme that a proxy serves stands there. */
    private static int schemeEnd(byte[] buf, int start, int end) {
        for (int i = start; i + 2 < end && i < start + 6; i++) {
            if (buf[i] == ':') {
                boolean known = Bytes.equalIgnoreCase(buf, start, i - start, HTTP)
                        || Bytes.equalIgnoreCase(buf, start, i - start, HTTPS);
                return known && buf[i + 1] == '/' && buf[i + 2] == '/' ? i + 3 : -1;
            }
        }
        return -1;
    }

    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] HTTPS = Bytes.of("https");

    /** Whether that is the same authority as the value of a field. */
    static boolean same(byte[] buf, int off, int len, Headers headers, int at) {
        return sameAuthority(buf, off, len, headers.buf(at), headers.off(at), headers.len(at));
    }

    private static int lastColon(byte[] buf, int start, int end) {
        for (int i = end - 1; i >= start && buf[i] != ']'; i--) {
            if (buf[i] == ':') {
                return i;
            }
        }
        return -1;
    }

    /** Name, IPv4 or [IPv6], and an optional port of 0 to 65535. */
    static boolean isAuthority(byte[] buf, int off, int len, boolean emptyAllowed) {
        if (len == 0) {
            return emptyAllowed;
        }
        int end = off + len;
        int at = off;
        if (buf[at] == '[') {
            at++;
            while (at < end && isV6(buf[at])) {
                at++;
            }
            if (at == end || buf[at] != ']' || at == off + 1) {
                return false;
            }
            at++;
        } else {
            while (at < end && NAME[buf[at] & 0xff]) {
                at++;
            }
            if (at == off) {
                return false;
            }
        }
        if (at == end) {
            return true;
        }
        if (buf[at] != ':') {
            return false;
        }
        int digits = end - at - 1;
        return digits == 0 || digits <= 5 && inPortRange(Bytes.parseDigits(buf, at + 1, digits));
    }

    private static boolean isV6(byte b) {
        return b == ':' || b == '.' || b >= '0' && b <= '9' || (b | 0x20) >= 'a' && (b | 0x20) <= 'f';
    }

    private static boolean inPortRange(long port) {
        return port >= 0 && port <= 65535;
    }

    /** Equal without regard to case; the port of a scheme equals none. */
    private static boolean sameAuthority(byte[] a, int aOff, int aLen, byte[] b, int bOff, int bLen) {
        int aName = withoutDefaultPort(a, aOff, aLen);
        int bName = withoutDefaultPort(b, bOff, bLen);
        if (aName != bName) {
            return false;
        }
        for (int i = 0; i < aName; i++) {
            if (Bytes.lower(a[aOff + i]) != Bytes.lower(b[bOff + i])) {
                return false;
            }
        }
        return true;
    }

    private static int withoutDefaultPort(byte[] buf, int off, int len) {
        int colon = lastColon(buf, off, off + len);
        if (colon < 0) {
            return len;
        }
        int digits = off + len - colon - 1;
        long port = digits == 0 ? 80 : Bytes.parseDigits(buf, colon + 1, digits);
        return port == 80 || port == 443 ? colon - off : len;
    }
}
