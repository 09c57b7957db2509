package dev.lintel.http;

import java.util.Arrays;

/** A growing array of bytes to which text is appended. Owned by whoever made it. */
public final class ByteWriter {
    private byte[] buf;
    private int size;

    public ByteWriter(int capacity) {
        buf = new byte[capacity];
    }

    private void room(int more) {
        if (size + more > buf.length) {
            buf = Arrays.copyOf(buf, Math.max(buf.length * 2, size + more));
        }
    }

    public ByteWriter put(byte b) {
        room(1);
        buf[size++] = b;
        return this;
    }

    public ByteWriter put(char ascii) {
        return put((byte) ascii);
    }

    public ByteWriter put(byte[] src) {
        return put(src, 0, src.length);
    }

    public ByteWriter put(byte[] src, int off, int len) {
        room(len);
        System.arraycopy(src, off, buf, size, len);
        size += len;
        return this;
    }

    /** ISO 8859-1. */
    @SuppressWarnings("deprecation")
    public ByteWriter put(String text) {
        int len = text.length();
        room(len);
        text.getBytes(0, len, buf, size);
        size += len;
        return this;
    }

    public ByteWriter putDecimal(long value) {
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                return put(Long.toString(value));
            }
            put((byte) '-');
            value = -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return putPadded(value, digits);
    }

    /** Exactly {@code digits} decimal digits, with leading zeros. */
    public ByteWriter putPadded(long value, int digits) {
        room(digits);
        for (int i = size + digits - 1; i >= size; i--) {
            buf[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        size += digits;
        return this;
    }

    public int size() {
        return size;
    }

    /** Shortens the text to its first {@code newSize} bytes. */
    public void truncate(int newSize) {
        size = newSize;
    }

    public void clear() {
        size = 0;
    }

    /** The array itself; valid up to {@link #size} and until the next append. */
    public byte[] array() {
        return buf;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buf, size);
    }

    @Override
    public String toString() {
        return Bytes.text(buf, 0, size);
    }
}
