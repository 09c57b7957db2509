package dev.lintel.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs the scenarios named as arguments, one after the other, without a build: {@code RunScenarios [-haproxy|-lintel] FILE...}. */
final class RunScenarios {
    private RunScenarios() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> args = List.of(arguments);
        int failed = 0;
        for (String arg : args) {
            if (arg.startsWith("-")) continue;
            for (Leg leg : Leg.values()) {
                boolean other = args.contains("-haproxy") && leg != Leg.HAPROXY
                        || args.contains("-lintel") && leg != Leg.LINTEL;
                for (Pair pair : Pair.of(Scenario.read(Path.of(arg))))
                    if (!other && !passes(Path.of(arg), pair, leg)) failed++;
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private static boolean passes(Path file, Pair pair, Leg leg) throws IOException, InterruptedException {
        String name = file + " [" + pair + "] on " + leg.name().toLowerCase(Locale.ROOT);
        try {
            Scenario scenario = Scenario.read(file);
            String skips = leg.skips(scenario, pair);
            if (skips == null) ScenarioRun.run(scenario, pair, leg);
            System.out.println((skips == null ? "ok      " : "skipped ") + name + (skips == null ? "" : ": " + skips));
            return true;
        } catch (AssertionError | Line.ScenarioError e) {
            System.out.println("FAILED  " + e.getMessage());
            return false;
        }
    }
}
