package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * The answer to a health check as it comes in, as bytes or taken apart already: its head, and as much of its body as fits. Owned by the loop of its check. Lenient where
 * it can be, for nothing of it goes on to anybody.
 */
final class CheckAnswer {
    private static final int LONGEST = 16384;

    private final boolean bodyless;
    private final ByteWriter raw = new ByteWriter(512);
    private final ByteWriter body = new ByteWriter(256);
    private ResponseHead head;
    private int bodyStart;
    private boolean ended;
    private boolean broken;

    /** @param bodyless the request was HEAD */
    CheckAnswer(boolean bodyless) {
        this.bodyless = bodyless;
    }

    void feed(ByteBuf data) {
        int len = Math.min(data.readableBytes(), LONGEST - raw.size());
        byte[] bytes = new byte[len];
        data.readBytes(bytes);
        raw.put(bytes);
        if (head == null && !broken) {
            readHead();
        }
        if (head != null && !ended) {
            readBody();
        }
        ended |= raw.size() >= LONGEST;
    }

    /** The head as HTTP/2 gives it; the first one counts. */
    void head(ResponseHead given, boolean last) {
        if (head == null) {
            head = given;
            ended = last || head.isInterim();
        }
    }

    /** A part of the body as HTTP/2 gives it. */
    void body(ByteBuf data, boolean last) {
        int len = Math.min(data.readableBytes(), LONGEST - body.size());
        byte[] bytes = new byte[len];
        data.readBytes(bytes);
        if (!ended) {
            body.put(bytes);
        }
        ended |= last || body.size() >= LONGEST;
    }

    /** No more bytes will come. */
    void eof() {
        ended = true;
    }

    ResponseHead head() {
        return head;
    }

    ByteWriter body() {
        return body;
    }

    /** Nothing that comes can change it any more. */
    boolean ended() {
        return ended;
    }

    /** It is no HTTP. */
    boolean broken() {
        return broken;
    }

    private void readHead() {
        byte[] buf = raw.array();
        int end = headEnd(buf, raw.size());
        if (end < 0) {
            broken = raw.size() >= 5 && !startsWithHttp(buf) || raw.size() >= LONGEST;
            return;
        }
        int line = lineEnd(buf, 0, end);
        long status = line >= 12 && startsWithHttp(buf) ? Bytes.parseDigits(buf, 9, 3) : -1;
        if (status < 100 || line > 12 && buf[12] != ' ') {
            broken = true;
            return;
        }
        ResponseHead read = new ResponseHead((int) status);
        read.version = buf[7] == '0' ? 10 : 11;
        read.reason = line > 13 ? Bytes.copy(buf, 13, line - 13) : Bytes.EMPTY;
        for (int at = next(buf, line); at < end; ) {
            int stop = lineEnd(buf, at, end);
            if (stop > at && !field(read, buf, at, stop)) {
                broken = true;
                return;
            }
            at = next(buf, stop);
        }
        head = read;
        bodyStart = end;
    }

    private static boolean startsWithHttp(byte[] buf) {
        return buf[0] == 'H' && buf[1] == 'T' && buf[2] == 'T' && buf[3] == 'P' && buf[4] == '/';
    }

    /** Behind the empty line, or -1. */
    private static int headEnd(byte[] buf, int size) {
        for (int i = 0; i < size; i++) {
            if (buf[i] != '\n') {
                continue;
            }
            if (i + 1 < size && buf[i + 1] == '\n') {
                return i + 2;
            }
            if (i + 2 < size && buf[i + 1] == '\r' && buf[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    /** Where the line's text ends. */
    private static int lineEnd(byte[] buf, int from, int end) {
        int at = Bytes.indexOf(buf, from, end - from, (byte) '\n');
        at = at < 0 ? end : at;
        return at > from && buf[at - 1] == '\r' ? at - 1 : at;
    }

    private static int next(byte[] buf, int lineEnd) {
        return lineEnd + (buf[lineEnd] == '\r' ? 2 : 1);
    }

    private static boolean field(ResponseHead head, byte[] buf, int from, int end) {
        int colon = Bytes.indexOf(buf, from, end - from, (byte) ':');
        HeaderName name = colon < 0 ? null : HeaderName.of(buf, from, colon - from);
        if (name == null) {
            return false;
        }
        int start = colon + 1;
        while (start < end && CookieScanner.isBlank(buf[start])) {
            start++;
        }
        int stop = end;
        while (stop > start && CookieScanner.isBlank(buf[stop - 1])) {
            stop--;
        }
        head.headers.add(name, Bytes.copy(buf, start, stop - start));
        return true;
    }

    private void readBody() {
        body.clear();
        byte[] buf = raw.array();
        int size = raw.size();
        String coding = head.headers.text(HeaderName.TRANSFER_ENCODING);
        String length = head.headers.text(HeaderName.CONTENT_LENGTH);
        if (bodyless || head.status < 200 || head.status == 204 || head.status == 304) {
            ended = true;
        } else if (coding != null && coding.equalsIgnoreCase("chunked")) {
            readChunks(buf, size);
        } else {
            long announced = length == null ? -1 : Bytes.parseDigits(Bytes.of(length), 0, length.length());
            int there = size - bodyStart;
            body.put(buf, bodyStart, announced >= 0 ? (int) Math.min(announced, there) : there);
            ended = announced >= 0 && there >= announced;
        }
    }

    private void readChunks(byte[] buf, int size) {
        int at = bodyStart;
        while (true) {
            int newline = Bytes.indexOf(buf, at, size - at, (byte) '\n');
            if (newline < 0) {
                return;
            }
            int length = hex(buf, at, newline);
            if (length <= 0) {
                ended = true;
                return;
            }
            int start = newline + 1;
            body.put(buf, start, Math.min(length, size - start));
            at = start + length;
            int behind = at < size ? Bytes.indexOf(buf, at, size - at, (byte) '\n') : -1;
            if (behind < 0) {
                return;
            }
            at = behind + 1;
        }
    }

    /** The length that begins a chunk; -1 where there is none, or one that does not fit. */
    private static int hex(byte[] buf, int from, int end) {
        int value = -1;
        for (int i = from; i < end && value < LONGEST; i++) {
            int digit = Character.digit(buf[i], 16);
            if (digit < 0) {
                break;
            }
            value = Math.max(value, 0) * 16 + digit;
        }
        return value;
    }
}
