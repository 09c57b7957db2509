package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.ResponseHead;

/**
 * Writes HTTP/2 heads (RFC 9113 section 8). Lengths are written from {@link MessageHead#length} alone; a value that could break the
 * framing anywhere behind us is refused as a last check before the wire. Without state.
 */
final class Http2Heads {
    private Http2Heads() {}

    /** @param status 200 where a tunnel has been agreed on with 101 */
    static boolean response(ByteWriter out, ResponseHead head, int status) {
        HpackWriter.status(out, status);
        return fields(out, head);
    }

    /** The fields of a head; none of those that belong to one connection. */
    static boolean fields(ByteWriter out, MessageHead head) {
        Headers headers = head.headers;
        boolean sized = head.length < 0 || head.framing == Framing.TUNNEL;
        for (int i = 0, n = headers.size(); i < n; i++) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.CONTENT_LENGTH) {
                if (!sized) {
                    HpackWriter.number(out, name, head.length);
                    sized = true;
                }
            } else if (name != HeaderName.SEC_WEBSOCKET_ACCEPT && !field(out, headers, i)) {
                return false;
            }
        }
        if (!sized) {
            HpackWriter.number(out, HeaderName.CONTENT_LENGTH, head.length);
        }
        return true;
    }

    static boolean field(ByteWriter out, Headers headers, int i) {
        HeaderName name = headers.name(i);
        byte[] buf = headers.buf(i);
        int off = headers.off(i);
        int len = headers.len(i);
        if (!Http1Writer.isClean(buf, off, len)) {
            return false;
        }
        if (HpackWriter.isOfMessage(name)) {
            HpackWriter.field(out, name, buf, off, len);
        }
        return true;
    }

    static boolean trailers(ByteWriter out, Headers trailers) {
        for (int i = 0, n = trailers.size(); i < n; i++) {
            if (!field(out, trailers, i)) {
                return false;
            }
        }
        return true;
    }
}
