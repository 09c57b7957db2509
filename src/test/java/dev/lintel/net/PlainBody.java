package dev.lintel.net;

import dev.lintel.stream.HttpLimits;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A body as a slow reader takes it from a text that is all there (RFC 9112 sections 6 and 7). */
final class PlainBody {
    /** What there is to say behind a body that has not ended: more may come; it is wrong; more or wrong, and nobody need know yet. */
    static final String MORE = " ...";

    static final String WRONG = " !400";
    static final String EITHER = " ??";

    private static final Pattern SIZE =
            Pattern.compile("([0-9a-fA-F]{1,16})([ \\t]*)(?:;([\\t\\x20-\\x7e\\x80-\\xff]*))?", Pattern.DOTALL);
    private static final int EXTENSIONS = 4096;
    private static final int SIZE_BITS = 62;

    final StringBuilder data = new StringBuilder();
    /** Empty where the body has ended. */
    String state = "";

    List<PlainFields.Field> trailers = List.of();
    /** Where the text goes on behind it. */
    int end;

    static PlainBody counted(String text, int from, long length) {
        PlainBody body = new PlainBody();
        body.end = (int) Math.min(text.length(), from + length);
        body.data.append(text, from, body.end);
        body.state = body.end - from < length ? MORE : "";
        return body;
    }

    static PlainBody chunked(String text, int from, HttpLimits limits) {
        PlainBody body = new PlainBody();
        body.end = from;
        body.state = body.chunks(text, limits);
        return body;
    }

    private String chunks(String text, HttpLimits limits) {
        int extensions = 0;
        while (true) {
            int lineEnd = text.indexOf("\r\n", end);
            if (lineEnd < 0) {
                return EITHER;
            }
            Matcher line = SIZE.matcher(text.substring(end, lineEnd));
            if (!line.matches()) {
                return WRONG;
            }
            BigInteger size = new BigInteger(line.group(1), 16);
            extensions += line.group(2).length()
                    + (line.group(3) == null ? 0 : line.group(3).length());
            if (size.bitLength() > SIZE_BITS || extensions > EXTENSIONS) {
                return WRONG;
            }
            end = lineEnd + 2;
            if (size.signum() == 0) {
                return trailers(text, limits);
            }
            int to = size.min(BigInteger.valueOf(text.length() - end)).intValue() + end;
            data.append(text, end, to);
            if (size.compareTo(BigInteger.valueOf(to - end)) > 0 || to == text.length()) {
                return MORE;
            }
            if (!text.startsWith("\r\n", to)) {
                return text.length() == to + 1 && text.charAt(to) == '\r' ? MORE : WRONG;
            }
            end = to + 2;
        }
    }

    private String trailers(String text, HttpLimits limits) {
        if (text.startsWith("\r\n", end)) {
            end += 2;
            return "";
        }
        int stop = text.indexOf("\r\n\r\n", end);
        if (stop < 0) {
            return EITHER;
        }
        PlainFields fields =
                PlainFields.read(Arrays.asList(text.substring(end, stop).split("\r\n", -1)));
        if (fields == null
                || stop + 4 - end > limits.trailerBytes()
                || fields.all().size() > limits.trailerFields()
                || fields.has("content-length")
                || fields.has("transfer-encoding")
                || fields.has("host")) {
            return WRONG;
        }
        List.of("connection", "keep-alive", "proxy-connection", "proxy", "te", "trailer", "upgrade", "http2-settings")
                .forEach(fields::remove);
        trailers = fields.all();
        end = stop + 4;
        return "";
    }
}
