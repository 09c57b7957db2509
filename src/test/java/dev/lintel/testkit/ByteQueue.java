package dev.lintel.testkit;

import java.util.Arrays;

/** Bytes that have arrived and that no step has taken yet; guarded by the scene. */
final class ByteQueue {
    private byte[] bytes = new byte[1024];
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    byte at(int index) {
        return bytes[from + index];
    }

    void append(byte[] source, int length) {
        if (to + length > bytes.length) {
            System.arraycopy(bytes, from, bytes, 0, size());
            to -= from;
            from = 0;
            if (to + length > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, to + length));
        }
        System.arraycopy(source, 0, bytes, to, length);
        to += length;
    }

    byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + length);
        from += length;
        return taken;
    }

    void moveTo(ByteQueue other, int length) {
        other.append(Arrays.copyOfRange(bytes, from, from + length), length);
        from += length;
    }

    /** The line before the next CRLF, taken with it, or null while there is none; a bare LF ends a line for no one. */
    String takeLine() {
        for (int i = from; i + 1 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                String line = Latin1.text(bytes, from, i - from);
                from = i + 2;
                return line;
            }
        }
        return null;
    }

    /** Where the empty line after a head ends, or -1 while it is not there. */
    int endOfHead() {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n')
                return i + 4 - from;
        }
        return -1;
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
