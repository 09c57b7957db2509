package dev.lintel.app;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Severity;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of a program, as named: they are read anew for each start, check and reload.
 *
 * @param localPeer of {@code -L}, or null
 * @param strict lines of old releases are errors
 * @param warningsFatal {@code -dW}
 * @param unresolvedServers {@code -dr}
 */
record ConfigFiles(
        List<String> names,
        @Nullable String localPeer,
        boolean strict,
        boolean warningsFatal,
        boolean unresolvedServers) {
    /** The model, to be used only when there are no errors then. */
    @Nullable
    Config read(Problems problems) {
        List<Source> sources = Source.read(names, problems);
        if (problems.hasErrors()) {
            return null;
        }
        Config config = Reader.read(sources, environment(), problems, strict);
        if (problems.hasErrors()) {
            checkRules(config, problems);
        }
        if (warningsFatal) {
            refuseWarnings(problems);
        }
        return problems.hasErrors() ? null : config;
    }

    Environment environment() {
        Environment environment = Environment.ofProcess();
        if (localPeer != null) {
            environment.set("HAPROXY_LOCALPEER", localPeer);
        }
        return environment;
    }

    /** Everything that is wrong with the files, but for what only binding can tell; the model or null. */
    @Nullable
    Config check(Problems problems) {
        List<Source> sources = Source.read(names, problems);
        if (sources.isEmpty()) {
            return null;
        }
        Config config = Reader.read(sources, environment(), problems, strict);
        checkRules(config, problems);
        if (warningsFatal) {
            refuseWarnings(problems);
        }
        return problems.hasErrors() ? null : config;
    }

    /** What is wrong with rules and names. Behind errors only errors: a warning might come of a line that could not be read. */
    private void checkRules(Config config, Problems problems) {
        Problems rest = problems.hasErrors() ? new Problems() : problems;
        Proxy.check(config, unresolvedServers, rest);
        if (rest != problems) {
            rest.sorted().stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .forEach(problem -> problems.add(Severity.ERROR, problem.pos(), problem.text()));
        }
    }

    /** Makes an error of having warnings. */
    static void refuseWarnings(Problems problems) {
        if (!problems.hasErrors() && problems.hasWarnings()) {
            problems.add(Severity.ERROR, Pos.NONE, "warnings are errors here, because '-dW' says so");
        }
    }
}
