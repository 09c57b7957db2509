package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every converter against what HAProxy 3.4 answered to the same expression; the tables are {@code src/test/resources/converters}. */
class ConvertersTest {
    @ParameterizedTest
    @ValueSource(strings = {"numbers", "texts", "fields", "encodings", "hashes", "ciphers", "addresses", "differences"})
    void answersAsHaproxyDid(String family) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> lines = lines("/converters/" + family + ".txt");
        for (String line : lines) {
            String[] parts = line.split("  ->  ", 2);
            String seen = Expressions.value(parts[0], new Bind.FixedNames(), Traffic.request("GET / HTTP/1.1"));
            if (!seen.equals(parts[1])) {
                wrong.add(line + "  but was  " + seen);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).isNotEmpty();
    }

    static List<String> lines(String resource) throws IOException {
        try (InputStream in = ConvertersTest.class.getResourceAsStream(resource)) {
            List<String> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    lines.add(line);
                }
            }
            return lines;
        }
    }
}
