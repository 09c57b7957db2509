package dev.lintel.rule;

import dev.lintel.http.Bytes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression over bytes, as HAProxy runs them (PCRE, each byte one character), under a budget of steps: an expression that
 * explodes on a hostile text ends in "no match" instead of holding the loop. Immutable; the state of a match is kept per thread.
 */
public final class Regex {
    /** Characters that one match may look at; a sane expression looks at a few times the length of its text. */
    private static final int BUDGET = 1_000_000;

    private final Pattern pattern;
    private final ThreadLocal<Run> runs;

    public Regex(Pattern pattern) {
        this.pattern = pattern;
        this.runs = ThreadLocal.withInitial(() -> new Run(pattern));
    }

    /** Compiles a regular expression in PCRE's spelling; one that cannot be read ends in a mistake that says {@code expects ...}. */
    public static Pattern compile(String text, boolean ignoreCase) {
        try {
            int flags = Pattern.UNIX_LINES | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
            return Pattern.compile(PcreSpelling.toJava(text), flags);
        } catch (PatternSyntaxException e) {
            String where = e.getIndex() < 0 ? "" : " (" + e.getDescription().toLowerCase(java.util.Locale.ROOT) + ")";
            throw new RuleMistake("expects a regular expression, not '" + text + "'" + where);
        }
    }

    public Pattern pattern() {
        return pattern;
    }

    /** Whether it matches anywhere in the text. Allocates nothing once the thread has used it. */
    public boolean find(byte[] buf, int off, int len) {
        return match(buf, off, len, 0) != null;
    }

    /**
     * The first match at or after {@code from} (counted from {@code off}), or null. Positions of the result count from {@code off}; it is
     * valid until this expression is used again on the same thread. What stands before {@code from} is not looked at, as in HAProxy,
     * but {@code ^} does not match there.
     */
    public Matcher match(byte[] buf, int off, int len, int from) {
        Run run = runs.get();
        try {
            return run.find(buf, off, len, from) ? run.matcher : null;
        } catch (TooManySteps | StackOverflowError exploded) {
            return null;
        } finally {
            run.text.release();
        }
    }

    /** One thread's matcher and the text under it. */
    private static final class Run {
        private final Text text = new Text();
        private final Matcher matcher;

        Run(Pattern pattern) {
            this.matcher = pattern.matcher(text);
        }

        boolean find(byte[] buf, int off, int len, int from) {
            text.over(buf, off, len);
            matcher.useAnchoringBounds(from == 0);
            matcher.region(from, len);
            return matcher.find();
        }
    }

    /** A span of bytes as characters U+0000 to U+00FF that counts how often it is looked at. */
    private static final class Text implements CharSequence {
        private byte[] buf = Bytes.EMPTY;
        private int off;
        private int len;
        private int left;

        void over(byte[] newBuf, int newOff, int newLen) {
            buf = newBuf;
            off = newOff;
            len = newLen;
            left = BUDGET;
        }

        void release() {
            buf = Bytes.EMPTY;
        }

        @Override
        public int length() {
            return len;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw TooManySteps.INSTANCE;
            }
            return (char) (buf[off + index] & 0xff);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return Bytes.text(buf, off + start, end - start);
        }

        @Override
        public String toString() {
            return Bytes.text(buf, off, len);
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;
        static final TooManySteps INSTANCE = new TooManySteps();

        private TooManySteps() {
            super(null, null, false, false);
        }
    }
}
