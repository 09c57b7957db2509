package dev.lintel.balance;

import dev.lintel.model.BackendSpec.HashType;

/**
 * The hash functions of {@code hash-type} (manual section 4.2): well-known ones, whose results must be those of HAProxy for clients to
 * meet the same server behind either.
 */
public final class Hash {
    private final Function function;
    private final boolean avalanche;

    /** A function over bytes with a 32-bit result. */
    private interface Function {
        int of(byte[] buf, int off, int len);
    }

    public Hash(HashType type) {
        function = switch (type.function()) {
            case "djb2" -> Hash::djb2;
            case "wt6" -> Hash::wt6;
            case "crc32" -> Hash::crc32;
            case "none" -> Hash::number;
            default -> Hash::sdbm;
        };
        avalanche = type.avalanche();
    }

    /** The key of some text, for {@link Balancer#pick}. */
    public long key(byte[] buf, int off, int len) {
        int hash = function.of(buf, off, len);
        return (avalanche ? mix(hash) : hash) & 0xffffffffL;
    }

    /** The key of an address, 4 or 16 bytes: its words folded together, whatever the function. */
    public long address(byte[] ip) {
        int hash = 0;
        for (int i = 0; i + 4 <= ip.length; i += 4) {
            hash ^= ip[i] << 24 | (ip[i + 1] & 0xff) << 16 | (ip[i + 2] & 0xff) << 8 | ip[i + 3] & 0xff;
        }
        return (avalanche ? mix(hash) : hash) & 0xffffffffL;
    }

    public static int sdbm(byte[] buf, int off, int len) {
        int hash = 0;
        for (int i = off, end = off + len; i < end; i++) {
            hash = (buf[i] & 0xff) + (hash << 6) + (hash << 16) - hash;
        }
        return hash;
    }

    public static int djb2(byte[] buf, int off, int len) {
        int hash = 5381;
        for (int i = off, end = off + len; i < end; i++) {
            hash = hash * 33 + (buf[i] & 0xff);
        }
        return hash;
    }

    /** Two words that rotate by amounts taken from each other. */
    public static int wt6(byte[] buf, int off, int len) {
        int a = 0xa53c965a;
        int b = 0x5ca6953a;
        int rotateB = 6;
        int rotateA = 18;
        for (int i = off, end = off + len; i < end; i++) {
            int octet = buf[i] & 0xff;
            a = ~(a ^ octet);
            b = ~(b + octet);
            int rotated = Integer.rotateLeft(b, rotateB);
            b = Integer.rotateLeft(a, rotateA);
            a = rotated;
            int mixed = (a >>> 16 ^ b) & 0xffff;
            rotateB = mixed & 0x1f;
            rotateA = mixed >>> 11;
        }
        return a ^ b;
    }

    public static int crc32(byte[] buf, int off, int len) {
        int hash = -1;
        for (int i = off, end = off + len; i < end; i++) {
            hash ^= buf[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                hash = hash >>> 1 ^ -(hash & 1) & 0xedb88320;
            }
        }
        return ~hash;
    }

    /** {@code none}: the text is the number. */
    private static int number(byte[] buf, int off, int len) {
        boolean negative = len > 0 && buf[off] == '-';
        long value = 0;
        for (int i = negative ? off + 1 : off, end = off + len; i < end; i++) {
            int digit = buf[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
        }
        return (int) (negative ? -value : value);
    }

    /** Bob Jenkins' full avalanche of an integer, multiplied by a prime near three quarters of the range. */
    public static int mix(int a) {
        a = a + 0x7ed55d16 + (a << 12);
        a = a ^ 0xc761c23c ^ a >>> 19;
        a = a + 0x165667b1 + (a << 5);
        a = a + 0xd3a2646c ^ a << 9;
        a = a + 0xfd7046c5 + (a << 3);
        a = a ^ 0xb55a4f09 ^ a >>> 16;
        return a * (int) 3221225473L;
    }
}
