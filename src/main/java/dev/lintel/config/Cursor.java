package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Units;
import dev.lintel.base.Word;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Walks the words behind a keyword and builds the error when one is not what it should be. Every complaint ends the reading of
 * its line by {@link Stop}, so that one mistake makes one message.
 */
final class Cursor {
    /** Thrown when a line cannot be read further; its problem is already told. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final Stop IT = new Stop();

        private Stop() {
            super(null, null, false, false);
        }
    }

    private final Line line;
    private final String place;
    private final Problems problems;
    private String subject;
    private int at;

    /** Behind the first {@code count} words of the line, in a place such as {@code frontend 'web'}. */
    Cursor(Line line, int count, String place, Problems problems) {
        this.line = line;
        this.place = place;
        this.problems = problems;
        this.at = count;
        this.subject = String.join(" ", line.from(0).subList(0, Math.min(count, line.size())));
    }

    /** Whom messages blame from here on: an option within the line, say. */
    void subject(String subject) {
        this.subject = subject;
    }

    String subject() {
        return subject;
    }

    Pos pos() {
        return line.pos();
    }

    boolean more() {
        return at < line.size();
    }

    /** The next word without taking it, or the empty text at the end. */
    String peek() {
        return line.word(at);
    }

    /** Takes the next word when it is this one. */
    boolean take(String word) {
        if (!more() || !peek().equals(word)) {
            return false;
        }
        at++;
        return true;
    }

    /** Takes the next word, which should be what {@code expected} says. */
    Word word(String expected) {
        if (!more()) {
            throw expects(expected);
        }
        return line.words().get(at++);
    }

    String text(String expected) {
        return word(expected).text();
    }

    /** Takes one of these words. */
    String oneOf(List<String> values) {
        if (!values.contains(peek())) {
            boolean number = peek().chars().allMatch(Character::isDigit);
            String hint = number ? "" : Near.hint(peek(), values);
            throw expects("one of " + String.join(", ", values), hint);
        }
        return text("");
    }

    long millis(Units.Time unit) {
        return value("a duration such as 5s", text -> Units.millis(text, unit));
    }

    long millis() {
        return millis(Units.Time.MS);
    }

    /** Milliseconds of a wait that people mean in seconds more often than not: a small bare number is warned about, as in HAProxy. */
    long waitMillis() {
        String text = peek();
        long millis = millis();
        if (millis > 0 && millis < 100 && text.chars().allMatch(Character::isDigit)) {
            warn("'" + subject + " " + text + "' is short for a count of milliseconds; write '" + text
                    + "ms' if it is meant");
        }
        return millis;
    }

    long bytes() {
        return value("a size such as 16k", Units::bytes);
    }

    int number(int min, int max) {
        return (int) value("a whole number", text -> Units.number(text, min, max));
    }

    private long value(String expected, ToLongFunction<String> parse) {
        String text = text(expected);
        try {
            return parse.applyAsLong(text);
        } catch (Units.Malformed e) {
            throw fail("'" + subject + "' " + e.getMessage());
        }
    }

    /** Takes all words that are left. */
    List<Word> rest() {
        List<Word> rest = line.words().subList(at, line.size());
        at = line.size();
        return rest;
    }

    /** Steps over so many words, all of which must be there; -1: over whatever there is. */
    void skip(int count) {
        for (int i = 0; i < count; i++) {
            word("a value");
        }
        if (count < 0) {
            at = line.size();
        }
    }

    /** There must be no word left. */
    void end() {
        if (more()) {
            throw fail("'" + subject + "' expects nothing more, not '" + peek() + "'");
        }
    }

    /** The next word, or the end of the line, is not what was expected. */
    Stop expects(String expected) {
        return expects(expected, "");
    }

    Stop expects(String expected, String hint) {
        String found = more() ? "not '" + peek() + "'" : "but the line ends after '" + line.word(line.size() - 1) + "'";
        return fail("'" + subject + "' expects " + expected + ", " + found + hint);
    }

    /** Refuses the keyword by name. */
    void refuse(String reason) {
        throw fail("'" + subject + "' is not part of this version of Lintel yet: " + reason);
    }

    /** Tells of an error at the current word; the caller throws what it returns. */
    Stop fail(String text) {
        problems.error(here(), "in " + place + ": " + text);
        return Stop.IT;
    }

    void warn(String text) {
        problems.warning(line.pos(), "in " + place + ": " + text);
    }

    /** Tells what becomes of the line instead. */
    void note(String text) {
        problems.note(line.pos(), "'" + subject + "' is " + text);
    }

    void hint(String text) {
        problems.hint(line.pos(), "in " + place + ": " + text);
    }

    private Pos here() {
        int index = Math.min(at, line.size() - 1);
        Pos pos = line.words().get(index).pos();
        return pos.isNone() ? line.pos() : pos;
    }
}
