package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.http.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regular expressions in PCRE's spelling over bytes; the answers are those of HAProxy's {@code -m reg}. */
class RegexTest {
    private static boolean find(String regex, String text) {
        byte[] bytes = Bytes.of("~" + text + "~");
        return new Regex(Regex.compile(regex, false)).find(bytes, 1, bytes.length - 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "^/a|/abc|true",
                "^a|/a|false",
                "c$|abc|true",
                "[[:alpha:]][[:digit:]]|x1|true",
                "[^[:space:]]+|`   `|false",
                "[]a]|]|true",
                "[^]a]|]|false",
                "[a[]|[|true",
                "[a&&b]|&|true",
                "a{|a{|true",
                "a{2}|aa|true",
                "a{2,}b|aaab|true",
                "{x}|{x}|true",
                "\\Qa.b\\E|a.b|true",
                "\\Qa.b\\E|axb|false",
                "(?P<n>a)b|ab|true",
                "(?i)ABC|abc|true",
                "\\d\\.\\d|1.2|true",
                "é|é|true",
            })
    void isReadLikePcre(String regex, String text, boolean expected) {
        assertThat(find(regex, text)).isEqualTo(expected);
    }

    @Test
    void anExpressionThatExplodesDoesNotMatch() {
        assertThat(find("(?:.*a){12}b", "a".repeat(300))).isFalse();
        assertThat(find("^(?:a|b)*$", "ab".repeat(40_000))).isFalse();
        assertThat(find("a", "a")).as("the next one is looked at as ever").isTrue();
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> Regex.compile("\\y", false)).isInstanceOf(RuleMistake.class);
        assertThatThrownBy(() -> Regex.compile("a(b", false))
                .isInstanceOf(RuleMistake.class)
                .hasMessage("expects a regular expression, not 'a(b' (unclosed group)");
    }
}
