package dev.lintel.http;

import java.nio.charset.StandardCharsets;

/** Operations on spans of bytes ({@code array, offset, length}), the form in which all text of a message is handled. */
public final class Bytes {
    public static final byte[] EMPTY = new byte[0];

    private static final byte[] LOWER = new byte[256];
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (int i = 0; i < 256; i++) {
            LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
            TOKEN[i] = i >= '0' && i <= '9'
                    || i >= 'a' && i <= 'z'
                    || i >= 'A' && i <= 'Z'
                    || i > 32 && i < 127 && "!#$%&'*+-.^_`|~".indexOf(i) >= 0;
        }
    }

    private Bytes() {}

    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] buf, int off, int len) {
        return new String(buf, off, len, StandardCharsets.ISO_8859_1);
    }

    public static byte[] copy(byte[] buf, int off, int len) {
        byte[] out = new byte[len];
        System.arraycopy(buf, off, out, 0, len);
        return out;
    }

    public static byte lower(byte b) {
        return LOWER[b & 0xff];
    }

    /** Whether the byte may stand in a token, RFC 9110 section 5.6.2. */
    public static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    public static boolean equal(byte[] a, int aOff, int aLen, byte[] b) {
        return aLen == b.length && java.util.Arrays.equals(a, aOff, aOff + aLen, b, 0, aLen);
    }

    /** Compares without regard to ASCII case; {@code lowered} must already be in lower case. */
    public static boolean equalIgnoreCase(byte[] a, int aOff, int aLen, byte[] lowered) {
        if (aLen != lowered.length) {
            return false;
        }
        for (int i = 0; i < aLen; i++) {
            if (LOWER[a[aOff + i] & 0xff] != lowered[i]) {
                return false;
            }
        }
        return true;
    }

    public static int indexOf(byte[] buf, int off, int len, byte what) {
        for (int i = off, end = off + len; i < end; i++) {
            if (buf[i] == what) {
                return i;
            }
        }
        return -1;
    }

    /** The number that the digits spell, or -1 when empty, when something else stands there, or above 18 digits. */
    public static long parseDigits(byte[] buf, int off, int len) {
        if (len == 0 || len > 18) {
            return -1;
        }
        long value = 0;
        for (int i = off, end = off + len; i < end; i++) {
            int digit = buf[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
