package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every fetch, converter and action is named by a scenario or by a test that goes through rows one by one. */
class RowsAreShownTest {
    private static final List<String> TABLE_TESTS = List.of(
            "src/test/java/dev/lintel/rule/FetchesTest.java",
            "src/test/java/dev/lintel/rule/ConvertersTest.java",
            "src/test/java/dev/lintel/rule/TlsFetchesTest.java",
            "src/test/resources/dev/lintel/rule/tls-fetches.txt",
            "src/test/java/dev/lintel/compile/ActionsTest.java",
            "src/test/java/dev/lintel/compile/ActionStateTest.java");

    private static String shown;

    @BeforeAll
    static void readEverything() throws IOException {
        try (Stream<Path> scenarios = Files.walk(Path.of("src/test/scenarios"))) {
            StringBuilder all = new StringBuilder();
            Stream.concat(
                            scenarios.filter(file -> file.toString().endsWith(".scn")),
                            TABLE_TESTS.stream().map(Path::of))
                    .forEach(file -> all.append(text(file)).append('\n'));
            shown = all.toString();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fetches() {
        check(Fetches.TABLE);
    }

    @Test
    void converters() {
        check(Converters.TABLE);
    }

    @Test
    void actions() {
        check(Actions.TABLE);
    }

    /** A method by its own word; that of a keyword (path_beg) or of a type says less. */
    @Test
    void matchers() {
        Set<String> missing = new TreeSet<>();
        for (String name : Matchers.TABLE.names()) {
            if (!Pattern.compile("-m " + name + "\\b").matcher(shown).find()) {
                missing.add(name);
            }
        }
        assertThat(missing).as("match methods that no scenario names").isEmpty();
    }

    private static void check(Table<?> table) {
        Set<String> missing = new TreeSet<>();
        for (String name : table.names()) {
            String alone = "(?<![A-Za-z0-9_.-])" + Pattern.quote(name) + "(?![A-Za-z0-9_-]|[.][a-z])";
            if (!Pattern.compile(alone).matcher(shown).find()) {
                missing.add(name);
            }
        }
        assertThat(missing).as("rows that no scenario and no table test names").isEmpty();
    }
}
