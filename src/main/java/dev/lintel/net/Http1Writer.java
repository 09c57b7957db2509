package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Reasons;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Writes HTTP/1.1 heads (RFC 9112). The framing fields are written from {@link MessageHead#framing} alone, whatever the list of fields
 * says; a value that could break the framing is refused as a last check before the wire.
 */
final class Http1Writer {
    private static final byte[] HTTP11 = Bytes.of("HTTP/1.1 ");
    private static final byte[] HTTP11_END = Bytes.of(" HTTP/1.1\r\n");
    private static final byte[] CHUNKED = Bytes.of("transfer-encoding: chunked\r\n");
    private static final byte[] CONTENT_LENGTH = Bytes.of("content-length: ");
    private static final byte[] CONNECTION_CLOSE = Bytes.of("connection: close\r\n");
    private static final byte[] CONNECTION_KEEP_ALIVE = Bytes.of("connection: keep-alive\r\n");
    private static final byte[] CONNECTION_UPGRADE = Bytes.of("connection: upgrade\r\n");
    private static final byte[] SEPARATOR = Bytes.of(": ");
    private static final byte[] CRLF = Bytes.of("\r\n");

    /** The most that a head adds to its own fields: framing, connection, status line. */
    private static final int OVERHEAD = 128;

    private Http1Writer() {}

    /** An upper bound of what the head takes on the wire. */
    static int size(MessageHead head) {
        Headers headers = head.headers;
        int size = OVERHEAD;
        for (int i = 0, n = headers.size(); i < n; i++) {
            size += headers.name(i).bytes().length + headers.len(i) + 4;
        }
        if (head instanceof RequestHead request) {
            return size + request.method.bytes().length + request.targetLen();
        }
        byte[] reason = ((ResponseHead) head).reason;
        return size + (reason == null ? 0 : reason.length);
    }

    /** @param close whether to announce the end of the connection */
    static boolean request(ByteBuf out, RequestHead head, boolean close) {
        out.writeBytes(head.method.bytes()).writeByte(' ');
        out.writeBytes(head.targetBuf(), head.targetOff(), head.targetLen());
        out.writeBytes(HTTP11_END);
        if (!fields(out, head) || !targetIsClean(head)) {
            return false;
        }
        connection(out, head, close, false);
        out.writeBytes(CRLF);
        return true;
    }

    private static boolean targetIsClean(RequestHead head) {
        byte[] buf = head.targetBuf();
        for (int i = head.targetOff(), end = i + head.targetLen(); i < end; i++) {
            if (buf[i] <= ' ' || buf[i] == 0x7f) {
                return false;
            }
        }
        return head.targetLen() > 0;
    }

    /** @param keepAlive whether an HTTP/1.0 client must be told that the connection stays */
    static boolean response(ByteBuf out, ResponseHead head, boolean close, boolean keepAlive) {
        out.writeBytes(HTTP11);
        int status = head.status;
        out.writeByte('0' + status / 100).writeByte('0' + status / 10 % 10).writeByte('0' + status % 10);
        out.writeByte(' ');
        out.writeBytes(head.reason != null ? head.reason : Reasons.of(status));
        out.writeBytes(CRLF);
        if (!fields(out, head)) {
            return false;
        }
        connection(out, head, close, keepAlive);
        out.writeBytes(CRLF);
        return true;
    }

    private static void connection(ByteBuf out, MessageHead head, boolean close, boolean keepAlive) {
        if (head.upgrade != null) {
            out.writeBytes(CONNECTION_UPGRADE);
        } else if (close) {
            out.writeBytes(CONNECTION_CLOSE);
        } else if (keepAlive) {
            out.writeBytes(CONNECTION_KEEP_ALIVE);
        }
    }

    private static boolean fields(ByteBuf out, MessageHead head) {
        Headers headers = head.headers;
        boolean framed = false;
        for (int i = 0, n = headers.size(); i < n; i++) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.CONTENT_LENGTH || name == HeaderName.TRANSFER_ENCODING) {
                if (!framed) {
                    framed = framing(out, head);
                }
                continue;
            }
            byte[] buf = headers.buf(i);
            int off = headers.off(i);
            int len = headers.len(i);
            if (!isClean(buf, off, len)) {
                return false;
            }
            out.writeBytes(name.bytes())
                    .writeBytes(SEPARATOR)
                    .writeBytes(buf, off, len)
                    .writeBytes(CRLF);
        }
        if (!framed) {
            framing(out, head);
        }
        return true;
    }

    private static boolean isClean(byte[] buf, int off, int len) {
        for (int i = off, end = off + len; i < end; i++) {
            byte b = buf[i];
            if (b < ' ' && b >= 0 && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Writes the field that tells how the body ends; returns whether there is one. */
    private static boolean framing(ByteBuf out, MessageHead head) {
        if (head.framing == Framing.CHUNKED) {
            out.writeBytes(CHUNKED);
            return true;
        }
        if (head.length < 0 || head.framing == Framing.TUNNEL || head.framing == Framing.CLOSE) {
            return false;
        }
        out.writeBytes(CONTENT_LENGTH);
        decimal(out, head.length);
        out.writeBytes(CRLF);
        return true;
    }

    static void decimal(ByteBuf out, long value) {
        long scale = 1;
        while (value / scale >= 10) {
            scale *= 10;
        }
        for (; scale > 0; scale /= 10) {
            out.writeByte((int) ('0' + value / scale % 10));
        }
    }

    /** The line before a chunk. */
    static void chunkSize(ByteBuf out, int size) {
        int shift = 28;
        while (shift > 0 && size >>> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            int digit = size >>> shift & 15;
            out.writeByte(digit < 10 ? '0' + digit : 'a' - 10 + digit);
        }
        out.writeBytes(CRLF);
    }

    static void crlf(ByteBuf out) {
        out.writeBytes(CRLF);
    }

    /** The last chunk with its trailers. */
    static boolean lastChunk(ByteBuf out, Headers trailers) {
        out.writeByte('0').writeBytes(CRLF);
        for (int i = 0, n = trailers == null ? 0 : trailers.size(); i < n; i++) {
            if (!isClean(trailers.buf(i), trailers.off(i), trailers.len(i))) {
                return false;
            }
            out.writeBytes(trailers.name(i).bytes()).writeBytes(SEPARATOR);
            out.writeBytes(trailers.buf(i), trailers.off(i), trailers.len(i)).writeBytes(CRLF);
        }
        out.writeBytes(CRLF);
        return true;
    }
}
