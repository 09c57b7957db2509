package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes requests to servers as HTTP/2 has them, and makes answers of the heads that come back (RFC 9113 section 8.3). Without state. */
final class Http2Answers {
    private static final byte[] PROTOCOL = Bytes.of(":protocol");
    private static final byte[] ASTERISK = Bytes.of("*");
    private static final byte[] SLASH = Bytes.of("/");
    private static final String WEBSOCKET_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Http2Answers() {}

    /** False where the head may not leave. */
    static boolean request(ByteWriter out, RequestHead head, boolean secure) {
        Headers headers = head.headers;
        int host = headers.find(HeaderName.HOST);
        boolean tunnel = head.upgrade != null;
        if (head.method == Method.CONNECT) {
            HpackWriter.pseudo(out, HpackWriter.METHOD, head.method.bytes(), 0, head.method.bytes().length);
            HpackWriter.pseudo(out, HpackWriter.AUTHORITY, head.targetBuf(), head.targetOff(), head.targetLen());
        } else {
            method(out, tunnel ? Method.CONNECT : head.method);
            HpackWriter.indexed(out, secure ? HpackWriter.SCHEME_HTTPS : HpackWriter.SCHEME_HTTP);
            if (host >= 0) {
                byte[] buf = headers.buf(host);
                if (!Http1Writer.isClean(buf, headers.off(host), headers.len(host))) {
                    return false;
                }
                HpackWriter.pseudo(out, HpackWriter.AUTHORITY, buf, headers.off(host), headers.len(host));
            }
            path(out, head);
            if (tunnel) {
                HpackWriter.pseudo(out, PROTOCOL, Bytes.of(head.upgrade));
            }
        }
        return Http1Writer.targetIsClean(head) && fields(out, head, tunnel);
    }

    private static void method(ByteWriter out, Method method) {
        if (method == Method.GET) {
            HpackWriter.indexed(out, HpackWriter.METHOD);
        } else if (method == Method.POST) {
            HpackWriter.indexed(out, HpackWriter.METHOD_POST);
        } else {
            HpackWriter.pseudo(out, HpackWriter.METHOD, method.bytes(), 0, method.bytes().length);
        }
    }

    private static void path(ByteWriter out, RequestHead head) {
        int len = head.pathQueryLen();
        if (len == 0) {
            byte[] none = head.method == Method.OPTIONS ? ASTERISK : SLASH;
            HpackWriter.pseudo(out, HpackWriter.PATH, none, 0, none.length);
        } else {
            HpackWriter.pseudo(out, HpackWriter.PATH, head.targetBuf(), head.pathOff(), len);
        }
    }

    private static boolean fields(ByteWriter out, RequestHead head, boolean tunnel) {
        Headers headers = head.headers;
        boolean sized = head.length < 0 || tunnel;
        for (int i = 0, n = headers.size(); i < n; i++) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.CONTENT_LENGTH) {
                if (!sized) {
                    HpackWriter.number(out, name, head.length);
                    sized = true;
                }
            } else if (name != HeaderName.HOST
                    && !(tunnel && name == HeaderName.SEC_WEBSOCKET_KEY)
                    && !Http2Heads.field(out, headers, i)) {
                return false;
            }
        }
        if (!sized) {
            HpackWriter.number(out, HeaderName.CONTENT_LENGTH, head.length);
        }
        return true;
    }

    /** The answer to that request; null where it is none. {@code last}: whether nothing follows. */
    static @Nullable ResponseHead answer(Http2Fields fields, RequestHead request, boolean last) {
        boolean asked = fields.method != null
                || fields.scheme != null
                || fields.authority != null
                || fields.path != null
                || fields.protocol != null;
        if (fields.malformed || fields.tooMany || asked || fields.status == null || fields.status.length() != 3) {
            return null;
        }
        ResponseHead head = new ResponseHead(fields.headers);
        head.status = (int) Bytes.parseDigits(fields.status.array(), fields.status.arrayOffset(), 3);
        head.version = 20;
        if (head.status < 100 || head.status == 101 || !frame(head, fields, request, last)) {
            return null;
        }
        head.loggedBytes = LoggedBytes.of(head, fields.logged);
        return head;
    }

    private static boolean frame(ResponseHead head, Http2Fields fields, RequestHead request, boolean last) {
        int status = head.status;
        if (status < 200) {
            return !last;
        }
        if (fields.length >= 0) {
            Headers headers = head.headers;
            int at = fields.length;
            head.length = Bytes.parseDigits(headers.buf(at), headers.off(at), headers.len(at));
            if (head.length < 0) {
                return false;
            }
        }
        if (status < 300 && (request.upgrade != null || request.method == Method.CONNECT)) {
            head.framing = Framing.TUNNEL;
            return !last && head.length < 0;
        }
        if (request.method == Method.HEAD || status == 204 || status == 304) {
            head.wouldBeChunked = request.method == Method.HEAD && head.length < 0 && status != 204 && status != 304;
            return true;
        }
        if (last) {
            return head.length <= 0;
        }
        head.framing = head.length >= 0 ? Framing.LENGTH : Framing.CHUNKED;
        return true;
    }

    /** RFC 8441 has no 101 and no key: whoever asked by HTTP/1.1 gets both (RFC 6455 section 4.2.2). */
    static void upgrade(ResponseHead head, RequestHead request) {
        head.status = 101;
        head.upgrade = request.upgrade;
        head.headers.set(HeaderName.UPGRADE, Bytes.of(request.upgrade));
        int at = request.headers.find(HeaderName.SEC_WEBSOCKET_KEY);
        if (at >= 0) {
            head.headers.set(HeaderName.SEC_WEBSOCKET_ACCEPT, accept(request.headers.text(at)));
        }
    }

    private static byte[] accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encode(sha1.digest((key + WEBSOCKET_KEY).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }
}
