package dev.lintel.rule;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import java.util.List;

/**
 * The words of one rule as its action reads them: a cursor that builds the messages. It stops before {@code if} and {@code unless}, which
 * belong to the condition. Implemented by {@code compile}.
 */
public interface Words {
    /**
     * What stands in parentheses behind the action's name, split at its commas: {@code set-var(txn.host,ifempty)}. Empty where there are
     * none; the words then begin behind it.
     */
    List<String> arguments();

    /** Whether a word of this action is left. */
    boolean more();

    /** The next word without taking it, or null. */
    Word peek();

    /** Takes the next word; where none is left, an error says that {@code expected} (such as "{@code <name>}") is missing. */
    Word next(String expected);

    /** Takes the next word if it is this one. */
    boolean accept(String literal);

    /** Takes the next word as a log format (manual section 8.2.6) whose values become part of a message: control characters are encoded. */
    LogFormat format(String expected);

    /** Takes the next word as a log format whose values stay as they are: {@code set-var-fmt}, {@code lf-string}, names of maps. */
    LogFormat plainFormat(String expected);

    /** Reads a text that is not a word of the line, such as the content of {@code lf-file}, as {@link #plainFormat} does. */
    LogFormat plainFormat(Pos pos, String text);

    /** Takes the next words as an expression ({@code fetch,conv,...}) cast to a type; ANY casts nothing. */
    Sampler expression(String expected, SampleType as);

    /** Takes the next word as a regular expression under a step budget. */
    java.util.regex.Pattern regex(String expected, boolean ignoreCase);

    /** Takes the next word as a number within bounds. */
    long number(String expected, long min, long max);

    /** Takes the next word as a duration; the result is in milliseconds. */
    long duration(String expected);

    Names names();

    Phase phase();

    Pos pos();

    /** Reports what is wrong and returns an exception to be thrown: {@code throw words.error(pos, "...")}. */
    RuleMistake error(Pos pos, String text);

    void warning(Pos pos, String text);
}
