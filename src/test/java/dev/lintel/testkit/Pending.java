package dev.lintel.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What Lintel cannot do yet: {@code pending.txt} names the scenarios, one to a line, perhaps with
 * the pair of versions in brackets, {@code *} for all, each with the reason after a colon. */
final class Pending {
    private Pending() {}

    static void abort(Path root, String name, Pair pair) throws IOException {
        for (String line : Files.readAllLines(root.resolve("pending.txt")))
            if (line.startsWith("* [" + pair + "]: ")
                    || line.startsWith(name + ": ")
                    || line.startsWith(name + " [" + pair + "]: ")) Assumptions.abort(line);
    }
}
