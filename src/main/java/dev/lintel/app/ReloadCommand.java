package dev.lintel.app;

import java.io.IOException;
import java.nio.file.Files;

/** {@code lintel reload [-p PIDFILE|PID]}: lets the running program read its files again, and prints what came of it. */
final class ReloadCommand {
    private ReloadCommand() {}

    static int run(String[] args) {
        if (args.length != 0 && !(args.length == 2 && args[0].equals("-p"))) {
            return Main.fail("reload: expects nothing, or -p and the name of a pid file");
        }
        try {
            return args.length == 2 ? byPidFile(args[1]) : reload(RunningPrograms.only());
        } catch (RunningPrograms.NotFound e) {
            return Main.fail("reload: " + e.getMessage());
        } catch (IOException e) {
            return Main.fail("reload: " + Reasons.of(e));
        }
    }

    /** A program that has no socket is asked by a signal. */
    private static int byPidFile(String file) throws IOException, RunningPrograms.NotFound {
        long pid = RunningPrograms.pid(file);
        if (Files.exists(RuntimeFolder.socket(pid))) {
            return reload(pid);
        }
        if (!ProcessHandle.of(pid).isPresent()) {
            return Main.fail("reload: no process " + pid + " is running; '-p " + file + "' is stale");
        }
        if (!Posix.kill(pid, Posix.SIGUSR2)) {
            return Main.fail("reload: process " + pid + " belongs to somebody else; try as that user or as root");
        }
        System.out.println("process " + pid + " was asked to reload; it tells the outcome in its own output");
        return 0;
    }

    private static int reload(long pid) throws IOException {
        return RunningPrograms.tell("reload", RunningPrograms.order(pid, "reload"));
    }
}
