package dev.lintel.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many connections the limit of open files allows: the default of the global {@code maxconn}. */
final class FileLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    private FileLimit() {}

    /** Four fifths of the descriptors, two a connection; the rest is for the program's own files. */
    static int connections() {
        return (int) Math.clamp(openFiles() * 4 / 10, 100, 1_000_000);
    }

    /** The soft limit, which the JVM has raised to the hard one. */
    private static long openFiles() {
        try {
            for (String line :
                    Files.readString(LIMITS, StandardCharsets.US_ASCII).split("\n")) {
                if (line.startsWith(LINE)) {
                    String soft = line.substring(LINE.length()).strip().split("\\s+")[0];
                    return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // No /proc, or another format: the usual limit of a shell.
        }
        return 1024;
    }
}
