package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.AddressText;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;

/**
 * The casts that the language makes by itself between what a fetch or converter gives and what the next one takes (manual section 7.3):
 * which are possible at all, and the conversion of a value at hand.
 */
public final class Casts {
    private Casts() {}

    /** Whether a value of one type may ever be cast to the other: what the compiler accepts. */
    public static boolean possible(SampleType from, SampleType to) {
        if (from == to || to == SampleType.ANY || from == SampleType.ANY) {
            return true;
        }
        return switch (from) {
            case BOOL -> to == SampleType.INT || to == SampleType.STR || to == SampleType.BIN;
            case INT -> to != SampleType.METH;
            case ADDR, IPV6 -> isAddress(to) || to == SampleType.STR || to == SampleType.BIN;
            case IPV4 -> isAddress(to) || to == SampleType.INT || to == SampleType.STR || to == SampleType.BIN;
            case STR -> true;
            case BIN -> to.isBytes();
            case METH -> to.isBytes();
            case ANY -> true;
        };
    }

    /** Whether a cast leaves the value as it is, type included. */
    public static boolean isFree(SampleType from, SampleType to) {
        return from == to
                || to == SampleType.ANY
                || from == SampleType.BOOL && to == SampleType.INT
                || from == SampleType.INT && to == SampleType.BOOL
                || from == SampleType.STR && to == SampleType.BIN
                || isAddress(from) && to == SampleType.ADDR;
    }

    private static boolean isAddress(SampleType type) {
        return type == SampleType.ADDR || type == SampleType.IPV4 || type == SampleType.IPV6;
    }

    /** Casts the value at hand; false where it has no meaning in that type, as {@code "abc"} has none as an address. */
    public static boolean cast(Sample s, SampleType to) {
        if (s.type == to || to == SampleType.ANY) {
            return true;
        }
        return switch (to) {
            case BOOL, INT -> toNumber(s);
            case STR -> toText(s);
            case BIN -> toBinary(s);
            case METH -> s.type.isBytes() && retype(s, SampleType.METH);
            case ADDR -> isAddress(s.type) || toAddress(s);
            case IPV4 -> toIpv4(s);
            case IPV6 -> toIpv6(s);
            case ANY -> true;
        };
    }

    private static boolean retype(Sample s, SampleType type) {
        s.type = type;
        return true;
    }

    private static boolean toNumber(Sample s) {
        return switch (s.type) {
            case BOOL, INT -> true;
            case STR -> s.len > 0 && s.number(leadingNumber(s.buf, s.off, s.len));
            case IPV4 -> s.number(bigEndian(s.buf, s.off, 4));
            default -> false;
        };
    }

    private static long bigEndian(byte[] buf, int off, int len) {
        long value = 0;
        for (int i = 0; i < len; i++) {
            value = value << 8 | buf[off + i] & 0xff;
        }
        return value;
    }

    /** The number that a text begins with, 0 where it begins with none; stops at the largest that fits. */
    public static long leadingNumber(byte[] buf, int off, int len) {
        int i = off;
        int end = off + len;
        boolean negative = i < end && buf[i] == '-';
        if (negative || i < end && buf[i] == '+') {
            i++;
        }
        long value = 0;
        for (; i < end && buf[i] >= '0' && buf[i] <= '9'; i++) {
            int digit = buf[i] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static boolean toText(Sample s) {
        switch (s.type) {
            case BOOL, INT -> s.str(Long.toString(s.num));
            case IPV4, IPV6 -> {
                ByteWriter out = new ByteWriter(48);
                AddressText.append(s.buf, s.off, s.len, out);
                s.str(out.array(), 0, out.size());
            }
            case BIN -> {
                int nul = Bytes.indexOf(s.buf, s.off, s.len, (byte) 0);
                s.str(s.buf, s.off, nul < 0 ? s.len : nul - s.off);
            }
            case METH -> s.type = SampleType.STR;
            default -> {
                return s.type == SampleType.STR;
            }
        }
        return true;
    }

    private static boolean toBinary(Sample s) {
        switch (s.type) {
            case BOOL -> number8(s, s.num == 0 ? 0 : 1);
            case INT -> number8(s, s.num);
            case IPV4, IPV6 -> s.type = SampleType.BIN;
            default -> {
                return s.type.isBytes();
            }
        }
        return true;
    }

    private static void number8(Sample s, long value) {
        byte[] out = new byte[8];
        for (int i = 0; i < 8; i++) {
            out[i] = (byte) (value >>> 56 - 8 * i);
        }
        s.bin(out);
    }

    private static boolean toAddress(Sample s) {
        if (s.type == SampleType.STR) {
            return s.address(AddressText.parse(s.buf, s.off, s.len));
        }
        return toIpv4(s);
    }

    private static boolean toIpv4(Sample s) {
        return switch (s.type) {
            case IPV4 -> true;
            case INT ->
                s.address(new byte[] {(byte) (s.num >> 24), (byte) (s.num >> 16), (byte) (s.num >> 8), (byte) s.num});
            case STR -> {
                byte[] ip = AddressText.parse(s.buf, s.off, s.len);
                yield ip != null && ip.length == 4 && s.address(ip);
            }
            case IPV6 -> mappedIpv4(s);
            default -> false;
        };
    }

    /** {@code ::ffff:a.b.c.d}, {@code ::a.b.c.d} and {@code 2002:ab:cd::} have an IPv4 form. */
    private static boolean mappedIpv4(Sample s) {
        byte[] b = s.buf;
        int o = s.off;
        if (b[o] == 0x20 && b[o + 1] == 0x02) {
            s.off = o + 2;
        } else if (zeros(b, o, 10) && (zeros(b, o + 10, 2) || b[o + 10] == -1 && b[o + 11] == -1)) {
            s.off = o + 12;
        } else {
            return false;
        }
        s.len = 4;
        return retype(s, SampleType.IPV4);
    }

    private static boolean zeros(byte[] b, int off, int len) {
        for (int i = 0; i < len; i++) {
            if (b[off + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean toIpv6(Sample s) {
        if (s.type == SampleType.IPV6) {
            return true;
        }
        if (s.type == SampleType.STR) {
            byte[] ip = AddressText.parse(s.buf, s.off, s.len);
            return ip != null && ip.length == 16 && s.address(ip);
        }
        if (!toIpv4(s)) {
            return false;
        }
        byte[] ip = new byte[16];
        ip[10] = -1;
        ip[11] = -1;
        System.arraycopy(s.buf, s.off, ip, 12, 4);
        return s.address(ip);
    }
}
