package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import java.util.List;

/**
 * What a frontend keeps of requests and answers for its log (manual sections 8.7 and 8.8): {@code capture request header}, {@code
 * capture response header}, {@code capture cookie}, and the slots that rules fill. Immutable, shared by all loops.
 */
public final class Captures {
    public static final Captures NONE = new Captures(List.of(), List.of(), List.of(), List.of(), null, 0);

    private final int[] requestLengths;
    private final int[] responseLengths;
    private final Header[] requestHeaders;
    private final Header[] responseHeaders;
    private final byte[] cookie;
    private final int cookieLength;

    /** A field that is copied to a slot, shortened to {@code length} bytes. */
    public record Header(HeaderName name, int slot, int length) {}

    /** @param cookie what the cookie's name begins with, or null */
    public Captures(
            List<Integer> requestLengths,
            List<Integer> responseLengths,
            List<Header> requestHeaders,
            List<Header> responseHeaders,
            String cookie,
            int cookieLength) {
        this.requestLengths = ints(requestLengths);
        this.responseLengths = ints(responseLengths);
        this.requestHeaders = requestHeaders.toArray(Header[]::new);
        this.responseHeaders = responseHeaders.toArray(Header[]::new);
        this.cookie = cookie == null ? null : Bytes.of(cookie);
        this.cookieLength = cookieLength;
    }

    private static int[] ints(List<Integer> list) {
        int[] out = new int[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i);
        }
        return out;
    }

    /** How many bytes a slot keeps. */
    public int length(boolean request, int slot) {
        return (request ? requestLengths : responseLengths)[slot];
    }

    /** Makes the slots of a new exchange, and fills those of request fields before any rule has seen the head. */
    public void request(Exchange x) {
        if (requestLengths.length > 0) {
            x.requestCaptures = new byte[requestLengths.length][];
        }
        if (responseLengths.length > 0) {
            x.responseCaptures = new byte[responseLengths.length][];
        }
        capture(x.request.headers, requestHeaders, x.requestCaptures);
    }

    /** Keeps the request's cookie; HAProxy looks only when all request rules have passed. */
    public void requestCookie(Exchange x) {
        if (cookie != null) {
            x.requestCookie = cookie(x.request.headers, HeaderName.COOKIE);
        }
    }

    /** Copies from the answer's head before any rule has seen it. */
    public void response(Exchange x) {
        if (x.responseCaptures != null) {
            capture(x.response.headers, responseHeaders, x.responseCaptures);
        }
    }

    /** Keeps the cookie that the answer sets, when all response rules have passed. */
    public void responseCookie(Exchange x) {
        if (cookie != null) {
            x.responseCookie = cookie(x.response.headers, HeaderName.SET_COOKIE);
        }
    }

    private static void capture(Headers headers, Header[] wanted, byte[][] slots) {
        for (Header header : wanted) {
            for (int i = headers.find(header.name); i >= 0; i = headers.find(header.name, i + 1)) {
                slots[header.slot] =
                        Bytes.copy(headers.buf(i), headers.off(i), Math.min(headers.len(i), header.length));
            }
        }
    }

    /** {@code name=value} of the first cookie whose name begins so. */
    private byte[] cookie(Headers headers, HeaderName field) {
        for (int i = headers.find(field); i >= 0; i = headers.find(field, i + 1)) {
            byte[] buf = headers.buf(i);
            int end = headers.off(i) + headers.len(i);
            for (int at = headers.off(i); at < end; ) {
                while (at < end && (buf[at] == ' ' || buf[at] == '\t' || buf[at] == ';')) {
                    at++;
                }
                int semicolon = Bytes.indexOf(buf, at, end - at, (byte) ';');
                int stop = semicolon < 0 ? end : semicolon;
                if (beginsWithCookie(buf, at, stop)) {
                    return Bytes.copy(buf, at, Math.min(stop - at, cookieLength));
                }
                // Of Set-Cookie only the first part is the cookie; attributes follow.
                at = field == HeaderName.SET_COOKIE ? end : stop;
            }
        }
        return null;
    }

    private boolean beginsWithCookie(byte[] buf, int from, int to) {
        if (to - from < cookie.length || Bytes.indexOf(buf, from, to - from, (byte) '=') < 0) {
            return false;
        }
        return java.util.Arrays.equals(buf, from, from + cookie.length, cookie, 0, cookie.length);
    }
}
