package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lintel.balance.BackendLine;
import dev.lintel.balance.ServerLine;
import dev.lintel.balance.Servers;
import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.http.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every converter against what HAProxy 3.4 answered to the same expression; the tables are {@code src/test/resources/converters}. */
class ConvertersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "numbers",
                "dates",
                "json",
                "state",
                "texts",
                "fields",
                "encodings",
                "hashes",
                "ciphers",
                "addresses",
                "maps",
                "differences"
            })
    void answersAsHaproxyDid(String family) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> lines = lines("/converters/" + family + ".txt");
        for (String line : lines) {
            String[] parts = line.split("  ->  ", 2);
            String seen = Expressions.value(parts[0], new Site(), request());
            if (!seen.equals(parts[1])) {
                wrong.add(line + "  but was  " + seen);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).isNotEmpty();
    }

    /** Whatever comes in, a converter answers or does not; it never fails. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "numbers",
                "dates",
                "json",
                "texts",
                "fields",
                "encodings",
                "hashes",
                "ciphers",
                "addresses",
                "maps"
            })
    void anyInputIsBorne(String family) throws IOException {
        Random random = new Random(42);
        for (String line : lines("/converters/" + family + ".txt")) {
            String expression = line.substring(0, line.indexOf("  ->  "));
            int behindFetch = expression.indexOf("),") + 1;
            if (behindFetch == 0 || line.endsWith("refused") || expression.length() > 300) {
                continue;
            }
            for (int i = 0; i < 20; i++) {
                String input = i % 2 == 0
                        ? "bin(" + HexFormat.of().formatHex(bytes(random)) + ")"
                        : "int(" + random.nextLong() + ")";
                assertThatCode(() ->
                                Expressions.value(input + expression.substring(behindFetch), new Site(), request()))
                        .as("%s%s", input, expression.substring(behindFetch))
                        .doesNotThrowAnyException();
            }
        }
    }

    /** Bytes that mean something to one converter or another, and others. */
    private static byte[] bytes(Random random) {
        byte[] out = new byte[1 + random.nextInt(20)];
        for (int i = 0; i < out.length; i++) {
            String some = "{}[]:\"\\%+=&;,.-_/019aAzZ?q \r\n";
            out[i] = (byte)
                    (random.nextInt(4) == 0 ? 1 + random.nextInt(255) : some.charAt(random.nextInt(some.length())));
        }
        return out;
    }

    private static Exchange request() {
        Exchange x = Traffic.request("GET / HTTP/1.1");
        x.requestCaptures = new byte[1][];
        return x;
    }

    @Test
    void capturesKeepTheLengthOfTheirSlot() {
        Exchange x = request();
        assertThat(Expressions.value("str(abc),capture-req(0)", new Site(), x)).isEqualTo("str \"abc\"");
        assertThat(x.requestCaptures[0]).isEqualTo(Bytes.of("ab"));
    }

    /** What the tables suppose; files are the resources below {@code maps}. */
    private static final class Site extends Bind.FixedNames {
        @Override
        public ProxyCounters frontend(String name) {
            return name.equals("f") ? self : null;
        }

        @Override
        public Servers servers(String backend) {
            return backend.equals("bk")
                    ? BackendLine.backend(
                                    ServerLine.server("s1", 1),
                                    ServerLine.server("s2", 2).disabled())
                            .build()
                    : null;
        }

        @Override
        public int captureSlot(boolean request, int id) {
            return request && id == 0 ? 0 : -1;
        }

        @Override
        public int captureLength(boolean request, int slot) {
            return 2;
        }

        @Override
        public Condition acl(String name) {
            return name.equals("foo") ? Condition.ALWAYS : name.equals("bar") ? Condition.NEVER : null;
        }

        @Override
        public List<String> lines(String file, Pos pos) {
            if (file.startsWith("virt@")) {
                return List.of();
            }
            String name = file.substring(file.indexOf('@') + 1);
            try (InputStream in = ConvertersTest.class.getResourceAsStream("/maps/" + name)) {
                if (in == null) {
                    return file.startsWith("opt@") ? List.of() : null;
                }
                return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
