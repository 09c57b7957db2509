package dev.lintel.rule;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.HeaderName;

/**
 * Fields as one binary text, {@code req.hdrs_bin}: name and value as length and bytes, the length in the variable form of HAProxy's SPOE
 * document, two empty texts at the end. Reads one such text; used by one exchange and dropped.
 */
final class HeaderBlock {
    private final byte[] buf;
    private final int end;
    private int at;
    private boolean broken;

    /** The text that was read last. */
    private int off;

    private int len;

    HeaderBlock(byte[] buf, int off, int len) {
        this.buf = buf;
        this.at = off;
        this.end = off + len;
    }

    static void string(ByteWriter to, byte[] bytes, int off, int len) {
        length(to, len);
        to.put(bytes, off, len);
    }

    private static void length(ByteWriter to, int value) {
        if (value < 240) {
            to.put((byte) value);
            return;
        }
        to.put((byte) (value | 240));
        int rest = value - 240 >> 4;
        while (rest >= 128) {
            to.put((byte) (rest | 128));
            rest = rest - 128 >> 7;
        }
        to.put((byte) rest);
    }

    /** Whether what was read so far was cut short or not of this form. */
    boolean broken() {
        return broken;
    }

    /** Reads the next text; false at the end and where it is broken. */
    boolean next() {
        int length = length();
        if (broken || length > end - at) {
            broken = true;
            return false;
        }
        off = at;
        len = length;
        at += length;
        return true;
    }

    private int length() {
        if (at >= end) {
            broken = true;
            return 0;
        }
        int value = buf[at++] & 0xff;
        for (int shift = 4; value >= 240 && shift < 32; shift += 7) {
            if (at >= end) {
                broken = true;
                return 0;
            }
            int b = buf[at++] & 0xff;
            value += b << shift;
            if (b < 128) {
                return value;
            }
        }
        return value;
    }

    /** The text that was read last as a name, or null where it is none. */
    HeaderName name() {
        return HeaderName.of(buf, off, len);
    }

    byte[] buf() {
        return buf;
    }

    int off() {
        return off;
    }

    int len() {
        return len;
    }
}
