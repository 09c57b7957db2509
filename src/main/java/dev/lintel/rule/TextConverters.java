package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.Kind.VARIABLE;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.util.List;
import java.util.regex.Matcher;

/** Converters that cut, join, turn around and compare texts (manual section 7.3.1). */
final class TextConverters {
    private static final Args.Spec CHARS = Args.Spec.maybe(Args.Kind.STR, "chars");

    static final List<Converter> ROWS = List.of(
            converter("length", NONE, STR, INT, a -> (x, s) -> s.number(s.len)),
            converter("ltrim", CHARS, STR, STR, TextConverters::trimLeft),
            converter("rtrim", CHARS, STR, STR, TextConverters::trimRight),
            converter("cut_crlf", NONE, STR, STR, a -> (x, s) -> cutLine(s)),
            converter("reverse", NONE, STR, STR, a -> (x, s) -> reverse(s)),
            converter("reverse_dom", NONE, STR, STR, a -> (x, s) -> reverseLabels(s)),
            converter(
                    "concat",
                    Args.Spec.maybe(Args.Kind.STR, "start")
                            .optional(VARIABLE, "var")
                            .optional(Args.Kind.STR, "end"),
                    STR,
                    STR,
                    TextConverters::concat),
            converter(
                    "add_item",
                    Args.Spec.of(Args.Kind.STR, "delim")
                            .optional(VARIABLE, "var")
                            .optional(Args.Kind.STR, "suff"),
                    STR,
                    STR,
                    TextConverters::addItem),
            converter(
                    "regsub",
                    Args.Spec.of(Args.Kind.STR, "regex")
                            .and(Args.Kind.STR, "subst")
                            .optional(Args.Kind.STR, "flags"),
                    STR,
                    STR,
                    TextConverters::substitute),
            converter("strcmp", Args.Spec.of(VARIABLE, "var"), STR, INT, TextConverters::compare),
            converter(
                    "secure_memcmp",
                    Args.Spec.of(VARIABLE, "var"),
                    SampleType.BIN,
                    SampleType.BOOL,
                    TextConverters::equalInConstantTime));

    private TextConverters() {}

    /** Which bytes stand in a text, as a table. */
    static boolean[] set(String chars) {
        boolean[] set = new boolean[256];
        for (byte b : Bytes.of(chars)) {
            set[b & 0xff] = true;
        }
        return set;
    }

    private static Conversion trimLeft(Args a) {
        boolean[] set = set(a.str(0, ""));
        return (x, s) -> {
            while (s.len > 0 && set[s.buf[s.off] & 0xff]) {
                s.off++;
                s.len--;
            }
            return true;
        };
    }

    private static Conversion trimRight(Args a) {
        boolean[] set = set(a.str(0, ""));
        return (x, s) -> {
            while (s.len > 0 && set[s.buf[s.off + s.len - 1] & 0xff]) {
                s.len--;
            }
            return true;
        };
    }

    private static boolean cutLine(Sample s) {
        for (int i = 0; i < s.len; i++) {
            byte b = s.buf[s.off + i];
            if (b == '\r' || b == '\n') {
                s.len = i;
            }
        }
        return true;
    }

    private static boolean reverse(Sample s) {
        byte[] out = new byte[s.len];
        for (int i = 0; i < s.len; i++) {
            out[s.len - 1 - i] = s.buf[s.off + i];
        }
        return s.str(out);
    }

    /** {@code mail.example.com} to {@code com.example.mail}; an empty label has no result. */
    private static boolean reverseLabels(Sample s) {
        int end = s.off + s.len;
        if (s.len > 0 && s.buf[end - 1] == '.') {
            end--;
        }
        byte[] out = new byte[end - s.off];
        int to = out.length;
        for (int from = s.off; to >= 0; ) {
            int dot = Bytes.indexOf(s.buf, from, end - from, (byte) '.');
            int stop = dot < 0 ? end : dot;
            if (stop == from) {
                return false;
            }
            to -= stop - from;
            System.arraycopy(s.buf, from, out, to, stop - from);
            if (dot < 0) {
                return s.str(out);
            }
            out[--to] = '.';
            from = dot + 1;
        }
        return false;
    }

    private static Conversion concat(Args a) {
        byte[] start = Bytes.of(a.str(0, ""));
        Variable variable = a.as(1, Variable.class);
        byte[] end = Bytes.of(a.str(2, ""));
        return (x, s) -> {
            ByteWriter out = new ByteWriter(s.len + start.length + end.length + 32);
            out.put(s.buf, s.off, s.len).put(start);
            if (variable != null && variable.get(x, x.operand) && Casts.cast(x.operand, STR)) {
                out.put(x.operand.buf, x.operand.off, x.operand.len);
            }
            out.put(end);
            return s.str(out.array(), 0, out.size());
        };
    }

    private static Conversion addItem(Args a) {
        byte[] delimiter = Bytes.of(a.str(0, ""));
        Variable variable = a.as(1, Variable.class);
        byte[] suffix = Bytes.of(a.str(2, ""));
        if (variable == null && suffix.length == 0) {
            throw a.mistake("expects a variable, a suffix or both behind the delimiter");
        }
        return (x, s) -> {
            Sample item = x.operand;
            boolean found = variable != null && variable.get(x, item) && Casts.cast(item, STR);
            ByteWriter out = new ByteWriter(s.len + delimiter.length + suffix.length + 32);
            out.put(s.buf, s.off, s.len);
            if (s.len > 0 && (found && item.len > 0 || suffix.length > 0)) {
                out.put(delimiter);
            }
            if (found) {
                out.put(item.buf, item.off, item.len);
            }
            out.put(suffix);
            return s.str(out.array(), 0, out.size());
        };
    }

    private static Conversion substitute(Args a) {
        String flags = a.str(2, "");
        for (char flag : flags.toCharArray()) {
            if (flag != 'i' && flag != 'g') {
                throw a.mistake("expects flags made of 'i' and 'g', not '" + flags + "'");
            }
        }
        Regex regex = new Regex(Regex.compile(a.str(0, ""), flags.indexOf('i') >= 0));
        byte[] template = Bytes.of(a.str(1, ""));
        boolean all = flags.indexOf('g') >= 0;
        return (x, s) -> substitute(s, regex, template, all);
    }

    /** Like {@code sed s/regex/template/}. Each search begins at its own start of text, at which only the first {@code ^} matches. */
    private static boolean substitute(Sample s, Regex regex, byte[] template, boolean all) {
        Matcher match = regex.match(s.buf, s.off, s.len, 0);
        if (match == null) {
            return true;
        }
        ByteWriter out = new ByteWriter(s.len + template.length + 16);
        int from = 0;
        while (match != null) {
            int end = match.end();
            out.put(s.buf, s.off + from, match.start() - from);
            Substitution.append(template, match, s.buf, s.off, out);
            if (end == from && from < s.len) {
                out.put(s.buf[s.off + end++]);
            }
            boolean done = !all || from == s.len;
            from = end;
            match = done ? null : regex.match(s.buf, s.off, s.len, from);
        }
        out.put(s.buf, s.off + from, s.len - from);
        return s.str(out.array(), 0, out.size());
    }

    private static Conversion compare(Args a) {
        Variable variable = a.as(0, Variable.class);
        return (x, s) -> {
            Sample other = x.operand;
            return variable.get(x, other) && Casts.cast(other, STR) && s.number(compare(s, other));
        };
    }

    /** The difference of the first bytes that differ, else which text is the longer one. */
    private static int compare(Sample s, Sample other) {
        int common = Math.min(s.len, other.len);
        for (int i = 0; i < common; i++) {
            int difference = (s.buf[s.off + i] & 0xff) - (other.buf[other.off + i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(s.len, other.len);
    }

    private static Conversion equalInConstantTime(Args a) {
        Variable variable = a.as(0, Variable.class);
        return (x, s) -> {
            Sample other = x.operand;
            return variable.get(x, other) && Casts.cast(other, SampleType.BIN) && s.bool(equalInConstantTime(s, other));
        };
    }

    /** Looks at every byte, so that the time taken tells nothing about where two secrets of one length differ. */
    private static boolean equalInConstantTime(Sample s, Sample other) {
        if (s.len != other.len) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < s.len; i++) {
            difference |= s.buf[s.off + i] ^ other.buf[other.off + i];
        }
        return difference == 0;
    }
}
