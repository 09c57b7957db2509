package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.base.Severity;
import java.util.List;

/** What must be true of any text given as a configuration: it is read or refused in words, and its canonical form says the same. */
final class ConfigurationAgreement {
    private ConfigurationAgreement() {}

    /** @param words a last line without its end is noted, so it gets one */
    static void check(String words) {
        String text = words.endsWith("\n") ? words : words + "\n";
        Problems problems = read(text);
        assertThat(problems.sorted())
                .as(text)
                .noneMatch(problem ->
                        problem.text().contains("Exception") || problem.text().contains("dev.lintel"));
        String canonical = Printer.format(new Source("f", text));
        if (problems.hasErrors()) {
            // Where sections begin and lines go on is a guess in a text that is wrong.
            return;
        }
        assertThat(Printer.format(new Source("f", canonical)))
                .as("printing what was printed changes nothing: %s", text)
                .isEqualTo(canonical);
        assertThat(graveness(read(canonical)))
                .as("the canonical form is read alike: %s%n-- is%n%s", text, canonical)
                .isEqualTo(graveness(problems));
    }

    /** Every problem, by how grave it is. */
    private static List<String> graveness(Problems problems) {
        return problems.sorted().stream()
                .map(problem -> problem.severity() == Severity.NOTE || problem.severity() == Severity.HINT
                        ? "remark"
                        : problem.severity().word())
                .sorted()
                .toList();
    }

    private static Problems read(String text) {
        Problems problems = new Problems();
        Reader.read(List.of(new Source("f", text)), Environment.empty(), problems, false);
        return problems;
    }
}
