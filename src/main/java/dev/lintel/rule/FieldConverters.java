package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import java.util.List;

/** Converters that take one part out of a text with a structure: fields, words, parameters, host and port, languages (manual 7.3.1). */
final class FieldConverters {
    private static final Args.Spec PART = Args.Spec.of(Args.Kind.INT, "index")
            .and(Args.Kind.STR, "delimiters")
            .optional(Args.Kind.INT, "count");

    static final List<Converter> ROWS = List.of(
            converter("field", PART, STR, STR, a -> part(a, FieldConverters::field, FieldConverters::fieldFromEnd)),
            converter("word", PART, STR, STR, a -> part(a, FieldConverters::word, FieldConverters::wordFromEnd)),
            converter(
                    "param",
                    Args.Spec.of(Args.Kind.STR, "name").optional(Args.Kind.STR, "delim"),
                    STR,
                    STR,
                    FieldConverters::param),
            converter("host_only", NONE, STR, STR, a -> (x, s) -> hostOnly(s)),
            converter("port_only", NONE, STR, INT, a -> (x, s) -> portOnly(s)),
            converter(
                    "language",
                    Args.Spec.maybe(Args.Kind.STR, "values").optional(Args.Kind.STR, "default"),
                    STR,
                    STR,
                    FieldConverters::language));

    private FieldConverters() {}

    /** Finds a part by a number that counts from 1, with so many parts behind it; a count of 0 or less means all of them. */
    @FunctionalInterface
    private interface Finder {
        boolean find(Sample s, boolean[] delimiters, long index, long count);
    }

    private static Conversion part(Args a, Finder fromStart, Finder fromEnd) {
        long index = a.num(0, 0);
        String delimiters = a.str(1, "");
        long count = a.num(2, 1);
        if (index == 0) {
            throw a.mistake("expects an index from 1 up, or from -1 down to count from the end, not '0'");
        }
        if (delimiters.isEmpty()) {
            throw a.mistake("expects at least one delimiter");
        }
        boolean[] set = TextConverters.set(delimiters);
        Finder finder = index > 0 ? fromStart : fromEnd;
        long number = index > 0 ? index : -index;
        return (x, s) -> finder.find(s, set, number, count);
    }

    private static boolean field(Sample s, boolean[] delimiters, long index, long count) {
        int end = s.off + s.len;
        long field = 1;
        int begin = index == 1 ? s.off : -1;
        for (int i = s.off; i < end; i++) {
            if (delimiters[s.buf[i] & 0xff]) {
                if (begin >= 0 && field - index + 1 == count) {
                    return span(s, begin, i);
                }
                if (++field == index) {
                    begin = i + 1;
                }
            }
        }
        return begin >= 0 && span(s, begin, end);
    }

    private static boolean fieldFromEnd(Sample s, boolean[] delimiters, long index, long count) {
        long field = 1;
        int stop = index == 1 ? s.off + s.len : -1;
        for (int i = s.off + s.len - 1; i >= s.off; i--) {
            if (delimiters[s.buf[i] & 0xff]) {
                if (stop >= 0 && field - index + 1 == count) {
                    return span(s, i + 1, stop);
                }
                if (++field == index) {
                    stop = i;
                }
            }
        }
        return stop >= 0 && span(s, s.off, stop);
    }

    private static boolean word(Sample s, boolean[] delimiters, long index, long count) {
        int end = s.off + s.len;
        long word = 0;
        boolean within = false;
        int begin = -1;
        for (int i = s.off; i < end; i++) {
            boolean delimiter = delimiters[s.buf[i] & 0xff];
            if (!delimiter && !within && ++word == index) {
                begin = i;
            } else if (delimiter && within && begin >= 0 && word - index + 1 == count) {
                return span(s, begin, i);
            }
            within = !delimiter;
        }
        return begin >= 0 && span(s, begin, end);
    }

    private static boolean wordFromEnd(Sample s, boolean[] delimiters, long index, long count) {
        long word = 0;
        boolean within = false;
        int stop = -1;
        for (int i = s.off + s.len - 1; i >= s.off; i--) {
            boolean delimiter = delimiters[s.buf[i] & 0xff];
            if (!delimiter && !within && ++word == index) {
                stop = i + 1;
            } else if (delimiter && within && stop >= 0 && word - index + 1 == count) {
                return span(s, i + 1, stop);
            }
            within = !delimiter;
        }
        return stop >= 0 && span(s, s.off, stop);
    }

    private static boolean span(Sample s, int from, int to) {
        s.off = from;
        s.len = to - from;
        return true;
    }

    private static Conversion param(Args a) {
        byte[] name = Bytes.of(a.str(0, ""));
        String delimiter = a.str(1, "&");
        if (delimiter.length() != 1) {
            throw a.mistake("expects a delimiter of one character, not '" + delimiter + "'");
        }
        byte cut = (byte) delimiter.charAt(0);
        return (x, s) -> param(s, name, cut);
    }

    private static boolean param(Sample s, byte[] name, byte delimiter) {
        int end = s.off + s.len;
        for (int i = s.off; i < end; ) {
            int cut = Bytes.indexOf(s.buf, i, end - i, delimiter);
            int stop = cut < 0 ? end : cut;
            int after = i + name.length;
            if (after <= stop && Bytes.equal(s.buf, i, name.length, name) && (after == stop || s.buf[after] == '=')) {
                return span(s, Math.min(after + 1, stop), stop);
            }
            i = stop + 1;
        }
        return false;
    }

    /** Where the port's colon stands in a Host field (RFC 9110 section 7.2), or -1; the colons of {@code [::1]} are not it. */
    private static int portColon(Sample s) {
        for (int i = s.off + s.len - 1; i >= s.off; i--) {
            if (s.buf[i] == ':') {
                return i;
            }
            if (s.buf[i] == ']') {
                return -1;
            }
        }
        return -1;
    }

    private static boolean hostOnly(Sample s) {
        int colon = portColon(s);
        byte[] out = Bytes.copy(s.buf, s.off, colon < 0 ? s.len : colon - s.off);
        for (int i = 0; i < out.length; i++) {
            out[i] = Bytes.lower(out[i]);
        }
        return s.str(out);
    }

    /** HAProxy adds up whatever stands there as if it were digits, in 32 bits. */
    private static boolean portOnly(Sample s) {
        int colon = portColon(s);
        int port = 0;
        for (int i = colon + 1; colon >= 0 && i < s.off + s.len; i++) {
            port = port * 10 + s.buf[i] - '0';
        }
        return s.number(port & 0xffffffffL);
    }

    private static Conversion language(Args a) {
        String[] values = a.str(0, "").split(";");
        byte[][] languages = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            languages[i] = Bytes.of(values[i]);
        }
        byte[] otherwise = a.has(1) ? Bytes.of(a.str(1)) : null;
        return (x, s) -> {
            byte[] best = AcceptLanguage.best(s.buf, s.off, s.len, languages);
            if (best == null) {
                best = otherwise;
            }
            return best != null && s.str(best);
        };
    }
}
