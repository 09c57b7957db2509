package dev.lintel.exchange;

import dev.lintel.http.Bytes;

/**
 * The reusable register through which a value passes from fetch to converters to its use. Texts and addresses are spans of bytes that
 * nobody may write to; numbers stand in {@link #num}. One per loop; valid until the next fetch.
 */
public final class Sample {
    public SampleType type = SampleType.BOOL;
    /** The value of BOOL (0 or 1) and INT. */
    public long num;
    /** The value of STR, BIN, METH, IPV4 (4 bytes) and IPV6 (16 bytes). */
    public byte[] buf = Bytes.EMPTY;

    public int off;
    public int len;

    /**
     * Set by a test that looks at every value of its fetch: the fetch then begins with the first one. Otherwise it gives the one that the
     * manual names, mostly the last.
     */
    public boolean iterate;
    /** Set by a fetch that has further values ({@code hdr} with several fields); it continues from {@link #cursor} when called again. */
    public boolean more;
    /** Set by a fetch that may say something else, or something at all, once more of the connection's bytes have come. */
    public boolean mayChange;
    /** The fetch's own note of where to go on; 0 at the first call. */
    public long cursor;

    public boolean bool(boolean value) {
        type = SampleType.BOOL;
        num = value ? 1 : 0;
        return true;
    }

    public boolean number(long value) {
        type = SampleType.INT;
        num = value;
        return true;
    }

    public boolean str(byte[] value, int offset, int length) {
        type = SampleType.STR;
        buf = value;
        off = offset;
        len = length;
        return true;
    }

    public boolean str(byte[] value) {
        return str(value, 0, value.length);
    }

    /** Allocates. */
    public boolean str(String value) {
        return str(Bytes.of(value));
    }

    public boolean bin(byte[] value, int offset, int length) {
        str(value, offset, length);
        type = SampleType.BIN;
        return true;
    }

    public boolean bin(byte[] value) {
        return bin(value, 0, value.length);
    }

    /** Four bytes make an IPV4, sixteen an IPV6; anything else is no value. */
    public boolean address(byte[] ip) {
        if (ip == null) {
            return false;
        }
        str(ip, 0, ip.length);
        type = ip.length == 4 ? SampleType.IPV4 : SampleType.IPV6;
        return ip.length == 4 || ip.length == 16;
    }

    /** A fetch starts from here. */
    public void reset() {
        iterate = false;
        more = false;
        mayChange = false;
        cursor = 0;
    }

    public void copyFrom(Sample other) {
        type = other.type;
        num = other.num;
        buf = other.buf;
        off = other.off;
        len = other.len;
    }

    /** The bytes as text, ISO 8859-1; allocates. */
    public String text() {
        return Bytes.text(buf, off, len);
    }

    public byte[] copyBytes() {
        return Bytes.copy(buf, off, len);
    }
}
