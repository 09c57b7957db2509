package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import java.util.List;
import java.util.TimeZone;

/** Converters between dates and numbers of seconds, or their parts, since 1970 (manual section 7.3.1). */
final class DateConverters {
    private static final Args.Spec FORMAT =
            Args.Spec.maybe(Args.Kind.STR, "format").optional(Args.Kind.INT, "offset");

    static final List<Converter> ROWS = List.of(
            converter("date", Args.NONE, STR, INT, a -> (x, s) -> date(s)),
            converter(
                    "http_date",
                    Args.Spec.maybe(Args.Kind.INT, "offset").optional(Args.Kind.STR, "unit"),
                    INT,
                    STR,
                    DateConverters::httpDate),
            converter("ltime", FORMAT, INT, STR, a -> format(a, 1, true)),
            converter("utime", FORMAT, INT, STR, a -> format(a, 1, false)),
            converter("ms_ltime", FORMAT, INT, STR, a -> format(a, 1_000, true)),
            converter("ms_utime", FORMAT, INT, STR, a -> format(a, 1_000, false)),
            converter("us_ltime", FORMAT, INT, STR, a -> format(a, 1_000_000, true)),
            converter("us_utime", FORMAT, INT, STR, a -> format(a, 1_000_000, false)));

    private DateConverters() {}

    private static boolean date(Sample s) {
        long seconds = HttpDate.parse(s.buf, s.off, s.len);
        return seconds != HttpDate.NONE && s.number(seconds);
    }

    private static Conversion httpDate(Args a) {
        long offset = a.num(0, 0);
        String unit = a.str(1, "s");
        int perSecond = switch (unit) {
            case "s" -> 1;
            case "ms" -> 1_000;
            case "us" -> 1_000_000;
            default -> throw a.mistake("expects the unit s, ms or us, not '" + unit + "'");
        };
        int digits = perSecond == 1 ? 0 : perSecond == 1_000 ? 3 : 6;
        return (x, s) -> {
            long moment = s.num + offset;
            ByteWriter out = new ByteWriter(40);
            HttpDate.append(Math.floorDiv(moment, perSecond), out);
            if (digits > 0) {
                out.put('.').putPadded(Math.floorMod(moment, perSecond), digits);
            }
            out.put(" GMT");
            return s.str(out.array(), 0, out.size());
        };
    }

    /** The offset counts seconds whatever the unit of the input: so does HAProxy, against its manual. */
    private static Conversion format(Args a, int perSecond, boolean local) {
        TimeFormat format = new TimeFormat(a.str(0, ""), perSecond > 1);
        long offset = a.num(1, 0);
        TimeZone zone = TimeZone.getDefault();
        int nanosPerPart = 1_000_000_000 / perSecond;
        return (x, s) -> {
            ByteWriter out = new ByteWriter(64);
            long seconds = Math.floorDiv(s.num, perSecond) + offset;
            int nanos = (int) Math.floorMod(s.num, perSecond) * nanosPerPart;
            format.append(new CivilTime(seconds, zone, local), nanos, out);
            return s.str(out.array(), 0, out.size());
        };
    }
}
