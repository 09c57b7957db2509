package dev.lintel.peers;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** Writes the few ASN.1 types of which certificates are made (X.690); the JDK reads them, but writes none. */
final class Der {
    static final byte[] NULL = {5, 0};

    private Der() {}

    static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) content.writeBytes(part);
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] bytes = BigInteger.valueOf(length).toByteArray();
            int from = bytes[0] == 0 ? 1 : 0;
            out.write(0x80 | bytes.length - from);
            out.write(bytes, from, bytes.length - from);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return value(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return value(0x31, parts);
    }

    /** A constructed value with a tag of its context. */
    static byte[] tagged(int number, byte[]... parts) {
        return value(0xa0 | number, parts);
    }

    static byte[] integer(BigInteger number) {
        return value(2, number.toByteArray());
    }

    static byte[] integer(long number) {
        return integer(BigInteger.valueOf(number));
    }

    static byte[] bool(boolean is) {
        return value(1, new byte[] {(byte) (is ? 0xff : 0)});
    }

    static byte[] octets(byte[] bytes) {
        return value(4, bytes);
    }

    static byte[] bits(byte[] bytes) {
        return value(3, new byte[1], bytes);
    }

    static byte[] utf8(String text) {
        return value(12, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Always the long form, which every reader takes although RFC 5280 wants it from 2050 only. */
    static byte[] time(Instant at) {
        boolean late = at.atZone(ZoneOffset.UTC).getYear() >= 2050;
        String text = DateTimeFormatter.ofPattern(late ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(at);
        return value(late ? 24 : 23, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            long arc = Long.parseLong(arcs[i]);
            int groups = Math.max(1, (64 - Long.numberOfLeadingZeros(arc) + 6) / 7);
            for (int group = groups - 1; group >= 0; group--)
                out.write((int) (arc >> 7 * group & 0x7f) | (group > 0 ? 0x80 : 0));
        }
        return value(6, out.toByteArray());
    }

    static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
