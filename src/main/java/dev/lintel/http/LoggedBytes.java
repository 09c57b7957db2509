package dev.lintel.http;

/**
 * How many bytes the log counts for a message ({@code %U}, {@code %B}, {@code Exchange.bytesIn}, {@code Exchange.bytesOut}). Not those of
 * the wire: HAProxy counts what its own form of a message takes, as it comes in, before any rule changes it. Seen in 2.6 and 3.4:
 *
 * <ul>
 *   <li>a head: 20, the three parts of its start line (method, target, version; version, status, reason, without blanks), each field's
 *       name and value (without colon, blanks and line end), and 1. Interim heads count like others. Of Connection the tokens
 *       {@code close} and {@code keep-alive} do not count, nor the field where nothing else is left; a second equal Content-Length does
 *       not either. Everything else counts, forwarded or not;
 *   <li>a body: its bytes, without the framing of chunks; behind a chunked body 1, and the names and values of its trailers;
 *   <li>the proxy's own answer counts in the same way as it finally leaves, Content-Length included ({@link #own}), on top of what the
 *       server had sent (3.4 does not count it any more);
 *   <li>what was no request, or came too late (400, 408, 413, 414, ...), counts 0 in both directions, and so does its answer;
 *   <li>in TCP mode, and once a connection is a tunnel: the bytes themselves.
 * </ul>
 */
public final class LoggedBytes {
    /** The end of a chunked body, with or without trailers. */
    public static final int TRAILER_END = 1;

    private static final int HEAD = 21;
    private static final int VERSION = 8;
    private static final int STATUS = 3;
    private static final byte[] CLOSE = Bytes.of("close");
    private static final byte[] KEEP_ALIVE = Bytes.of("keep-alive");

    private LoggedBytes() {}

    /** A request as it came; {@code fields}: the sum of its fields, those of its connection included. */
    public static int of(RequestHead head, int fields) {
        return HEAD + VERSION + head.method.bytes().length + head.targetLen() + fields;
    }

    /** An answer as it came; {@code fields}: the sum of its fields. */
    public static int of(ResponseHead head, int fields) {
        return HEAD + VERSION + STATUS + (head.reason == null ? 0 : head.reason.length) + fields;
    }

    /** An answer of our own, as it leaves; the body, where there is one to be sent, counts beside it. */
    public static int own(ResponseHead head) {
        int reason = head.reason == null ? Reasons.of(head.status).length : head.reason.length;
        int size = HEAD + VERSION + STATUS + reason + fields(head.headers);
        if (!head.headers.contains(HeaderName.CONTENT_LENGTH)) {
            size += HeaderName.CONTENT_LENGTH.bytes().length + digits(Math.max(head.length, 0));
        }
        return size;
    }

    /** The fields of a head, or of the trailers behind a body. */
    public static int fields(Headers fields) {
        int size = 0;
        for (int i = 0, n = fields.size(); i < n; i++) {
            size += field(fields.name(i), fields.buf(i), fields.off(i), fields.len(i));
        }
        return size;
    }

    /** One field, for whoever reads them one by one. */
    public static int field(HeaderName name, byte[] buf, int off, int len) {
        if (name != HeaderName.CONNECTION) {
            return name.bytes().length + len;
        }
        int rest = connection(buf, off, len);
        return rest == 0 ? 0 : name.bytes().length + rest;
    }

    /** What is left of a Connection field: the other tokens, joined by a comma and a blank. */
    private static int connection(byte[] buf, int off, int len) {
        int size = 0;
        int end = off + len;
        for (int start = off; start < end; ) {
            int comma = Bytes.indexOf(buf, start, end - start, (byte) ',');
            int stop = comma < 0 ? end : comma;
            int first = start;
            int last = stop;
            while (first < last && (buf[first] == ' ' || buf[first] == '\t')) {
                first++;
            }
            while (last > first && (buf[last - 1] == ' ' || buf[last - 1] == '\t')) {
                last--;
            }
            boolean gone = first == last
                    || Bytes.equalIgnoreCase(buf, first, last - first, CLOSE)
                    || Bytes.equalIgnoreCase(buf, first, last - first, KEEP_ALIVE);
            if (!gone) {
                size += (size == 0 ? 0 : 2) + last - first;
            }
            start = stop + 1;
        }
        return size;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
