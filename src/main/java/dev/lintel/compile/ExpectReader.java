package dev.lintel.compile;

import dev.lintel.balance.CheckStatus;
import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.proxy.CheckStep.Expect;
import dev.lintel.proxy.CheckStep.Test;
import dev.lintel.proxy.CheckStep.Text;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Regex;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the words of one {@code http-check expect} line (manual section 4.2). */
final class ExpectReader {
    private final Words words;
    private @Nullable Test test;
    private boolean inverse;
    private int minReceived = -1;
    private @Nullable LogFormat onSuccess;
    private @Nullable LogFormat onError;
    private @Nullable CheckStatus ok;
    private @Nullable CheckStatus failed;
    private @Nullable CheckStatus timedOut;
    private @Nullable Sampler code;
    private @Nullable String comment;

    ExpectReader(Words words) {
        this.words = words;
    }

    /** @param said a comment that stands on a line of its own before it, or null */
    Expect read(@Nullable String said) {
        comment = said;
        while (words.more()) {
            Word word = words.next("");
            if (!option(word.text())) {
                pattern(word);
            }
        }
        if (test == null) {
            throw words.error(
                    words.pos(), "expects status, rstatus, hdr, fhdr, string, rstring or string-lf and a pattern");
        }
        return new Expect(test, inverse, minReceived, onSuccess, onError, ok, failed, timedOut, code, comment);
    }

    private boolean option(String name) {
        switch (name) {
            case "min-recv" -> minReceived = (int) words.number("<bytes>", -1, Integer.MAX_VALUE);
            case "comment" -> comment = words.next("<text>").text();
            case "on-success" -> onSuccess = words.format("<format>");
            case "on-error" -> onError = words.format("<format>");
            case "ok-status" ->
                ok = CheckCompiler.status(
                        words, CheckStatus.L7_OK, CheckStatus.L7_OK_STOPPING, CheckStatus.L6_OK, CheckStatus.L4_OK);
            case "error-status" ->
                failed = CheckCompiler.status(
                        words,
                        CheckStatus.L7_INVALID,
                        CheckStatus.L7_WRONG_STATUS,
                        CheckStatus.L7_OK_STOPPING,
                        CheckStatus.L6_INVALID,
                        CheckStatus.L4_FAILED);
            case "tout-status" ->
                timedOut = CheckCompiler.status(
                        words, CheckStatus.L7_TIMEOUT, CheckStatus.L6_TIMEOUT, CheckStatus.L4_TIMEOUT);
            case "status-code" -> code = words.expression("<expression>", SampleType.INT);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pattern(Word word) {
        String name = word.text();
        int marks = 0;
        while (marks < name.length() && name.charAt(marks) == '!') {
            marks++;
        }
        inverse ^= marks % 2 == 1;
        if (marks > 0 && marks == name.length()) {
            pattern(words.next("<pattern>"));
            return;
        }
        if (test != null) {
            throw words.error(word.pos(), "expects only one pattern, and '" + name + "' is another");
        }
        test = switch (name.substring(marks)) {
            case "status" -> new Test.Status(ranges(words.next("<status>")));
            case "rstatus" -> new Test.StatusMatch(new Regex(words.regex("<regex>", false)));
            case "string" ->
                new Test.Content(
                        LogFormat.constant(Bytes.of(words.next("<text>").text())));
            case "string-lf" -> new Test.Content(words.plainFormat("<format>"));
            case "rstring" -> new Test.ContentMatch(new Regex(words.regex("<regex>", false)));
            case "hdr" -> field(false);
            case "fhdr" -> field(true);
            default ->
                throw words.error(
                        word.pos(),
                        "expects a pattern (status, rstatus, hdr, fhdr, string, rstring, string-lf) or an option, not '"
                                + name + "'");
        };
    }

    /** {@code 200}, {@code 200-399,404}. */
    private List<int[]> ranges(Word word) {
        List<int[]> ranges = new ArrayList<>();
        for (String part : word.text().split(",", -1)) {
            int dash = part.indexOf('-');
            int low = number(word, dash < 0 ? part : part.substring(0, dash));
            int high = dash < 0 ? low : number(word, part.substring(dash + 1));
            if (high < low) {
                throw words.error(word.pos(), "expects ranges from low to high, not '" + part + "'");
            }
            ranges.add(new int[] {low, high});
        }
        return ranges;
    }

    private int number(Word word, String text) {
        if (!text.isEmpty() && text.length() < 4 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseInt(text);
        }
        throw words.error(word.pos(), "expects status codes such as 200 or 200-399,404, not '" + word + "'");
    }

    /** {@code name [-m <method>] <pattern> [value [-m <method>] <pattern>]}. */
    private Test field(boolean whole) {
        boolean format = words.accept("name-lf");
        if (!format && !words.accept("name")) {
            throw words.error(words.pos(), "expects 'name' and a pattern behind 'hdr' and 'fhdr'");
        }
        Text name = text(format);
        boolean valueFormat = words.accept("value-lf");
        Text value = valueFormat || words.accept("value") ? text(valueFormat) : null;
        return new Test.Field(name, value, whole || value == null);
    }

    private Text text(boolean format) {
        Text.Mode mode = words.accept("-m") ? mode(words.next("<method>")) : Text.Mode.STR;
        if (mode == Text.Mode.REG) {
            if (format) {
                throw words.error(words.pos(), "a format cannot be a regular expression");
            }
            return new Text(mode, null, new Regex(words.regex("<regex>", false)));
        }
        return new Text(
                mode,
                format
                        ? words.plainFormat("<format>")
                        : LogFormat.constant(Bytes.of(words.next("<pattern>").text())),
                null);
    }

    private Text.Mode mode(Word word) {
        return switch (word.text()) {
            case "str" -> Text.Mode.STR;
            case "beg" -> Text.Mode.BEG;
            case "end" -> Text.Mode.END;
            case "sub" -> Text.Mode.SUB;
            case "reg" -> Text.Mode.REG;
            default -> throw words.error(word.pos(), "expects str, beg, end, sub or reg, not '" + word + "'");
        };
    }
}
