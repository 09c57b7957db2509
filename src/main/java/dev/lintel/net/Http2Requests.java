package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpLimits;
import io.netty.util.AsciiString;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request of the fields of an HTTP/2 head (RFC 9113 section 8.3.1, RFC 8441): one target, one Host, one length, or none at all.
 * One per loop, for it keeps {@link #error} only.
 */
final class Http2Requests {
    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] HTTPS = Bytes.of("https");
    private static final byte[] BEHIND_SCHEME = Bytes.of("://");
    private static final byte[] WEBSOCKET = Bytes.of("websocket");
    private static final byte[] ASTERISK = Bytes.of("*");

    private @Nullable EndReason error;

    /** Why there is no request. */
    @Nullable
    EndReason error() {
        return error;
    }

    /** The request; null where there is none. {@code last}: whether no body follows. */
    @Nullable
    RequestHead read(Http2Fields fields, HttpLimits limits, boolean last) {
        error = null;
        if (fields.malformed || fields.method == null || fields.status != null) {
            return refuse(EndReason.PROTOCOL_ERROR);
        }
        if (fields.tooMany) {
            return refuse(EndReason.HEADERS_TOO_LARGE);
        }
        AsciiString name = fields.method;
        Method method = Method.of(name.array(), name.arrayOffset(), name.length());
        RequestHead head = new RequestHead(fields.headers);
        head.version = 20;
        if (method == null) {
            return refuse(EndReason.PROTOCOL_ERROR);
        }
        head.method = method;
        boolean good = method == Method.CONNECT ? connect(head, fields, last) : plain(head, fields, last);
        if (!good) {
            return refuse(EndReason.PROTOCOL_ERROR);
        }
        if (head.targetLen() > limits.lineBytes()) {
            return refuse(EndReason.URI_TOO_LONG);
        }
        head.loggedBytes = LoggedBytes.of(head, fields.logged);
        return head;
    }

    private @Nullable RequestHead refuse(EndReason why) {
        error = why;
        return null;
    }

    private static boolean plain(RequestHead head, Http2Fields fields, boolean last) {
        return fields.protocol == null && target(head, fields) && frame(head, fields, last);
    }

    private static boolean connect(RequestHead head, Http2Fields fields, boolean last) {
        if (fields.protocol != null) {
            return !last && extended(head, fields);
        }
        AsciiString authority = fields.authority;
        if (authority == null || fields.scheme != null || fields.path != null || fields.length >= 0) {
            return false;
        }
        head.target(authority.array(), authority.arrayOffset(), authority.length());
        return hosts(head, fields);
    }

    /** RFC 8441: for servers and rules a WebSocket's request as HTTP/1.1 has it; the key is between us and the server. */
    private static boolean extended(RequestHead head, Http2Fields fields) {
        AsciiString protocol = fields.protocol;
        if (!Bytes.equalIgnoreCase(protocol.array(), protocol.arrayOffset(), protocol.length(), WEBSOCKET)
                || fields.length >= 0) {
            return false;
        }
        head.method = Method.GET;
        if (!target(head, fields)) {
            return false;
        }
        head.upgrade = "websocket";
        head.headers.set(HeaderName.UPGRADE, WEBSOCKET);
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        head.headers.set(HeaderName.SEC_WEBSOCKET_KEY, Base64.getEncoder().encode(nonce));
        return true;
    }

    /** The target in its absolute form, as the rest of the program and its logs know it (as HAProxy does). */
    private static boolean target(RequestHead head, Http2Fields fields) {
        AsciiString scheme = fields.scheme;
        AsciiString path = fields.path;
        if (scheme == null || path == null || !isPath(head.method, path)) {
            return false;
        }
        boolean http = Bytes.equalIgnoreCase(scheme.array(), scheme.arrayOffset(), scheme.length(), HTTP);
        if (!http && !Bytes.equalIgnoreCase(scheme.array(), scheme.arrayOffset(), scheme.length(), HTTPS)) {
            return false;
        }
        AsciiString authority = fields.authority;
        if (authority == null) {
            head.target(path.array(), path.arrayOffset(), path.length());
            return Http1Host.check(head, fields.host);
        }
        boolean asterisk = path.byteAt(0) == '*';
        int pathLen = asterisk ? 0 : path.length();
        byte[] target = new byte[scheme.length() + BEHIND_SCHEME.length + authority.length() + pathLen];
        int at = copy(scheme.array(), scheme.arrayOffset(), scheme.length(), target, 0);
        at = copy(BEHIND_SCHEME, 0, BEHIND_SCHEME.length, target, at);
        at = copy(authority.array(), authority.arrayOffset(), authority.length(), target, at);
        copy(path.array(), path.arrayOffset(), pathLen, target, at);
        head.target(target, 0, target.length);
        head.assembled = true;
        return hosts(head, fields);
    }

    private static int copy(byte[] from, int off, int len, byte[] to, int at) {
        System.arraycopy(from, off, to, at, len);
        return at + len;
    }

    private static boolean isPath(Method method, AsciiString path) {
        if (path.isEmpty()) {
            return false;
        }
        byte[] buf = path.array();
        int off = path.arrayOffset();
        int len = path.length();
        if (buf[off] != '/') {
            return method == Method.OPTIONS && Bytes.equal(buf, off, len, ASTERISK);
        }
        for (int i = off; i < off + len; i++) {
            if (!Http1Heads.isTarget(buf[i])) {
                return false;
            }
        }
        return true;
    }

    /** There is an authority; without any other field it has not become the Host field yet. */
    private static boolean hosts(RequestHead head, Http2Fields fields) {
        if (fields.host < 0) {
            fields.hostFirst();
        }
        return Http1Host.check(head, fields.host);
    }

    private static boolean frame(RequestHead head, Http2Fields fields, boolean last) {
        if (fields.length >= 0) {
            Headers headers = head.headers;
            int at = fields.length;
            head.length = Bytes.parseDigits(headers.buf(at), headers.off(at), headers.len(at));
            if (head.length < 0 || last && head.length > 0) {
                return false;
            }
        }
        head.framing = last ? Framing.NONE : head.length >= 0 ? Framing.LENGTH : Framing.CHUNKED;
        return true;
    }
}
