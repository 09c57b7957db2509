package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.Kind.INT_OR_VARIABLE;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.util.List;

/** Converters between texts and bytes: base64, hexadecimal and other digits, URL encoding, slices (manual section 7.3.1). */
final class EncodingConverters {
    private static final byte[] HEX = Bytes.of("0123456789ABCDEF");
    private static final Args.Spec CHUNKS = Args.Spec.maybe(Args.Kind.STR, "separator")
            .optional(Args.Kind.INT, "chunk_size")
            .optional(Args.Kind.INT, "truncate");

    static final List<Converter> ROWS = List.of(
            converter(
                    "base64",
                    NONE,
                    BIN,
                    STR,
                    a -> (x, s) -> s.str(java.util.Base64.getEncoder().encode(s.copyBytes()))),
            converter("b64dec", NONE, STR, BIN, a -> (x, s) -> block(s, Base64.decode(s.buf, s.off, s.len))),
            converter(
                    "ub64enc",
                    NONE,
                    BIN,
                    STR,
                    a -> (x, s) -> s.str(
                            java.util.Base64.getUrlEncoder().withoutPadding().encode(s.copyBytes()))),
            converter("ub64dec", NONE, STR, BIN, a -> (x, s) -> block(s, Base64.decodeUrl(s.buf, s.off, s.len))),
            converter("hex", NONE, BIN, STR, a -> (x, s) -> hex(s)),
            converter("hex2i", NONE, STR, INT, a -> (x, s) -> hexNumber(s)),
            converter("base2", NONE, BIN, STR, a -> (x, s) -> binaryDigits(s)),
            converter("be2hex", CHUNKS, BIN, STR, EncodingConverters::hexChunks),
            converter("be2dec", CHUNKS, BIN, STR, a -> decimalChunks(a, true)),
            converter("le2dec", CHUNKS, BIN, STR, a -> decimalChunks(a, false)),
            converter(
                    "bytes",
                    Args.Spec.of(INT_OR_VARIABLE, "offset").optional(INT_OR_VARIABLE, "length"),
                    BIN,
                    BIN,
                    EncodingConverters::slice),
            converter("url_dec", Args.Spec.maybe(Args.Kind.INT, "in_form"), STR, STR, a -> {
                boolean form = a.num(0, 0) != 0;
                return (x, s) -> urlDecode(s, form);
            }),
            converter("url_enc", Args.Spec.maybe(Args.Kind.STR, "enc_type"), STR, STR, EncodingConverters::urlEncode));

    private EncodingConverters() {}

    private static boolean block(Sample s, byte[] bytes) {
        return bytes != null && s.bin(bytes);
    }

    private static boolean hex(Sample s) {
        byte[] out = new byte[s.len * 2];
        for (int i = 0; i < s.len; i++) {
            int b = s.buf[s.off + i];
            out[2 * i] = HEX[b >> 4 & 15];
            out[2 * i + 1] = HEX[b & 15];
        }
        return s.str(out);
    }

    /** More digits than 64 bits hold push the first ones out. */
    private static boolean hexNumber(Sample s) {
        long value = 0;
        for (int i = 0; i < s.len; i++) {
            int digit = Substitution.hex(s.buf[s.off + i]);
            if (digit < 0) {
                return false;
            }
            value = value << 4 | digit;
        }
        return s.number(value);
    }

    private static boolean binaryDigits(Sample s) {
        byte[] out = new byte[s.len * 8];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) ('0' + (s.buf[s.off + (i >> 3)] >> 7 - (i & 7) & 1));
        }
        return s.str(out);
    }

    private static boolean flag(Args a, int i) {
        long value = a.num(i, 0);
        if (value != 0 && value != 1) {
            throw a.mistake("expects 0 or 1 as <truncate>, not '" + value + "'");
        }
        return value == 1;
    }

    private static Conversion hexChunks(Args a) {
        byte[] separator = Bytes.of(a.str(0, ""));
        long size = a.num(1, 0);
        boolean truncate = flag(a, 2);
        if (size < 0 || size == 0 && separator.length > 0) {
            throw a.mistake("expects a <chunk_size> of at least 1 behind a separator, not '" + size + "'");
        }
        int chunk = (int) Math.min(size, Integer.MAX_VALUE);
        return (x, s) -> {
            int length = truncate && chunk > 0 ? s.len - s.len % chunk : s.len;
            ByteWriter out = new ByteWriter(length * 2 + 16);
            for (int i = 0; i < length; i++) {
                if (chunk > 0 && i > 0 && i % chunk == 0) {
                    out.put(separator);
                }
                int b = s.buf[s.off + i];
                out.put(HEX[b >> 4 & 15]).put(HEX[b & 15]);
            }
            return s.str(out.array(), 0, out.size());
        };
    }

    private static Conversion decimalChunks(Args a, boolean bigEndian) {
        byte[] separator = Bytes.of(a.str(0, ""));
        long size = a.num(1, 0);
        boolean truncate = flag(a, 2);
        if (size < 1 || size > 8) {
            throw a.mistake("expects a <chunk_size> from 1 to 8, not '" + size + "'");
        }
        int chunk = (int) size;
        return (x, s) -> {
            ByteWriter out = new ByteWriter(64);
            int length = truncate ? s.len - s.len % chunk : s.len;
            for (int i = 0; i < length; i += chunk) {
                if (i > 0) {
                    out.put(separator);
                }
                putUnsigned(number(s, i, Math.min(chunk, length - i), bigEndian), out);
            }
            return s.str(out.array(), 0, out.size());
        };
    }

    private static long number(Sample s, int from, int count, boolean bigEndian) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            long b = s.buf[s.off + from + i] & 0xff;
            value = bigEndian ? value << 8 | b : value | b << 8 * i;
        }
        return value;
    }

    private static void putUnsigned(long value, ByteWriter out) {
        if (value < 0) {
            out.put(Long.toUnsignedString(value));
        } else {
            out.putDecimal(value);
        }
    }

    private static Conversion slice(Args a) {
        if (Operands.variable(a, 0) == null && a.num(0, 0) < 0) {
            throw a.mistake("expects an offset of at least 0, not '" + a.num(0, 0) + "'");
        }
        if (Operands.variable(a, 1) == null && a.num(1, 1) < 1) {
            throw a.mistake("expects a length of at least 1, not '" + a.num(1, 1) + "'");
        }
        Operands.Number offset = Operands.number(a, 0, 0);
        Operands.Number length = Operands.number(a, 1, Integer.MAX_VALUE);
        return (x, s) -> {
            long from = offset.value(x);
            long count = length.value(x);
            if (from < 0 || count < 0) {
                return false;
            }
            int skipped = (int) Math.min(from, s.len);
            s.off += skipped;
            s.len = (int) Math.min(count, s.len - skipped);
            return true;
        };
    }

    /** A percent sign without two hexadecimal digits has no result. */
    private static boolean urlDecode(Sample s, boolean inForm) {
        byte[] out = new byte[s.len];
        boolean form = inForm;
        int size = 0;
        for (int i = s.off, end = s.off + s.len; i < end; i++) {
            byte b = s.buf[i];
            if (b == '%') {
                int high = i + 2 < end ? Substitution.hex(s.buf[i + 1]) : -1;
                int low = i + 2 < end ? Substitution.hex(s.buf[i + 2]) : -1;
                if (high < 0 || low < 0) {
                    return false;
                }
                b = (byte) (high << 4 | low);
                i += 2;
            } else if (b == '?') {
                form = true;
            } else if (b == '+' && form) {
                b = ' ';
            }
            out[size++] = b;
        }
        return s.str(out, 0, size);
    }

    private static Conversion urlEncode(Args a) {
        String type = a.str(0, "");
        if (!type.isEmpty() && !type.equals("query")) {
            throw a.mistake("expects 'query', the only encoding there is, not '" + type + "'");
        }
        return (x, s) -> {
            ByteWriter out = new ByteWriter(s.len + 16);
            for (int i = s.off, end = s.off + s.len; i < end; i++) {
                byte b = s.buf[i];
                if (isUnreserved(b)) {
                    out.put(b);
                } else {
                    out.put('%').put(HEX[b >> 4 & 15]).put(HEX[b & 15]);
                }
            }
            return s.str(out.array(), 0, out.size());
        };
    }

    /** RFC 3986 section 2.3. */
    private static boolean isUnreserved(byte b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b == '-'
                || b == '_'
                || b == '.'
                || b == '~';
    }
}
