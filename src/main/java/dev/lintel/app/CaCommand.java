package dev.lintel.app;

import dev.lintel.acme.InternalCa;
import dev.lintel.acme.Store;
import dev.lintel.acme.StoreFault;
import dev.lintel.base.Problems;
import dev.lintel.model.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code lintel ca [-f FILE]... [-p PIDFILE|PID] [--store FOLDER]}: prints the root certificate of the internal CA, for whoever is to trust
 * it. The store is the one named, that of the configuration, that of the running program, or the system's place.
 */
final class CaCommand {
    private static final String USAGE =
            "expects nothing, -f and a configuration, -p and a pid file, or --store and a folder";

    private CaCommand() {}

    static int run(String[] args) {
        List<String> files = new ArrayList<>();
        String pidFile = null;
        String store = null;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || !List.of("-f", "-p", "--store").contains(args[i])) {
                return Main.fail("ca: " + USAGE);
            }
            switch (args[i]) {
                case "-f" -> files.add(args[i + 1]);
                case "-p" -> pidFile = args[i + 1];
                default -> store = args[i + 1];
            }
        }
        try {
            Path folder = store != null ? Path.of(store) : files.isEmpty() ? ofProgram(pidFile) : ofFiles(files);
            if (folder == null) {
                return 1;
            }
            System.out.print(InternalCa.root(folder));
            System.err.println("lintel: this is " + InternalCa.rootFile(folder)
                    + "; to trust it on Debian: put it into /usr/local/share/ca-certificates as a file that ends in .crt,"
                    + " and run update-ca-certificates; browsers have their own lists");
            return 0;
        } catch (RunningPrograms.NotFound | StoreFault e) {
            return Main.fail("ca: " + e.getMessage());
        } catch (IOException e) {
            return Main.fail("ca: " + Reasons.of(e));
        }
    }

    private static Path ofProgram(@Nullable String pidFile) throws IOException, RunningPrograms.NotFound {
        Program.Outcome told = null;
        try {
            long pid = pidFile == null ? RunningPrograms.only() : RunningPrograms.pid(pidFile);
            told = RunningPrograms.order(pid, String.join(AcmeCommand.BETWEEN, Arrays.asList("acme", "folder")));
        } catch (RunningPrograms.NotFound e) {
            if (pidFile != null) {
                throw e;
            }
        }
        return told == null || !told.done()
                ? Store.defaultFolder()
                : Path.of(told.said().strip());
    }

    private static @Nullable Path ofFiles(List<String> files) {
        Problems problems = new Problems();
        Config config = new ConfigFiles(files, null, false, false, false).check(problems);
        if (config == null) {
            problems.print(System.err, false);
            return null;
        }
        String folder = config.global().tls().storeFolder();
        return folder == null ? Store.defaultFolder() : Path.of(folder);
    }
}
