package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ANY;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Converters that read values out of JSON and make texts fit into it (manual section 7.3.1). */
final class JsonConverters {
    /** Whole numbers that a double holds exactly; beyond them there is no value, as in HAProxy. */
    private static final long MAX_INTEGER = (1L << 53) - 1;

    /** Numbers with more characters have no value. */
    private static final int MAX_NUMBER = 1_000;

    static final List<Converter> ROWS = List.of(
            converter("json", Args.Spec.maybe(Args.Kind.STR, "input-code"), STR, STR, JsonConverters::escape),
            converter(
                    "json_query",
                    Args.Spec.of(Args.Kind.STR, "json_path").optional(Args.Kind.STR, "output_type"),
                    STR,
                    ANY,
                    JsonConverters::query));

    private JsonConverters() {}

    private static Conversion escape(Args a) {
        String code = a.str(0, "");
        JsonEscape escape = switch (code) {
            case "", "ascii" -> null;
            case "utf8" -> new JsonEscape(false, false);
            case "utf8s" -> new JsonEscape(false, true);
            case "utf8p" -> new JsonEscape(true, false);
            case "utf8ps" -> new JsonEscape(true, true);
            default -> throw a.mistake("expects ascii, utf8, utf8s, utf8p or utf8ps, not '" + code + "'");
        };
        return (x, s) -> {
            ByteWriter out = new ByteWriter(s.len + s.len / 8 + 16);
            if (escape == null) {
                JsonEscape.bytes(s.buf, s.off, s.len, out);
            } else if (!escape.text(s.buf, s.off, s.len, out)) {
                return false;
            }
            return s.str(out.array(), 0, out.size());
        };
    }

    private static Conversion query(Args a) {
        String text = a.str(0, "");
        String type = a.str(1, "");
        if (text.isEmpty()) {
            throw a.mistake("expects a path such as $.key");
        }
        if (!type.isEmpty() && !type.equals("int")) {
            throw a.mistake("expects 'int' or nothing as output type, not '" + type + "'");
        }
        JsonPath path = new JsonPath(text);
        boolean integer = type.equals("int");
        return (x, s) -> {
            JsonText json = new JsonText(s.buf, s.off, s.len);
            int from = path.find(json, s.buf, s.off);
            int to = from < 0 ? -1 : json.skipValue(from);
            return to >= 0 && value(s, from, to, integer);
        };
    }

    private static boolean value(Sample s, int from, int to, boolean integer) {
        return switch (s.buf[from]) {
            case '"' -> JsonEscape.plain(s, from + 1, to - 1);
            case 't' -> s.bool(true);
            case 'f' -> s.bool(false);
            case '[' -> s.str(s.buf, from, to - from);
            case '{', 'n' -> false;
            default -> to - from <= MAX_NUMBER && (integer ? integer(s, from, to) : number(s, from, to));
        };
    }

    private static boolean integer(Sample s, int from, int to) {
        long value = Casts.leadingNumber(s.buf, from, to - from);
        return Math.abs(value) <= MAX_INTEGER && value != Long.MIN_VALUE && s.number(value);
    }

    /** With six significant digits, like {@code %g} in C: HAProxy takes every number through a double. */
    private static boolean number(Sample s, int from, int to) {
        double value = Double.parseDouble(Bytes.text(s.buf, from, to - from));
        if (Double.isInfinite(value)) {
            return s.str(value < 0 ? "-inf" : "inf");
        }
        if (value == 0) {
            return s.str(s.buf[from] == '-' ? "-0" : "0");
        }
        BigDecimal rounded = new BigDecimal(value)
                .round(new MathContext(6, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return s.str(rounded.toPlainString());
        }
        ByteWriter out = new ByteWriter(16);
        String digits = rounded.unscaledValue().abs().toString();
        out.put(value < 0 ? "-" : "").put(digits.substring(0, 1));
        if (digits.length() > 1) {
            out.put('.').put(digits.substring(1));
        }
        out.put('e').put(exponent < 0 ? '-' : '+').putPadded(Math.abs(exponent), Math.abs(exponent) > 99 ? 3 : 2);
        return s.str(out.array(), 0, out.size());
    }
}
