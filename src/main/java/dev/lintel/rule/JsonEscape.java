package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;

/**
 * Texts as JSON spells them between its quotes: what {@code json} writes (manual section 7.3.1) and {@code json_query} reads. Immutable.
 *
 * @param permissive takes UTF-8 sequences that are longer than they need be
 * @param silent leaves out what is wrong instead of giving up
 */
record JsonEscape(boolean permissive, boolean silent) {
    private static final byte[] HEX = Bytes.of("0123456789abcdef");

    /** Each byte is a character. */
    static void bytes(byte[] buf, int off, int len, ByteWriter out) {
        for (int i = off; i < off + len; i++) {
            put(buf[i] & 0xff, out);
        }
    }

    /** The bytes are UTF-8; false where they are not and that is not to be passed over. */
    boolean text(byte[] buf, int off, int len, ByteWriter out) {
        int end = off + len;
        for (int i = off; i < end; ) {
            int length = length(buf[i] & 0xff);
            int given = length == 0 ? 1 : given(buf, i, Math.min(i + length, end));
            int code = length == given ? decode(buf, i, length) : -1;
            boolean good = code >= 0 && (permissive || length == needed(code));
            if (good) {
                put(code, out);
            } else if (!silent) {
                return false;
            }
            i += given;
        }
        return true;
    }

    /** How many bytes a sequence has by its first one, 0 where none begins so. */
    private static int length(int first) {
        if (first < 0x80) {
            return 1;
        }
        int length = Integer.numberOfLeadingZeros(~(first << 24));
        return length >= 2 && length <= 6 ? length : 0;
    }

    /** How many bytes of the sequence are there: the first, and those behind it that can belong to it. */
    private static int given(byte[] buf, int from, int to) {
        int i = from + 1;
        while (i < to && (buf[i] & 0xc0) == 0x80) {
            i++;
        }
        return i - from;
    }

    /** The character, or -1 for what is none or does not fit into four hexadecimal digits. */
    private static int decode(byte[] buf, int from, int length) {
        long code = length == 1 ? buf[from] : buf[from] & 0x7f >> length;
        for (int i = 1; i < length; i++) {
            code = code << 6 | buf[from + i] & 0x3f;
        }
        boolean surrogate = code >= 0xd800 && code <= 0xdfff;
        return code >= 0xfffe || surrogate ? -1 : (int) code;
    }

    private static int needed(int code) {
        return code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }

    private static void put(int code, ByteWriter out) {
        switch (code) {
            case '"', '\\', '/' -> out.put('\\').put((byte) code);
            case '\b' -> out.put("\\b");
            case '\f' -> out.put("\\f");
            case '\n' -> out.put("\\n");
            case '\r' -> out.put("\\r");
            case '\t' -> out.put("\\t");
            default -> {
                if (code >= ' ' && code < 0x7f) {
                    out.put((byte) code);
                } else {
                    out.put("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        out.put(HEX[code >> shift & 15]);
                    }
                }
            }
        }
    }

    /** Narrows the sample to a part of it with its escapes resolved; false where one has no meaning. */
    static boolean plain(Sample s, int from, int to) {
        if (Bytes.indexOf(s.buf, from, to - from, (byte) '\\') < 0) {
            return s.str(s.buf, from, to - from);
        }
        ByteWriter out = new ByteWriter(to - from);
        for (int i = from; i < to; i++) {
            if (s.buf[i] != '\\') {
                out.put(s.buf[i]);
                continue;
            }
            int used = escaped(s.buf, i + 1, to, out);
            if (used == 0) {
                return false;
            }
            i += used;
        }
        return s.str(out.array(), 0, out.size());
    }

    /** Appends what stands behind a backslash; returns how many bytes that took, 0 where it means nothing. */
    private static int escaped(byte[] buf, int at, int end, ByteWriter out) {
        switch (buf[at]) {
            case '"', '\\', '/' -> out.put(buf[at]);
            case 'b' -> out.put('\b');
            case 'f' -> out.put('\f');
            case 'n' -> out.put('\n');
            case 'r' -> out.put('\r');
            case 't' -> out.put('\t');
            case 'u' -> {
                int unit = unit(buf, at + 1, end);
                if (unit < 0 || unit >= 0xdc00 && unit < 0xe000) {
                    return 0;
                }
                if (unit < 0xd800 || unit >= 0xe000) {
                    utf8(unit, out);
                    return 5;
                }
                boolean pair = at + 6 < end && buf[at + 5] == '\\' && buf[at + 6] == 'u';
                int low = pair ? unit(buf, at + 7, end) : -1;
                if (low < 0xdc00 || low > 0xdfff) {
                    return 0;
                }
                utf8(Character.toCodePoint((char) unit, (char) low), out);
                return 11;
            }
            default -> {
                return 0;
            }
        }
        return 1;
    }

    private static int unit(byte[] buf, int at, int end) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = i < end ? Substitution.hex(buf[i]) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static void utf8(int code, ByteWriter out) {
        if (code < 0x80) {
            out.put((byte) code);
        } else if (code < 0x800) {
            out.put((byte) (0xc0 | code >> 6)).put((byte) (0x80 | code & 0x3f));
        } else if (code < 0x10000) {
            out.put((byte) (0xe0 | code >> 12))
                    .put((byte) (0x80 | code >> 6 & 0x3f))
                    .put((byte) (0x80 | code & 0x3f));
        } else {
            out.put((byte) (0xf0 | code >> 18)).put((byte) (0x80 | code >> 12 & 0x3f));
            out.put((byte) (0x80 | code >> 6 & 0x3f)).put((byte) (0x80 | code & 0x3f));
        }
    }
}
