package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Phase;
import dev.lintel.rule.TestExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Match methods, operators and flags against what HAProxy answered to the same conditions: {@code src/test/resources/acls.txt}. */
class AclTableTest {
    @Test
    void answersAsHaproxyDid() throws IOException {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (String line : table().split("\n")) {
            if (!line.startsWith("#")) {
                String[] parts = line.split("  ->  ", 2);
                String seen = answer(parts[0]);
                if (!seen.equals(parts[1])) {
                    wrong.add(line + "  but was  " + seen);
                }
                lines++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).isGreaterThan(200);
    }

    private static String table() throws IOException {
        try (InputStream in = AclTableTest.class.getResourceAsStream("/acls.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String answer(String condition) {
        Text text = new Text();
        Pos pos = Pos.of("t.cfg", 1);
        List<Word> words = Text.words("if { " + condition + " }", pos);
        Condition compiled = text.section().condition("monitor fail", words, Phase.HTTP_REQUEST, pos);
        if (text.problems.hasErrors()) {
            return "refused";
        }
        Exchange x = TestExchange.request("GET / HTTP/1.1");
        return compiled.holds(x) ? "TRUE" : "false";
    }
}
