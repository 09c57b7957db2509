package dev.lintel.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One scenario on one leg, from its temporary files to its report. */
final class ScenarioRun {
    private ScenarioRun() {}

    /** Returns when every step saw what it expects; the error's text is the whole report. */
    static void run(Scenario scenario, Pair pair, Leg leg) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("scenario");
        try (Stage stage = new Stage(scenario, leg, pair, directory)) {
            StepRunner runner = new StepRunner(stage);
            for (Line line : scenario.steps()) {
                try {
                    runner.run(line);
                } catch (Mismatch | IOException e) {
                    throw failure(line, pair, stage, e instanceof Mismatch ? e.getMessage() : e.toString());
                }
            }
            String leftOver = stage.leftOver();
            if (leftOver != null) throw failure(scenario.steps().getLast(), pair, stage, leftOver);
        } finally {
            delete(directory);
        }
    }

    private static AssertionError failure(Line line, Pair pair, Stage stage, String what) {
        StringBuilder report = new StringBuilder();
        report.append(line)
                .append(" [" + pair + "] on ")
                .append(stage.program.name())
                .append(": ");
        report.append(line.text()).append('\n').append(indented(what));
        report.append("\ntranscript:\n").append(indented(stage.scene.transcript()));
        String output = stage.program.output();
        if (!output.isBlank()) report.append("\nthe program printed:\n").append(indented(output.strip()));
        return new AssertionError(report.append('\n').toString());
    }

    private static String indented(String text) {
        return text.indent(2).stripTrailing();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
