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
            for (Leg leg : Leg.values()) {
                String name = ROOT.relativize(file) + " on " + leg.name().toLowerCase(Locale.ROOT);
                tests.add(DynamicTest.dynamicTest(name, file.toUri(), () -> run(file, leg)));
            }
        return tests;
    }

    private static void run(Path file, Leg leg) throws IOException, InterruptedException {
        Scenario scenario = Scenario.read(file);
        if (leg == Leg.LINTEL) Pending.abort(ROOT, ROOT.relativize(file).toString());
        String skips = leg.skips(scenario);
        if (skips != null) abort(file + " on " + leg.name().toLowerCase(Locale.ROOT) + ": " + skips);
        ScenarioRun.run(scenario, leg);
    }

    static List<Path> files(String part) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(f -> f.toString().endsWith(".scn") && f.toString().contains(part))
                    .sorted()
                    .toList();
        }
    }
}
