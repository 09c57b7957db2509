package dev.lintel.app;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Severity;
import dev.lintel.compile.Carry;
import dev.lintel.compile.Compiler;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.exchange.ProcessState;
import dev.lintel.model.Config;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of a program, as named: they are read anew for each start, check and reload.
 *
 * @param localPeer of {@code -L}, or null
 * @param strict lines of old releases are errors
 * @param warningsFatal {@code -dW}
 */
record ConfigFiles(List<String> names, @Nullable String localPeer, boolean strict, boolean warningsFatal) {
    /** The model, to be used only when there are no errors then. */
    @Nullable
    Config read(Problems problems) {
        List<Source> sources = Source.read(names, problems);
        if (problems.hasErrors()) {
            return null;
        }
        Config config = Reader.read(sources, environment(), problems, strict);
        refuseWarnings(problems);
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
        if (!problems.hasErrors()) {
            ProcessState process = new ProcessState(System.currentTimeMillis(), "localhost", "localhost", 1);
            Compiler.compile(config, Carry.first(process), FileLimit.connections(), problems);
        }
        refuseWarnings(problems);
        return problems.hasErrors() ? null : config;
    }

    /** Warnings of the compiler come later, so it is asked again before the configuration is used. */
    void refuseWarnings(Problems problems) {
        if (warningsFatal && !problems.hasErrors() && problems.hasWarnings()) {
            problems.add(Severity.ERROR, Pos.NONE, "warnings are errors here, because '-dW' says so");
        }
    }
}
