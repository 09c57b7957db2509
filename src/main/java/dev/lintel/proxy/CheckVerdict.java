package dev.lintel.proxy;

import dev.lintel.balance.CheckResult;
import dev.lintel.balance.CheckStatus;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.Headers;
import dev.lintel.proxy.CheckStep.Expect;
import dev.lintel.proxy.CheckStep.Test;
import dev.lintel.proxy.CheckStep.Text;
import org.jspecify.annotations.Nullable;

/** Judges the answer to a health check by one {@code http-check expect} rule (manual section 4.2). */
final class CheckVerdict {
    /** What a rule says of an answer so far. */
    enum Answer {
        MATCH,
        FAILURE,
        /** Not enough of it is there. */
        WAIT
    }

    private static final String NO_BODY = "HTTP content check could not find a response body";
    private static final String NO_MATCH = "HTTP content check did not match";
    private static final String UNWANTED = "HTTP check matched unwanted content";

    private final Exchange x;
    private CheckStatus status = CheckStatus.L7_INVALID;
    private @Nullable String words;

    CheckVerdict(Exchange x) {
        this.x = x;
    }

    Answer of(Expect rule, CheckAnswer answer) {
        status = CheckStatus.L7_INVALID;
        words = null;
        if (answer.broken()) {
            return Answer.FAILURE;
        }
        if (answer.head() == null) {
            return answer.ended() ? Answer.FAILURE : Answer.WAIT;
        }
        boolean content = rule.test() instanceof Test.Content || rule.test() instanceof Test.ContentMatch;
        return content ? content(rule, answer) : head(rule, answer);
    }

    /** The result of a rule that failed. */
    CheckResult failure(Expect rule, int code, long millis) {
        StringBuilder info = new StringBuilder();
        if (words != null && !words.isEmpty()) {
            info.append(words);
        } else if (rule.onError() != null) {
            info.append(text(rule.onError().bytes(x)));
        }
        if (rule.comment() != null) {
            info.append(" comment: ").append(rule.comment());
        }
        return new CheckResult(status, code(rule, code), info.toString(), millis);
    }

    /** The result of a check whose last rule this is. */
    CheckResult success(Expect rule, int code, long millis) {
        String info = rule.onSuccess() == null ? null : text(rule.onSuccess().bytes(x));
        return new CheckResult(rule.ok() == null ? CheckStatus.L7_OK : rule.ok(), code(rule, code), info, millis);
    }

    private int code(Expect rule, int code) {
        Sample value = x.sample;
        value.reset();
        if (rule.code() == null || !rule.code().sample(x, value)) {
            return code;
        }
        return (int) value.num;
    }

    private static String text(byte[] bytes) {
        return Bytes.text(bytes, 0, bytes.length);
    }

    private Answer head(Expect rule, CheckAnswer answer) {
        status = rule.failed() == null ? CheckStatus.L7_WRONG_STATUS : rule.failed();
        byte[] reason = answer.head().reason;
        if (rule.onError() == null && reason != null) {
            words = text(reason);
        }
        boolean match = switch (rule.test()) {
            case Test.Status test -> within(test, answer.head().status);
            case Test.StatusMatch test -> test.regex().find(Bytes.of(Integer.toString(answer.head().status)), 0, 3);
            case Test.Field test -> field(test, answer.head().headers);
            case Test.Content test -> false;
            case Test.ContentMatch test -> false;
        };
        return match != rule.inverse() ? Answer.MATCH : Answer.FAILURE;
    }

    private static boolean within(Test.Status test, int status) {
        for (int[] range : test.ranges()) {
            if (status >= range[0] && status <= range[1]) {
                return true;
            }
        }
        return false;
    }

    private Answer content(Expect rule, CheckAnswer answer) {
        status = rule.failed() == null ? CheckStatus.L7_INVALID : rule.failed();
        ByteWriter body = answer.body();
        if (body.size() == 0) {
            words = rule.onError() == null ? NO_BODY : null;
            return answer.ended() ? Answer.FAILURE : Answer.WAIT;
        }
        if (!answer.ended() && body.size() < rule.minReceived()) {
            return Answer.WAIT;
        }
        boolean match = switch (rule.test()) {
            case Test.Content test -> contains(body, test.text().bytes(x));
            case Test.ContentMatch test -> test.regex().find(body.array(), 0, body.size());
            default -> false;
        };
        if (!match && !answer.ended() && rule.minReceived() < 0) {
            return Answer.WAIT;
        }
        words = rule.onError() != null ? null : rule.inverse() ? UNWANTED : NO_MATCH;
        return match != rule.inverse() ? Answer.MATCH : Answer.FAILURE;
    }

    private static boolean contains(ByteWriter body, byte[] wanted) {
        return find(body.array(), 0, body.size(), wanted);
    }

    private boolean field(Test.Field test, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            byte[] name = headers.name(i).bytes();
            if (!matches(test.name(), name, 0, name.length, true)) {
                continue;
            }
            if (test.value() == null || value(test, headers, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean value(Test.Field test, Headers headers, int i) {
        byte[] buf = headers.buf(i);
        int end = headers.off(i) + headers.len(i);
        if (test.whole()) {
            return matches(test.value(), buf, headers.off(i), headers.len(i), false);
        }
        for (int start = headers.off(i); start <= end; ) {
            int comma = Bytes.indexOf(buf, start, end - start, (byte) ',');
            int stop = comma < 0 ? end : comma;
            int from = start;
            int to = stop;
            while (from < to && CookieScanner.isBlank(buf[from])) {
                from++;
            }
            while (to > from && CookieScanner.isBlank(buf[to - 1])) {
                to--;
            }
            if (matches(test.value(), buf, from, to - from, false)) {
                return true;
            }
            start = stop + 1;
        }
        return false;
    }

    private boolean matches(Text test, byte[] buf, int off, int len, boolean ignoreCase) {
        if (test.mode() == Text.Mode.REG) {
            return test.regex().find(buf, off, len);
        }
        byte[] wanted = test.format().bytes(x);
        if (ignoreCase) {
            wanted = wanted.clone();
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = Bytes.lower(wanted[i]);
            }
        }
        if (wanted.length > len) {
            return false;
        }
        return switch (test.mode()) {
            case STR -> Bytes.equal(buf, off, len, wanted);
            case BEG -> Bytes.equal(buf, off, wanted.length, wanted);
            case END -> Bytes.equal(buf, off + len - wanted.length, wanted.length, wanted);
            default -> find(buf, off, len, wanted);
        };
    }

    private static boolean find(byte[] buf, int off, int len, byte[] wanted) {
        for (int at = off; at + wanted.length <= off + len; at++) {
            if (Bytes.equal(buf, at, wanted.length, wanted)) {
                return true;
            }
        }
        return false;
    }
}
