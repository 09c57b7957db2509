package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ADDR;
import static dev.lintel.exchange.SampleType.ANY;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.IPV6;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.base.Network;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.AddressText;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.util.List;

/** Converters of IP addresses and of the nodes of a Forwarded field (manual section 7.3.1, RFC 7239). */
final class AddressConverters {
    private static final byte[] UNKNOWN = Bytes.of("unknown");

    static final List<Converter> ROWS = List.of(
            converter(
                    "ipmask",
                    Args.Spec.of(Args.Kind.STR, "mask4").optional(Args.Kind.STR, "mask6"),
                    ADDR,
                    ADDR,
                    AddressConverters::mask),
            converter(
                    "rfc7239_is_valid", NONE, STR, BOOL, a -> (x, s) -> s.bool(Forwarded.isValid(s.buf, s.off, s.len))),
            converter(
                    "rfc7239_field", Args.Spec.of(Args.Kind.STR, "field"), STR, STR, AddressConverters::forwardedField),
            converter("rfc7239_n2nn", NONE, STR, ANY, a -> (x, s) -> nodeName(s)),
            converter("rfc7239_n2np", NONE, STR, ANY, a -> (x, s) -> nodePort(s)),
            converter("rfc7239_nn", NONE, ANY, STR, a -> (x, s) -> toNodeName(s)),
            converter("rfc7239_np", NONE, ANY, STR, a -> (x, s) -> toNodePort(s)));

    private AddressConverters() {}

    private static Conversion mask(Args a) {
        byte[] mask4 = mask(a.str(0, ""), 4);
        byte[] mask6 = a.has(1) ? mask(a.str(1), 16) : null;
        if (mask4 == null) {
            throw a.mistake("expects an IPv4 mask such as 24 or 255.255.255.0, not '" + a.str(0, "") + "'");
        }
        if (mask6 == null && a.has(1)) {
            throw a.mistake("expects an IPv6 mask such as 64 or ffff:ffff::, not '" + a.str(1) + "'");
        }
        return (x, s) -> {
            if (s.type == IPV6) {
                long within = AddressText.v4Within(s.buf, s.off);
                if (within < 0) {
                    return mask6 != null && masked(s, mask6);
                }
                s.address(AddressText.v4(within));
            }
            return masked(s, mask4);
        };
    }

    private static byte[] mask(String text, int length) {
        if (text.indexOf('.') >= 0 || text.indexOf(':') >= 0) {
            byte[] mask = Network.address(text);
            return mask != null && mask.length == length ? mask : null;
        }
        byte[] digits = Bytes.of(text);
        long bits = Bytes.parseDigits(digits, 0, digits.length);
        return bits < 0 || bits > length * 8 ? null : ones((int) bits, length);
    }

    private static byte[] ones(int bits, int length) {
        byte[] mask = new byte[length];
        for (int i = 0; i < bits; i++) {
            mask[i >> 3] |= (byte) (0x80 >> (i & 7));
        }
        return mask;
    }

    private static boolean masked(Sample s, byte[] mask) {
        byte[] out = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            out[i] = (byte) (s.buf[s.off + i] & mask[i]);
        }
        return s.address(out);
    }

    private static Conversion forwardedField(Args a) {
        String name = a.str(0, "");
        int field = Forwarded.FIELDS.indexOf(name);
        // HAProxy takes any name and finds none of the unknown ones.
        return (x, s) -> field >= 0 && Forwarded.isValid(s.buf, s.off, s.len) && Forwarded.field(s, name);
    }

    private static boolean nodeName(Sample s) {
        int end = Forwarded.nodeNameEnd(s.buf, s.off, s.off + s.len);
        if (end < 0) {
            return false;
        }
        byte first = s.buf[s.off];
        if (first == '[') {
            return s.address(AddressText.parseV6(s.buf, s.off + 1, end - s.off - 2));
        }
        if (first == '_' || first == 'u') {
            s.len = end - s.off;
            return true;
        }
        return s.address(AddressText.v4(AddressText.parseV4(s.buf, s.off, end - s.off)));
    }

    private static boolean nodePort(Sample s) {
        int colon = Forwarded.nodeNameEnd(s.buf, s.off, s.off + s.len);
        int end = s.off + s.len;
        if (colon < 0 || colon == end || !Forwarded.isNodePort(s.buf, colon + 1, end)) {
            return false;
        }
        if (s.buf[colon + 1] == '_') {
            return s.str(s.buf, colon + 1, end - colon - 1);
        }
        return s.number(Bytes.parseDigits(s.buf, colon + 1, end - colon - 1));
    }

    private static boolean toNodeName(Sample s) {
        if (s.type == SampleType.IPV4) {
            return Casts.cast(s, STR);
        }
        if (s.type == IPV6) {
            ByteWriter out = new ByteWriter(48);
            out.put('[');
            AddressText.append(s.buf, s.off, s.len, out);
            out.put(']');
            return s.str(out.array(), 0, out.size());
        }
        if (!Casts.cast(s, STR)) {
            return false;
        }
        return s.len == 0 ? s.str(UNKNOWN) : obfuscated(s);
    }

    private static boolean toNodePort(Sample s) {
        if (s.type == SampleType.INT) {
            s.num &= 0xffffffffL;
            return Casts.cast(s, STR);
        }
        return Casts.cast(s, STR) && s.len > 0 && obfuscated(s);
    }

    private static boolean obfuscated(Sample s) {
        if (!Forwarded.isObfuscated(s.buf, s.off, s.off + s.len)) {
            return false;
        }
        byte[] out = new byte[s.len + 1];
        out[0] = '_';
        System.arraycopy(s.buf, s.off, out, 1, s.len);
        return s.str(out);
    }
}
