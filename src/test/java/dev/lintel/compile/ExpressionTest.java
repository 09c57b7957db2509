package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Phase;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.TestExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions and formats: their values, and what is said where they are wrong. */
class ExpressionTest {
    private final Exchange x = TestExchange.request("GET /a/b?c=d HTTP/1.1\nHost: Example.org\nX-N: 12\nX-List: a,b");

    private String value(String expression) {
        Text text = new Text();
        Sampler sampler = text.section()
                .expression(
                        "key",
                        Text.words("'" + expression + "'", Pos.of("t.cfg", 1)).getFirst(),
                        Phase.HTTP_REQUEST,
                        SampleType.STR);
        return sampler == null ? text.found() : sampler.sample(x, x.sample) ? x.sample.text() : "NONE";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path|/a/b",
                "req.hdr(host),lower|example.org",
                "str(a b)|a b",
                "str(\"a,b)\")|a,b)",
                "str(a\\ b)|a b",
                "str(\"x\\ty\")|x\ty",
                "int(5)|5",
                "src|127.0.0.1",
                "req.hdr(x-n),lower|12",
                "req.hdr(x-list)|b",
                "bool(true)|1",
            })
    void valuesAreHaproxys(String expression, String expected) {
        assertThat(value(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pth|t.cfg:1: in frontend 'f': 'key': unknown sample fetch 'pth'; did you mean 'path'?",
                "path,lowr|t.cfg:1: in frontend 'f': 'key': unknown converter 'lowr'; did you mean 'lower'?",
                "path)|t.cfg:1: in frontend 'f': 'key': unexpected ')' behind 'path': converters follow behind a comma",
                "res.hdr(x)|t.cfg:1: in frontend 'f': 'key': 'res.hdr' needs the response, which is not there in request rules",
                "int|t.cfg:1: in frontend 'f': 'key': 'int' expects (<integer>), but has no arguments",
                "int(x)|t.cfg:1: in frontend 'f': 'key': 'int' expects a whole number as <integer>, not 'x'",
                "int(5|t.cfg:1: in frontend 'f': 'key': the parenthesis of '(5' is never closed",
                "path(x)|t.cfg:1: in frontend 'f': 'key': 'path' takes no arguments",
                "var(host)|t.cfg:1: in frontend 'f': 'key': 'var' expects a variable with its scope, as in txn.host, not 'host'",
                "be_conn(b11)|t.cfg:1: in frontend 'f': 'key': 'be_conn' expects the name of a backend such as 'b1', not 'b11'",
            })
    void mistakesAreNamed(String expression, String expected) {
        assertThat(value(expression).strip()).isEqualTo(expected);
    }

    private String format(String format, FormatPlace place) {
        Text text = new Text();
        Phase phase = place == FormatPlace.LOG_LINE ? Phase.LOG : Phase.HTTP_REQUEST;
        LogFormat compiled = text.section().format("log-format", format, Pos.of("t.cfg", 1), phase, place);
        if (compiled == null) {
            return text.found().strip();
        }
        byte[] bytes = compiled.bytes(x);
        return Bytes.text(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a%[path]b|a/a/bb",
                "%[str(a]b)]|a]b",
                "100%%|100%",
                "%ci:%cp %f|127.0.0.1:4711 f",
                "%{+X}ci:%{+X}cp|7F000001:1267",
                "%{+Q}[path]|\"/a/b\"",
                "%{+Q}o%f %{-Q}f %b|\"f\" f \"f\"",
                "%[str(a]\\\"b)] |a]\"b ",
            })
    void itemsAreWritten(String format, String expected) {
        assertThat(format(format, FormatPlace.PLAIN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` a  b `|`a b `",
                "`x %hr y`|`x y`",
                "%CC|-",
                "%{+Q}CC|`\"\"`",
                "%{+Q}r|`\"GET /a/b?c=d HTTP/1.1\"`",
                "%HM %HP %HQ %HU %HV %HPO|GET /a/b ?c=d /a/b?c=d HTTP/1.1 /a/b",
                "%s %ts %tsc|<NOSRV> -- ----",
                "%sslv %sslc|- -",
                "%{+E}[str(\"a]b\")]|`a\\]b`",
            })
    void logLinesMergeBlanksAndShowDashes(String format, String expected) {
        assertThat(format(format, FormatPlace.LOG_LINE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%zz|t.cfg:1: in frontend 'f': 'log-format': no alias is named '%zz'; a percent sign itself is written '%%'",
                "%|t.cfg:1: in frontend 'f': 'log-format': the format ends in the middle of '%'; a percent sign itself is written '%%'",
                "5% of|t.cfg:1: in frontend 'f': 'log-format': no alias stands behind the '%' before ' of'; a percent sign itself is written '%%'",
                "%[path|t.cfg:1: in frontend 'f': 'log-format' expects ']' behind '%[path', but the format ends",
                "%[path x]|t.cfg:1: in frontend 'f': 'log-format' expects ']' behind '%[path', not ' '",
                "%{+json}o|t.cfg:1: in frontend 'f': 'log-format': the encoding 'json' of log formats is not supported yet",
            })
    void mistakesInFormatsAreNamed(String format, String expected) {
        assertThat(format(format, FormatPlace.PLAIN)).isEqualTo(expected);
    }

    @Test
    void controlCharactersAreEncodedInMessages() {
        assertThat(format("%[str(\"a\\nb\")]", FormatPlace.MESSAGE)).isEqualTo("a%0Ab");
        assertThat(format("%[str(\"a\\nb\")]", FormatPlace.PLAIN)).isEqualTo("a\nb");
    }
}
