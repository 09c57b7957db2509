package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.HeaderName;

/**
 * Writes header blocks (RFC 7541) with the static table alone: no state that two ends have to keep alike, nothing that one message
 * could tell of another, and no search. Without state.
 */
final class HpackWriter {
    static final int AUTHORITY = 1;
    static final int METHOD = 2;
    static final int METHOD_POST = 3;
    static final int PATH = 4;
    static final int SCHEME_HTTP = 6;
    static final int SCHEME_HTTPS = 7;

    private static final int STATUS = 8;
    /** Those that the table has with their value, from {@link #STATUS} on. */
    private static final int[] STATUSES = {200, 204, 206, 304, 400, 404, 500};

    /** RFC 7541 appendix A from index 15 on; before stand the pseudo-header fields. */
    private static final String[] NAMES = {
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    private static final int FIRST_NAME = 15;

    /** A hash table of names with their index beside; a power of two of slots. */
    private static final HeaderName[] SLOTS = new HeaderName[256];

    private static final byte[] INDEX = new byte[SLOTS.length];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            HeaderName name = HeaderName.of(NAMES[i]);
            int slot = name.hashCode() & SLOTS.length - 1;
            while (SLOTS[slot] != null) {
                slot = slot + 1 & SLOTS.length - 1;
            }
            SLOTS[slot] = name;
            INDEX[slot] = (byte) (FIRST_NAME + i);
        }
    }

    /** Literal representations: not indexed; never to be indexed by anybody (RFC 7541 section 6.2). */
    private static final int PLAIN = 0x00;

    private static final int SECRET = 0x10;

    private HpackWriter() {}

    /** A field that the table has whole. */
    static void indexed(ByteWriter out, int index) {
        out.put((byte) (0x80 | index));
    }

    static void status(ByteWriter out, int status) {
        for (int i = 0; i < STATUSES.length; i++) {
            if (STATUSES[i] == status) {
                indexed(out, STATUS + i);
                return;
            }
        }
        prefixed(out, PLAIN, 4, STATUS);
        prefixed(out, 0, 7, 3);
        out.putPadded(status, 3);
    }

    /** A pseudo-header field of the table with another value. */
    static void pseudo(ByteWriter out, int index, byte[] buf, int off, int len) {
        prefixed(out, PLAIN, 4, index);
        text(out, buf, off, len);
    }

    /** A pseudo-header field that the table does not have. */
    static void pseudo(ByteWriter out, byte[] name, byte[] value) {
        prefixed(out, PLAIN, 4, 0);
        text(out, name, 0, name.length);
        text(out, value, 0, value.length);
    }

    static void field(ByteWriter out, HeaderName name, byte[] buf, int off, int len) {
        name(out, name);
        text(out, buf, off, len);
    }

    static void number(ByteWriter out, HeaderName name, long value) {
        name(out, name);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        prefixed(out, 0, 7, digits);
        out.putDecimal(value);
    }

    private static void name(ByteWriter out, HeaderName name) {
        int kind = name == HeaderName.AUTHORIZATION || name == HeaderName.PROXY_AUTHORIZATION ? SECRET : PLAIN;
        for (int slot = name.hashCode() & SLOTS.length - 1; SLOTS[slot] != null; slot = slot + 1 & SLOTS.length - 1) {
            if (SLOTS[slot].is(name)) {
                prefixed(out, kind, 4, INDEX[slot]);
                return;
            }
        }
        prefixed(out, kind, 4, 0);
        text(out, name.bytes(), 0, name.bytes().length);
    }

    private static void text(ByteWriter out, byte[] buf, int off, int len) {
        prefixed(out, 0, 7, len);
        out.put(buf, off, len);
    }

    /** An integer behind the first bits of its byte (RFC 7541 section 5.1). */
    private static void prefixed(ByteWriter out, int first, int bits, int value) {
        int most = (1 << bits) - 1;
        if (value < most) {
            out.put((byte) (first | value));
            return;
        }
        out.put((byte) (first | most));
        int rest = value - most;
        while (rest >= 0x80) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** For trailers and heads alike: whether the peer may be told of a field of that name. */
    static boolean isOfMessage(HeaderName name) {
        return name != HeaderName.CONNECTION
                && name != HeaderName.KEEP_ALIVE
                && name != HeaderName.PROXY_CONNECTION
                && name != HeaderName.TRANSFER_ENCODING
                && name != HeaderName.UPGRADE
                && name != HeaderName.HTTP2_SETTINGS;
    }
}
