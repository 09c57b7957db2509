package dev.lintel.rule;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A format of {@code strftime(3)} in the C locale, with glibc's flags and widths, taken apart once; {@code %N} writes a fraction of a second
 * where that is wanted (manual section 7.3.1, {@code ltime}, {@code ms_ltime}). Immutable.
 */
final class TimeFormat {
    static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };

    private final Piece[] pieces;

    /** One part of a format. */
    @FunctionalInterface
    private interface Piece {
        void append(CivilTime t, int nanos, ByteWriter out);
    }

    /** Flags and width of a conversion. */
    private record Style(char padding, char letters, int width) {
        /** A number of at least so many digits. */
        void number(long value, int digits, char defaultPadding, ByteWriter out) {
            char pad = padding == 0 ? defaultPadding : padding;
            ByteWriter plain = new ByteWriter(20);
            plain.putDecimal(Math.abs(value));
            int least = pad == '-' ? 0 : digits;
            int size = Math.max(width, least);
            char fill = pad == '0' ? '0' : ' ';
            int missing = size - plain.size() - (value < 0 ? 1 : 0);
            if (value < 0 && fill == '0') {
                out.put('-');
            }
            fill(missing, fill, out);
            if (value < 0 && fill == ' ') {
                out.put('-');
            }
            out.put(plain.array(), 0, plain.size());
        }

        void text(String text, boolean hashLowers, ByteWriter out) {
            fill(width - text.length(), padding == '0' ? '0' : ' ', out);
            out.put(
                    switch (letters) {
                        case '^' -> text.toUpperCase(Locale.ROOT);
                        case '#' -> hashLowers ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
                        default -> text;
                    });
        }

        private static void fill(int count, char with, ByteWriter out) {
            for (int i = 0; i < count; i++) {
                out.put(with);
            }
        }
    }

    TimeFormat(String format, boolean fractions) {
        List<Piece> list = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < format.length(); ) {
            int end = format.charAt(i) == '%' ? conversionEnd(format, i + 1) : -1;
            Piece piece = end < 0 ? null : piece(format.substring(i + 1, end), fractions);
            if (piece == null) {
                literal.append(format.charAt(i++));
            } else {
                flush(literal, list);
                list.add(piece);
                i = end;
            }
        }
        flush(literal, list);
        pieces = list.toArray(Piece[]::new);
    }

    private static void flush(StringBuilder literal, List<Piece> list) {
        if (!literal.isEmpty()) {
            byte[] text = Bytes.of(literal.toString());
            list.add((t, nanos, out) -> out.put(text));
            literal.setLength(0);
        }
    }

    /** Behind flags, width, modifier and letter, or -1 where the format ends before. */
    private static int conversionEnd(String format, int from) {
        int i = from;
        while (i < format.length() && "_-0^#".indexOf(format.charAt(i)) >= 0) {
            i++;
        }
        while (i < format.length() && format.charAt(i) >= '0' && format.charAt(i) <= '9') {
            i++;
        }
        if (i < format.length() && (format.charAt(i) == 'E' || format.charAt(i) == 'O')) {
            i++;
        }
        return i < format.length() ? i + 1 : -1;
    }

    void append(CivilTime t, int nanos, ByteWriter out) {
        for (Piece piece : pieces) {
            piece.append(t, nanos, out);
        }
    }

    /** @param spec what stands behind the percent sign */
    private static Piece piece(String spec, boolean fractions) {
        char padding = 0;
        char letters = 0;
        int i = 0;
        for (; "_-0^#".indexOf(spec.charAt(i)) >= 0; i++) {
            char flag = spec.charAt(i);
            if (flag == '^' || flag == '#') {
                letters = letters == '^' ? '^' : flag;
            } else {
                padding = flag;
            }
        }
        int width = 0;
        for (; spec.charAt(i) >= '0' && spec.charAt(i) <= '9'; i++) {
            width = Math.min(width * 10 + spec.charAt(i) - '0', 1023);
        }
        char modifier = spec.charAt(i) == 'E' || spec.charAt(i) == 'O' ? spec.charAt(i++) : 0;
        char letter = spec.charAt(i);
        if (fractions && letter == 'N' && modifier == 0 && letters == 0 && (padding == 0 || padding == '0')) {
            int digits = padding == '0' && width == 0 ? 0 : width == 0 ? 9 : Math.min(width, 9);
            return (t, nanos, out) -> fraction(nanos, digits, out);
        }
        if (modifier == 'E' && "cCxXyY".indexOf(letter) < 0 || modifier == 'O' && "deHImMSuUVwWy".indexOf(letter) < 0) {
            return null;
        }
        return piece(letter, new Style(padding, letters, width));
    }

    private static void fraction(int nanos, int digits, ByteWriter out) {
        int rest = nanos;
        for (int i = digits; i < 9; i++) {
            rest /= 10;
        }
        out.putPadded(rest, digits);
    }

    private static Piece piece(char letter, Style style) {
        return switch (letter) {
            case 'Y', 'C', 'y', 'G', 'g', 'm', 'd', 'e', 'j', 'U', 'W', 'V', 'u', 'w' -> day(letter, style);
            case 'H', 'I', 'k', 'l', 'M', 'S', 's' -> time(letter, style);
            case 'a', 'A', 'b', 'B', 'h', 'p', 'P', 'Z', 'z', 'n', 't', '%' -> word(letter, style);
            case 'c' -> composite("%a %b %e %H:%M:%S %Y", style);
            case 'D', 'x' -> composite("%m/%d/%y", style);
            case 'F' -> composite("%Y-%m-%d", style);
            case 'r' -> composite("%I:%M:%S %p", style);
            case 'R' -> composite("%H:%M", style);
            case 'T', 'X' -> composite("%H:%M:%S", style);
            default -> null;
        };
    }

    private static Piece composite(String format, Style style) {
        TimeFormat inner = new TimeFormat(format, false);
        return (t, nanos, out) -> {
            ByteWriter text = new ByteWriter(32);
            inner.append(t, nanos, text);
            style.text(text.toString(), false, out);
        };
    }

    private static Piece day(char letter, Style style) {
        return switch (letter) {
            case 'Y' -> (t, nanos, out) -> style.number(t.year, 1, '0', out);
            case 'C' -> (t, nanos, out) -> style.number(Math.floorDiv(t.year, 100), 2, '0', out);
            case 'y' -> (t, nanos, out) -> style.number(Math.floorMod(t.year, 100), 2, '0', out);
            case 'G' -> (t, nanos, out) -> style.number(t.isoYear(), 1, '0', out);
            case 'g' -> (t, nanos, out) -> style.number(Math.floorMod(t.isoYear(), 100), 2, '0', out);
            case 'm' -> (t, nanos, out) -> style.number(t.month, 2, '0', out);
            case 'd' -> (t, nanos, out) -> style.number(t.day, 2, '0', out);
            case 'e' -> (t, nanos, out) -> style.number(t.day, 2, '_', out);
            case 'j' -> (t, nanos, out) -> style.number(t.dayOfYear + 1, 3, '0', out);
            case 'U' -> (t, nanos, out) -> style.number(t.week(0), 2, '0', out);
            case 'W' -> (t, nanos, out) -> style.number(t.week(1), 2, '0', out);
            case 'V' -> (t, nanos, out) -> style.number(t.isoWeek(), 2, '0', out);
            case 'u' -> (t, nanos, out) -> style.number(t.weekday == 0 ? 7 : t.weekday, 1, '0', out);
            default -> (t, nanos, out) -> style.number(t.weekday, 1, '0', out);
        };
    }

    private static Piece time(char letter, Style style) {
        return switch (letter) {
            case 'H' -> (t, nanos, out) -> style.number(t.hour, 2, '0', out);
            case 'I' -> (t, nanos, out) -> style.number(twelve(t), 2, '0', out);
            case 'k' -> (t, nanos, out) -> style.number(t.hour, 2, '_', out);
            case 'l' -> (t, nanos, out) -> style.number(twelve(t), 2, '_', out);
            case 'M' -> (t, nanos, out) -> style.number(t.minute, 2, '0', out);
            case 'S' -> (t, nanos, out) -> style.number(t.second, 2, '0', out);
            default -> (t, nanos, out) -> style.number(t.epoch, 1, '0', out);
        };
    }

    private static int twelve(CivilTime t) {
        return t.hour % 12 == 0 ? 12 : t.hour % 12;
    }

    private static Piece word(char letter, Style style) {
        return switch (letter) {
            case 'a' -> (t, nanos, out) -> style.text(DAYS[t.weekday].substring(0, 3), false, out);
            case 'A' -> (t, nanos, out) -> style.text(DAYS[t.weekday], false, out);
            case 'b', 'h' -> (t, nanos, out) -> style.text(MONTHS[t.month - 1].substring(0, 3), false, out);
            case 'B' -> (t, nanos, out) -> style.text(MONTHS[t.month - 1], false, out);
            case 'p' -> (t, nanos, out) -> style.text(t.hour < 12 ? "AM" : "PM", true, out);
            case 'P' -> (t, nanos, out) -> style.text(t.hour < 12 ? "am" : "pm", true, out);
            case 'Z' -> (t, nanos, out) -> style.text(t.zone(), true, out);
            case 'z' -> (t, nanos, out) -> offset(t.offset, style, out);
            case 'n' -> (t, nanos, out) -> style.text("\n", false, out);
            case 't' -> (t, nanos, out) -> style.text("\t", false, out);
            default -> (t, nanos, out) -> style.text("%", false, out);
        };
    }

    /** {@code +0200}. */
    private static void offset(int seconds, Style style, ByteWriter out) {
        int minutes = Math.abs(seconds) / 60;
        ByteWriter text = new ByteWriter(5);
        text.put(seconds < 0 ? '-' : '+').putPadded(minutes / 60 * 100 + minutes % 60, 4);
        style.text(text.toString(), false, out);
    }
}
