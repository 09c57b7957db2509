package dev.lintel.http;

import dev.lintel.base.Network;

/** IP addresses to text and back, in the forms that HAProxy reads and writes. */
public final class AddressText {
    private AddressText() {}

    /** Writes an address of 4 or 16 bytes as {@code inet_ntop(3)} does. */
    public static void append(byte[] ip, int off, int len, ByteWriter out) {
        if (len == 4) {
            appendV4(ip, off, out);
        } else if (len == 16) {
            appendV6(ip, off, out);
        }
    }

    private static void appendV4(byte[] ip, int off, ByteWriter out) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                out.put('.');
            }
            out.putDecimal(ip[off + i] & 0xff);
        }
    }

    /** RFC 5952, and the last 32 bits dotted for {@code ::a.b.c.d} and {@code ::ffff:a.b.c.d}. */
    private static void appendV6(byte[] ip, int off, ByteWriter out) {
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(ip, off, i + run) == 0) {
                run++;
            }
            if (run > gapLength) {
                gap = i;
                gapLength = run;
            }
        }
        boolean dotted = gap == 0 && (gapLength == 6 || gapLength == 5 && group(ip, off, 5) == 0xffff);
        int groups = dotted ? 6 : 8;
        for (int i = 0; i < groups; i++) {
            if (i == gap) {
                out.put(':').put(':');
                i += gapLength - 1;
            } else {
                if (i > 0 && i != gap + gapLength) {
                    out.put(':');
                }
                appendHex(group(ip, off, i), out);
            }
        }
        if (dotted) {
            if (gapLength == 5) {
                out.put(':');
            }
            appendV4(ip, off + 12, out);
        }
    }

    private static int group(byte[] ip, int off, int i) {
        return (ip[off + 2 * i] & 0xff) << 8 | ip[off + 2 * i + 1] & 0xff;
    }

    private static void appendHex(int group, ByteWriter out) {
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (shift == 0 || group >> shift != 0) {
                out.put((byte) "0123456789abcdef".charAt(group >> shift & 15));
            }
        }
    }

    /**
     * The IPv4 address at the start of a text as a number, or -1. What follows the fourth octet is not looked at, save a dot: {@code
     * 192.0.2.1:80} and {@code 192.0.2.1/24} are addresses.
     */
    public static long parseV4(byte[] buf, int off, int len) {
        long address = 0;
        int value = 0;
        int dots = 0;
        boolean digits = false;
        for (int i = off, end = off + len; i < end; i++) {
            int digit = buf[i] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = true;
                value = value * 10 + digit;
                if (value > 255) {
                    return -1;
                }
            } else if (buf[i] == '.') {
                if (!digits || ++dots > 3) {
                    return -1;
                }
                address = address << 8 | value;
                value = 0;
                digits = false;
            } else {
                break;
            }
        }
        return dots == 3 && digits ? address << 8 | value : -1;
    }

    /** Four bytes of a number. */
    public static byte[] v4(long address) {
        return new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
    }

    /** Four or sixteen bytes of the text, or null where it is no address. */
    public static byte[] parse(byte[] buf, int off, int len) {
        long v4 = parseV4(buf, off, len);
        if (v4 >= 0) {
            return v4(v4);
        }
        return len < 2 || len > 45 ? null : parseV6(buf, off, len);
    }

    /** Sixteen bytes of the text, or null where it is no IPv6 address. */
    public static byte[] parseV6(byte[] buf, int off, int len) {
        if (Bytes.indexOf(buf, off, len, (byte) ':') < 0) {
            return null;
        }
        return Network.address(Bytes.text(buf, off, len));
    }

    /**
     * The IPv4 address that an IPv6 one stands for, as a number, or -1: {@code ::ffff:a.b.c.d}, {@code ::a.b.c.d} and {@code
     * 2002:a.b.c.d::}.
     */
    public static long v4Within(byte[] ip, int off) {
        int at = -1;
        if (group(ip, off, 0) == 0x2002) {
            at = off + 2;
        } else if (zero(ip, off, 10) && (group(ip, off, 5) == 0xffff || group(ip, off, 5) == 0)) {
            at = off + 12;
        }
        return at < 0 ? -1 : number(ip, at);
    }

    /** Four bytes as an unsigned number. */
    public static long number(byte[] ip, int off) {
        return (ip[off] & 0xffL) << 24 | (ip[off + 1] & 0xff) << 16 | (ip[off + 2] & 0xff) << 8 | ip[off + 3] & 0xff;
    }

    private static boolean zero(byte[] ip, int off, int count) {
        for (int i = off; i < off + count; i++) {
            if (ip[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
