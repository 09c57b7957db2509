package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.http.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of {@code errorfile}: HAProxy takes and refuses the same ones. */
class ErrorFileTest {
    @Test
    void aWholeAnswer() {
        Reply reply = parse(
                "HTTP/1.0 403 Not You\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.reason()).isEqualTo(Bytes.of("Not You"));
        assertThat(reply.head(null, null).headers).hasToString("content-type: text/html\n");
        assertThat(reply.body(null)).isEqualTo(Bytes.of("hi"));
        assertThat(reply.byStatus()).isFalse();
    }

    @Test
    void linesMayEndInLfAlone() {
        assertThat(parse("HTTP/1.1 404\nA:  b \n\n\r\nx").body(null)).isEqualTo(Bytes.of("\r\nx"));
    }

    @Test
    void anEmptyFileAnswersNothing() {
        assertThat(parse("")).isSameAs(Reply.NOTHING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            junk                                               | expects a file that begins with a status line
            junk\\n                                             | not 'junk'
            HTTP/1.1 403 NF\\n                                  | the file ends before it
            HTTP/1.1 103 NF\\n\\n                               | expects a file with a final status from 200 to 599, not 103
            HTTP/1.1 403 NF\\nFoo bar\\n\\nhi                   | expects fields such as 'Content-Type: text/html', not 'Foo bar'
            HTTP/1.1 403 NF\\nContent-Length: 5\\n\\nhi         | announces a body of 5 bytes in its content-length, but 2 follow
            HTTP/1.1 403 NF\\nTransfer-Encoding: chunked\\n\\nx | has a transfer-encoding field
            HTTP/1.1 204 NF\\n\\nhi                             | has a body, which an answer with status 204 cannot have
            """)
    void whatIsNoAnswerIsRefused(String content, String message) {
        assertThatThrownBy(() -> parse(content.replace("\\n", "\n")))
                .isInstanceOf(RuleMistake.class)
                .hasMessageContaining(message);
    }

    private static Reply parse(String content) {
        return ErrorFile.parse(Bytes.of(content));
    }
}
