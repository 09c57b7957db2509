package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.stream.Address;

/** Writes the values of log items byte for byte as HAProxy does (manual sections 8.2.6 and 8.6). */
public final class LogText {
    /** Bytes that {@code %r} and its kin write as {@code #xx}. */
    private static final boolean[] URL_ENCODED = encoded("\"#");

    /** Bytes that captured headers write as {@code #xx}. */
    private static final boolean[] HEADER_ENCODED = encoded("\"#{|}");

    private static final byte[] HEX = Bytes.of("0123456789ABCDEF");

    private LogText() {}

    private static boolean[] encoded(String also) {
        boolean[] map = new boolean[256];
        for (int i = 0; i < 256; i++) {
            map[i] = i < 32 || i >= 127 || also.indexOf(i) >= 0;
        }
        return map;
    }

    /** A text as it is, between quotes, escaped or as a dash where the style says so; null: no value. */
    static void text(ByteWriter out, LogStyle style, byte[] buf, int off, int len) {
        int nul = buf == null ? -1 : Bytes.indexOf(buf, off, len, (byte) 0);
        int length = buf == null ? 0 : nul < 0 ? len : nul - off;
        if (style.quote()) {
            out.put('"');
        } else if (length == 0 && style.mandatory()) {
            out.put('-');
            return;
        }
        if (style.escape()) {
            for (int i = off; i < off + length; i++) {
                escaped(out, buf[i]);
            }
        } else if (length > 0) {
            out.put(buf, off, length);
        }
        if (style.quote()) {
            out.put('"');
        }
    }

    static void text(ByteWriter out, LogStyle style, byte[] value) {
        text(out, style, value, 0, value == null ? 0 : value.length);
    }

    private static void escaped(ByteWriter out, byte b) {
        if (b == '"' || b == '\\' || b == ']') {
            out.put('\\');
        }
        out.put(b);
    }

    private static void encode(ByteWriter out, LogStyle style, boolean[] map, char mark, byte[] buf, int off, int len) {
        for (int i = off; i < off + len; i++) {
            byte b = buf[i];
            if (map[b & 0xff]) {
                out.put(mark).put(HEX[b >> 4 & 15]).put(HEX[b & 15]);
            } else if (style.escape()) {
                escaped(out, b);
            } else {
                out.put(b);
            }
        }
    }

    /** A part of a request line. */
    static void url(ByteWriter out, LogStyle style, byte[] buf, int off, int len) {
        encode(out, style, URL_ENCODED, '#', buf, off, len);
    }

    /** A captured field. */
    static void header(ByteWriter out, LogStyle style, byte[] value) {
        encode(out, style, HEADER_ENCODED, '#', value, 0, value.length);
    }

    /** Control characters, which no field of a message may hold; tab is none of them. */
    private static final boolean[] HTTP_ENCODED = httpEncoded();

    private static boolean[] httpEncoded() {
        boolean[] map = new boolean[256];
        for (int i = 0; i < 32; i++) {
            map[i] = i != '\t';
        }
        map[127] = true;
        return map;
    }

    /** The value of an expression. */
    public static void sample(Exchange x, ByteWriter out, LogStyle style, Sampler expression) {
        Sample s = x.sample;
        s.reset();
        if (!expression.sample(x, s)) {
            if (!style.http()) {
                text(out, style, null);
            }
            return;
        }
        SampleType type = s.type;
        if ((type == SampleType.INT || type == SampleType.BOOL) && !style.quote()) {
            out.putDecimal(s.num);
            return;
        }
        if (type == SampleType.BIN && style.binary()) {
            out.put(s.buf, s.off, s.len);
        } else if (!Casts.cast(s, SampleType.STR)) {
            text(out, style, null);
        } else if (style.http()) {
            encode(out, style, HTTP_ENCODED, '%', s.buf, s.off, s.len);
        } else {
            text(out, style, s.buf, s.off, s.len);
        }
    }

    static void ip(ByteWriter out, LogStyle style, Address address) {
        if (address == null) {
            text(out, style, null);
        } else if (style.hex() && address.ip() != null) {
            for (byte b : address.ip()) {
                out.put(HEX[b >> 4 & 15]).put(HEX[b & 15]);
            }
        } else {
            text(out, style, address.ipText());
        }
    }

    /** @param unixPort what stands for the port of a unix socket */
    static void port(ByteWriter out, LogStyle style, Address address, int unixPort) {
        if (address == null) {
            text(out, style, null);
        } else if (address.isUnix()) {
            out.putDecimal(unixPort);
        } else if (style.hex()) {
            hex(out, address.port(), 4);
        } else {
            out.putDecimal(address.port());
        }
    }

    /** A number, with {@code +X} in at least four hexadecimal digits. */
    static void number(ByteWriter out, LogStyle style, long value) {
        if (style.hex()) {
            hex(out, value, 4);
        } else {
            out.putDecimal(value);
        }
    }

    static void hex(ByteWriter out, long value, int least) {
        int digits = Math.max(least, (67 - Long.numberOfLeadingZeros(value)) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.put(HEX[(int) (value >> shift) & 15]);
        }
    }
}
