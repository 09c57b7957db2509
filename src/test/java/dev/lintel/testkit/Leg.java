package dev.lintel.testkit;

import java.nio.file.Path;
import java.time.Duration;

/** The programs that a scenario runs against. */
enum Leg {
    LINTEL {
        @Override
        String skips(Scenario scenario, Pair pair) {
            return null;
        }

        @Override
        ProgramUnderTest program(Scenario scenario, Path directory) {
            return new LintelProgram(directory);
        }
    },
    HAPROXY {
        @Override
        String skips(Scenario scenario, Pair pair) {
            if (scenario.differs() != null) return "differs from HAProxy: " + scenario.differs();
            String differs = pair.h2Clients() ? scenario.differsForH2Clients() : null;
            if (differs == null && pair.h2Servers()) differs = scenario.differsForH2Servers();
            if (differs != null) return "differs from HAProxy: " + differs;
            if (HaproxyProgram.executable() == null) return "no haproxy is installed (HAPROXY can name one)";
            String needed = scenario.needsHaproxy();
            if (needed != null && !HaproxyProgram.isAtLeast(needed))
                return "needs haproxy " + needed + ", this is " + HaproxyProgram.version();
            String before = scenario.beforeHaproxy();
            if (before != null && HaproxyProgram.isAtLeast(before))
                return "is for haproxy before " + before + ", this is " + HaproxyProgram.version();
            boolean tooLong = has(scenario, Step.Clock.class, s -> s.by().compareTo(Duration.ofSeconds(2)) >= 0);
            return tooLong ? "HAProxy would have to wait in real time" : null;
        }

        @Override
        ProgramUnderTest program(Scenario scenario, Path directory) {
            return new HaproxyProgram(directory, has(scenario, Step.Reload.class, s -> true));
        }
    };

    /** Why the scenario does not run on this leg, or null. */
    abstract String skips(Scenario scenario, Pair pair);

    abstract ProgramUnderTest program(Scenario scenario, Path directory);

    private static <T extends Step> boolean has(
            Scenario scenario, Class<T> kind, java.util.function.Predicate<T> which) {
        for (Line line : scenario.steps()) {
            Step step = StepParser.parse(line).step();
            if (kind.isInstance(step) && which.test(kind.cast(step))) return true;
        }
        return false;
    }
}
