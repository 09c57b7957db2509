package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Units;
import dev.lintel.base.Word;
import dev.lintel.exchange.SampleType;
import dev.lintel.rule.Casts;
import dev.lintel.rule.Converters;
import dev.lintel.rule.Expression;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Names;
import dev.lintel.rule.Phase;
import dev.lintel.rule.Regex;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.Words;
import java.util.List;
import java.util.regex.Pattern;

/** The words of one rule between its action and its condition, as the action reads them. */
final class WordsCursor implements Words {
    private final SectionCompiler section;
    private final String keyword;
    private final List<String> arguments;
    private final List<Word> words;
    private final Phase phase;
    private final Pos pos;
    private int at;

    /** @param keyword for messages, such as {@code http-request set-header} */
    WordsCursor(
            SectionCompiler section, String keyword, List<String> arguments, List<Word> words, Phase phase, Pos pos) {
        this.section = section;
        this.keyword = keyword;
        this.arguments = arguments;
        this.words = words;
        this.phase = phase;
        this.pos = pos;
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public boolean more() {
        return at < words.size();
    }

    @Override
    public Word peek() {
        return more() ? words.get(at) : null;
    }

    @Override
    public Word next(String expected) {
        if (!more()) {
            String last = at == 0 ? "" : " behind '" + words.get(at - 1).text() + "'";
            throw error(pos, "expects " + expected + last + ", but there is nothing more");
        }
        return words.get(at++);
    }

    @Override
    public boolean accept(String literal) {
        boolean there = more() && words.get(at).is(literal);
        at += there ? 1 : 0;
        return there;
    }

    @Override
    public LogFormat format(String expected) {
        return format(expected, FormatPlace.MESSAGE);
    }

    @Override
    public LogFormat plainFormat(String expected) {
        return format(expected, FormatPlace.PLAIN);
    }

    private LogFormat format(String expected, FormatPlace place) {
        Word word = next(expected);
        return compiled(word.pos(), () -> section.formats.compile(word.text(), word.pos(), phase, place));
    }

    @Override
    public LogFormat plainFormat(Pos where, String text) {
        return compiled(where, () -> section.formats.compile(text, where, phase, FormatPlace.PLAIN));
    }

    /** Words that are converters' names continue the expression: the spelling of before converters stood behind commas. */
    @Override
    public Sampler expression(String expected, SampleType as) {
        Word first = next(expected);
        StringBuilder text = new StringBuilder(first.text());
        while (more() && beginsWithConverter(words.get(at).text())) {
            text.append(',').append(words.get(at++).text());
        }
        return compiled(first.pos(), () -> {
            Expression expression = section.expressions.whole(text.toString(), first.pos(), phase);
            if (!Casts.possible(expression.out(), as)) {
                throw new RuleMistake("expects an expression of type " + as.label() + ", which the "
                        + expression.out().label() + " of '" + text + "' cannot become");
            }
            return expression.as(as);
        });
    }

    private static boolean beginsWithConverter(String word) {
        return Converters.TABLE.has(word.substring(0, ExprCompiler.identifier(word, 0)));
    }

    @Override
    public Pattern regex(String expected, boolean ignoreCase) {
        Word word = next(expected);
        return compiled(word.pos(), () -> Regex.compile(word.text(), ignoreCase));
    }

    @Override
    public long number(String expected, long min, long max) {
        Word word = next(expected);
        return units(word, () -> Units.number(word.text(), min, max));
    }

    @Override
    public long duration(String expected) {
        Word word = next(expected);
        return units(word, () -> Units.millis(word.text()));
    }

    private long units(Word word, java.util.function.LongSupplier read) {
        try {
            return read.getAsLong();
        } catch (Units.Malformed e) {
            throw error(word.pos(), e.getMessage());
        }
    }

    private <T> T compiled(Pos where, java.util.function.Supplier<T> compile) {
        try {
            return compile.get();
        } catch (RuleMistake mistake) {
            section.names.blame.caught(where, keyword, mistake);
            throw new RuleMistake(null);
        }
    }

    @Override
    public Names names() {
        return section.names;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public Pos pos() {
        return pos;
    }

    @Override
    public RuleMistake error(Pos where, String text) {
        section.names.blame.error(where, keyword, text);
        return new RuleMistake(null);
    }

    @Override
    public void warning(Pos where, String text) {
        section.names.blame.warning(where, keyword, text);
    }
}
