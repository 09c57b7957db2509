package dev.lintel.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs every scenario against Lintel and against HAProxy; {@code -Dscenario=http/keep} runs those whose path has it. */
@Execution(ExecutionMode.CONCURRENT)
class ScenariosTest {
    private static final Path ROOT = Path.of("src/test/scenarios");

    @TestFactory
    List<DynamicTest> scenarios() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files(System.getProperty("scenario", "")))
            for (Pair pair : pairs(file))
                for (Leg leg : Leg.values()) {
                    String name = ROOT.relativize(file) + " [" + pair + "] on "
                            + leg.name().toLowerCase(Locale.ROOT);
                    tests.add(DynamicTest.dynamicTest(name, file.toUri(), () -> run(file, pair, leg)));
                }
        return tests;
    }

    /** A file that cannot be read fails when it is run, by its name. */
    private static List<Pair> pairs(Path file) throws IOException {
        try {
            return Pair.of(Scenario.read(file));
        } catch (Line.ScenarioError e) {
            return List.of(Pair.H1);
        }
    }

    private static void run(Path file, Pair pair, Leg leg) throws IOException, InterruptedException {
        Scenario scenario = Scenario.read(file);
        if (leg == Leg.LINTEL) Pending.abort(ROOT, ROOT.relativize(file).toString(), pair);
        String skips = leg.skips(scenario, pair);
        if (skips != null) abort(file + " on " + leg.name().toLowerCase(Locale.ROOT) + ": " + skips);
        ScenarioRun.run(scenario, pair, leg);
    }

    static List<Path> files(String part) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(f -> f.toString().endsWith(".scn") && f.toString().contains(part))
                    .sorted()
                    .toList();
        }
    }
}
