package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words, quotes, escapes and variables; each case was compared with what {@code haproxy -dC} of 2.6 and 3.4 prints. */
class LexerTest {
    private static final Environment ENVIRONMENT = Environment.empty();

    static {
        ENVIRONMENT.set("A", "x y");
        ENVIRONMENT.set("E", "");
        ENVIRONMENT.set("Z", "zz");
    }

    /** Columns: the line, the words with '|' between them. An underscore stands for an empty list. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a  b\tc ~ a|b|c",
                "daemon#daemonize ~ daemon",
                "a\\$b ~ a\\$b",
                "\"a\\$b\" ~ a$b",
                "a\\qb \"a\\qb\" ~ a\\qb|a\\qb",
                "a$Z ${Z} ~ a$Z|${Z}",
                "\"p${A[*]}q\" ~ px|yq",
                "\"$A\" ~ x y",
                "\"${NOPE-foo bar}\" ~ foo bar",
                "\"${E-foo}x\" ~ x",
                "\"${NOPE-a\\\"}b\" ~ a\\\"b",
                "a'b c'\"d e\"f ~ ab cd ef",
                "a\\x41\\x5E ~ aA^",
                "\\1 \\. ~ \\1|\\.",
                "\"${.FILE}:${.LINE}:$.SECTION\" ~ f.cfg:7:web",
                "x\"$Z\"y ~ xzzy",
                "'\\x41$Z' ~ \\x41$Z",
                "a\\#b c#d ~ a#b|c",
                "\"a${NOPE[*]}\" z ~ a|z",
                "a \"${NOPE[*]}\" z ~ a|z",
                "a '' b\"\" ~ a||b",
                "a \\  b ~ a| |b",
                "# nothing ~ _",
                "a\\ b\\tc ~ a b\tc",
                "\"it's\" '\"' ~ it's|\"",
                "C:\\ x ~ C: x",
                "a\\ ~ a\\",
            })
    void cutsLikeHaproxy(String line, String words) {
        Lexed lexed = lex(line);
        assertThat(lexed.fault()).isNull();
        String joined = String.join("|", lexed.words().stream().map(Word::text).toList());
        assertThat(lexed.words().isEmpty() ? "_" : joined).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a \"b ~ 3 ~ the quote opened at column 3 is never closed",
                "a 'b\" ~ 3 ~ the quote opened at column 3 is never closed",
                "a \\x4 ~ 3 ~ '\\x' expects two hexadecimal digits",
                "a \\x00 ~ 3 ~ '\\x00' cannot stand in a word",
                "\"${A\" ~ 2 ~ '${A' expects '}' after the name",
                "\"$9\" ~ 3 ~ expects the name of a variable",
                "\"$\" ~ 3 ~ expects the name of a variable",
                "\"${A[1]}\" ~ 5 ~ expects '*]}' next",
                "\"${.FOO}\" ~ 4 ~ '.FOO' is no variable",
            })
    void namesTheFault(String line, int column, String fault) {
        Lexed lexed = lex(line);
        assertThat(lexed.fault()).contains(fault);
        assertThat(lexed.faultColumn()).isEqualTo(column);
        assertThat(lexed.words()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {"a \\ ~ true", "\\ ~ true", "a\\ ~ false", "'a \\' ~ false", "a # \\ ~ false", "a \\\\ ~ false"})
    void aLoneBackslashContinues(String line, boolean continued) {
        assertThat(lex(line).continued()).isEqualTo(continued);
    }

    private static Lexed lex(String line) {
        return Lexer.lex(line, Pos.of("f.cfg", 7), "web", ENVIRONMENT);
    }

    @Test
    void aWordThatEndsInABackslashIsPrintedSoThatItKeepsIt() {
        String written = Quoting.of("^Host:\\");
        assertThat(written).isEqualTo("'^Host:\\'");
        assertThat(Lexer.lex("x " + written + " y", Pos.NONE, "", Environment.empty())
                        .words())
                .extracting(word -> word.text())
                .containsExactly("x", "^Host:\\", "y");
    }
}
