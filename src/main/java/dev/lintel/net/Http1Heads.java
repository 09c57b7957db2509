package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;

/**
 * Reads one HTTP/1 head out of an array (RFC 9112 sections 2 to 5), strictly: CRLF only, tokens as names, no outer controls in
 * values, one length, one Host. What two readers could take differently is refused, never repaired. One per loop, for it keeps nothing
 * from one call to the next but {@link #error}, which says why there is no head, and {@link #consumed}.
 *
 * <p>The array has one byte more than the text: a zero, at which every scan stops. A head that is cut off fails like one that is wrong;
 * who does not know whether all of it is there asks {@link HeadEnd} before believing a failure.
 */
final class Http1Heads {
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    /** Nobody asks by it: it is for those who misunderstand HTTP/2's preface (RFC 9113 section 11.6). */
    private static final byte[] PRI = Bytes.of("PRI");

    /** Bytes that may stand in a field value: HTAB, printable ASCII, obs-text. */
    private static final boolean[] VALUE = new boolean[256];
    /** Bytes that may stand in a request target: visible ASCII without the fragment's mark. */
    private static final boolean[] TARGET = new boolean[256];

    static {
        for (int i = 0; i < 256; i++) {
            VALUE[i] = i == '\t' || i >= 0x20 && i != 0x7f;
            TARGET[i] = i > 0x20 && i < 0x7f && i != '#';
        }
    }

    static boolean isTarget(byte b) {
        return TARGET[b & 0xff];
    }

    private final FramingFields framing = new FramingFields();
    private EndReason error;
    private byte[] buf = Bytes.EMPTY;
    private int at;
    private int end;
    /** What the log counts for the fields that were read. */
    private int logged;

    EndReason error() {
        return error;
    }

    /** There is no head for that reason; null: not yet. */
    RequestHead refuse(EndReason reason) {
        error = reason;
        return null;
    }

    /** How many bytes the head took, its empty line included. */
    int consumed() {
        return at;
    }

    /** The request at the beginning of {@code bytes[0, length)}; null on error. */
    RequestHead request(byte[] bytes, int length, HttpLimits limits) {
        start(bytes, length);
        skipEmptyLines();
        int methodStart = at;
        int methodEnd = Bytes.indexOf(buf, at, end - at, (byte) ' ');
        Method method = methodEnd < 0 ? null : Method.of(buf, methodStart, methodEnd - methodStart);
        if (method == null || Bytes.equal(buf, methodStart, methodEnd - methodStart, PRI)) {
            return fail(EndReason.BAD_REQUEST);
        }
        int targetStart = methodEnd + 1;
        int targetEnd = targetStart;
        while (TARGET[buf[targetEnd] & 0xff]) {
            targetEnd++;
        }
        if (targetEnd == targetStart || buf[targetEnd] != ' ') {
            return fail(EndReason.BAD_REQUEST);
        }
        int version = version(targetEnd + 1);
        if (version < 0) {
            return fail(version == -1 ? EndReason.BAD_REQUEST : EndReason.VERSION_NOT_SUPPORTED);
        }
        at = targetEnd + 9;
        if (!lineEnd()) {
            return fail(EndReason.BAD_REQUEST);
        }
        if (at - methodStart > limits.lineBytes()) {
            return fail(EndReason.URI_TOO_LONG);
        }
        RequestHead head = new RequestHead(new Headers(16));
        head.method = method;
        head.version = version;
        head.target(buf, targetStart, targetEnd - targetStart);
        if (!fields(head.headers, limits.fields(), EndReason.HEADERS_TOO_LARGE, EndReason.BAD_REQUEST)) {
            return null;
        }
        head.wireBytes = at;
        head.loggedBytes = LoggedBytes.of(head, logged);
        return Http1Framing.request(head, framing) ? head : fail(EndReason.BAD_REQUEST);
    }

    /**
     * The answer at the beginning of {@code bytes[0, length)} to a request of that method; null on error. The framing is decided here (RFC 9112 section
     * 6.3), for it depends on the method.
     */
    ResponseHead response(byte[] bytes, int length, Method method, HttpLimits limits) {
        start(bytes, length);
        int version = end < 13 ? -1 : version(at);
        if (version < 0 || buf[at + 8] != ' ') {
            return failResponse();
        }
        int status = (int) Bytes.parseDigits(buf, at + 9, 3);
        if (status < 100) {
            return failResponse();
        }
        at += 12;
        ResponseHead head = new ResponseHead(new Headers(16));
        head.status = status;
        head.version = version;
        if (buf[at] == ' ') {
            int reasonStart = ++at;
            while (VALUE[buf[at] & 0xff]) {
                at++;
            }
            head.reason = Bytes.copy(buf, reasonStart, at - reasonStart);
        }
        if (!lineEnd()) {
            return failResponse();
        }
        if (!fields(head.headers, limits.fields(), EndReason.BAD_RESPONSE, EndReason.BAD_RESPONSE)) {
            return null;
        }
        head.wireBytes = at;
        head.loggedBytes = LoggedBytes.of(head, logged);
        return Http1Framing.response(head, method, framing) ? head : failResponse();
    }

    /** The trailers in {@code bytes[0, length)}, to which they end with an empty line; null on error. */
    Headers trailers(byte[] bytes, int length, HttpLimits limits) {
        start(bytes, length);
        Headers trailers = new Headers(4);
        boolean good = fields(trailers, limits.trailerFields(), EndReason.BAD_REQUEST, EndReason.BAD_REQUEST)
                && Http1Framing.trailers(trailers);
        return good ? trailers : null;
    }

    private void start(byte[] bytes, int length) {
        buf = bytes;
        at = 0;
        end = length;
        error = null;
    }

    /** RFC 9112 section 2.2: an empty line before a request line may be ignored. */
    private void skipEmptyLines() {
        while (at < HeadEnd.MAX_EMPTY && at + 1 < end && buf[at] == CR && buf[at + 1] == LF) {
            at += 2;
        }
    }

    /** 10 or 11; -1: no version stands there; -2: another one, a later 1.x included, for nobody knows what it would mean. */
    private int version(int off) {
        if (off + 8 > end
                || buf[off] != 'H'
                || buf[off + 1] != 'T'
                || buf[off + 2] != 'T'
                || buf[off + 3] != 'P'
                || buf[off + 4] != '/'
                || buf[off + 6] != '.') {
            return -1;
        }
        int major = buf[off + 5];
        int minor = buf[off + 7];
        if (major == '1' && (minor == '0' || minor == '1')) {
            return 10 + minor - '0';
        }
        return major >= '0' && major <= '9' && minor >= '0' && minor <= '9' ? -2 : -1;
    }

    private boolean lineEnd() {
        if (at + 1 < end && buf[at] == CR && buf[at + 1] == LF) {
            at += 2;
            return true;
        }
        return false;
    }

    private boolean fields(Headers headers, int max, EndReason tooMany, EndReason bad) {
        byte[] b = buf;
        int size = 0;
        while (!lineEnd()) {
            int nameStart = at;
            int colon = at;
            while (colon < end && b[colon] != ':') {
                colon++;
            }
            HeaderName name = colon == end ? null : HeaderName.of(b, nameStart, colon - nameStart);
            if (name == null) {
                error = bad;
                return false;
            }
            int valueStart = colon + 1;
            while (b[valueStart] == ' ' || b[valueStart] == '\t') {
                valueStart++;
            }
            int valueEnd = valueStart;
            while (VALUE[b[valueEnd] & 0xff]) {
                valueEnd++;
            }
            at = valueEnd;
            if (!lineEnd()) {
                error = bad;
                return false;
            }
            while (valueEnd > valueStart && (b[valueEnd - 1] == ' ' || b[valueEnd - 1] == '\t')) {
                valueEnd--;
            }
            if (headers.size() == max) {
                error = tooMany;
                return false;
            }
            headers.add(name, b, valueStart, valueEnd - valueStart);
            size += LoggedBytes.field(name, b, valueStart, valueEnd - valueStart);
        }
        logged = size;
        // Between calls the array of the last head is not kept alive.
        buf = Bytes.EMPTY;
        return true;
    }

    private RequestHead fail(EndReason reason) {
        error = reason;
        return null;
    }

    private ResponseHead failResponse() {
        error = EndReason.BAD_RESPONSE;
        return null;
    }
}
