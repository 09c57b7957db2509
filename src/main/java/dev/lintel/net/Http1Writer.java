package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.Reasons;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes HTTP/1.1 heads (RFC 9112). The framing fields are written from {@link MessageHead#framing} alone, whatever the list of fields
 * says; a value that could break the framing is refused as a last check before the wire.
 */
final class Http1Writer {
    private static final byte[] HTTP11 = Bytes.of("HTTP/1.1 ");
    private static final byte[] HTTP11_END = Bytes.of(" HTTP/1.1\r\n");
    private static final byte[] HTTP10_END = Bytes.of(" HTTP/1.0\r\n");
    private static final byte[] CHUNKED = Bytes.of("transfer-encoding: chunked\r\n");
    private static final byte[] CONTENT_LENGTH = Bytes.of("content-length: ");
    private static final byte[] CONNECTION_CLOSE = Bytes.of("connection: close\r\n");
    private static final byte[] CONNECTION_KEEP_ALIVE = Bytes.of("connection: keep-alive\r\n");
    private static final byte[] CONNECTION_UPGRADE = Bytes.of("connection: upgrade\r\n");
    private static final byte[] SEPARATOR = Bytes.of(": ");
    private static final byte[] CRLF = Bytes.of("\r\n");
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Http1Writer() {}

    /** @param close whether to announce the end of the connection */
    static boolean request(ByteWriter out, RequestHead head, boolean close) {
        out.put(head.method.bytes()).put(' ');
        target(out, head);
        out.put(head.version == 10 ? HTTP10_END : HTTP11_END);
        boolean named = head.version == 10 || head.headers.contains(HeaderName.HOST);
        if (!named || !fields(out, head) || !targetIsClean(head)) {
            return false;
        }
        connection(out, head, close, head.version == 10);
        out.put(CRLF);
        return true;
    }

    /** A target that HTTP/2 gave in parts leaves as its path: the rest of it is in Host. */
    private static void target(ByteWriter out, RequestHead head) {
        if (!head.assembled) {
            out.put(head.targetBuf(), head.targetOff(), head.targetLen());
        } else if (head.pathQueryLen() > 0) {
            out.put(head.targetBuf(), head.pathOff(), head.pathQueryLen());
        } else {
            out.put(head.method == Method.OPTIONS ? '*' : '/');
        }
    }

    static boolean targetIsClean(RequestHead head) {
        byte[] buf = head.targetBuf();
        for (int i = head.targetOff(), end = i + head.targetLen(); i < end; i++) {
            if (buf[i] <= ' ' || buf[i] == 0x7f) {
                return false;
            }
        }
        return head.targetLen() > 0;
    }

    /** @param keepAlive whether an HTTP/1.0 client must be told that the connection stays */
    static boolean response(ByteWriter out, ResponseHead head, boolean close, boolean keepAlive) {
        out.put(HTTP11);
        int status = head.status;
        out.putPadded(status, 3).put(' ');
        byte[] reason = head.reason != null ? head.reason : Reasons.of(status);
        out.put(reason).put(CRLF);
        if (!fields(out, head) || !isClean(reason, 0, reason.length)) {
            return false;
        }
        connection(out, head, close, keepAlive);
        out.put(CRLF);
        return true;
    }

    private static void connection(ByteWriter out, MessageHead head, boolean close, boolean keepAlive) {
        if (head.upgrade != null) {
            out.put(CONNECTION_UPGRADE);
        }
        if (head.framing == Framing.TUNNEL || head.upgrade != null && head instanceof RequestHead) {
            return;
        }
        if (close) {
            out.put(CONNECTION_CLOSE);
        } else if (keepAlive) {
            out.put(CONNECTION_KEEP_ALIVE);
        }
    }

    private static boolean fields(ByteWriter out, MessageHead head) {
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
            out.put(name.bytes()).put(SEPARATOR).put(buf, off, len).put(CRLF);
        }
        if (!framed) {
            framing(out, head);
        }
        return true;
    }

    /** No byte that could end a line or a head: eight at a time, and one by one only where a tabulator may be. */
    static boolean isClean(byte[] buf, int off, int len) {
        int at = off;
        int end = off + len;
        for (; at + 8 <= end; at += 8) {
            long eight = (long) LONGS.get(buf, at);
            // Bytes below 0x20 turn their highest bit on; those above 0x7f are left out.
            if ((eight - 0x2020202020202020L & ~eight & 0x8080808080808080L) != 0 && !isCleanBytes(buf, at, at + 8)) {
                return false;
            }
        }
        return isCleanBytes(buf, at, end);
    }

    private static boolean isCleanBytes(byte[] buf, int from, int end) {
        for (int i = from; i < end; i++) {
            byte b = buf[i];
            if (b < ' ' && b >= 0 && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Writes the field that tells how the body ends; returns whether there is one. */
    private static boolean framing(ByteWriter out, MessageHead head) {
        if (head.framing == Framing.CHUNKED || head instanceof ResponseHead answer && answer.wouldBeChunked) {
            out.put(CHUNKED);
            return true;
        }
        if (head.length < 0 || head.framing == Framing.TUNNEL || head.framing == Framing.CLOSE) {
            return false;
        }
        out.put(CONTENT_LENGTH);
        out.putDecimal(head.length);
        out.put(CRLF);
        return true;
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
