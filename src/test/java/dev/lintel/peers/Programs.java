package dev.lintel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Other people's programs: where they are, and what they say. */
public final class Programs {
    private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/sbin", "/bin", "/usr/local/bin");
    private static final int PATIENCE_SECONDS = 60;

    private Programs() {}

    /** The path of a program; without it the test is skipped. */
    public static String find(String name) {
        for (String folder : FOLDERS) {
            Path path = Path.of(folder, name);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        return abort("needs " + name + ", which is not installed");
    }

    /** What a program printed, and how it ended. */
    public record Outcome(int status, String output) {
        public Outcome succeeded() {
            assertThat(status).as(output).isZero();
            return this;
        }
    }

    /** A program that runs, its output in a file. */
    public record Running(Process process, Path output) {
        public Outcome outcome() throws IOException, InterruptedException {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            assertThat(ended).as("does not end: " + said).isTrue();
            return new Outcome(process.exitValue(), said);
        }
    }

    public static Running start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Running(process, output);
    }

    public static Outcome run(Path folder, String... command) throws IOException, InterruptedException {
        return start(folder, Map.of(), List.of(command)).outcome();
    }

    public static void signal(Process process, String signal) throws IOException, InterruptedException {
        // The shell has a kill of its own; as a program it is not everywhere.
        int status = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
                .start()
                .waitFor();
        assertThat(status).as("kill -" + signal).isZero();
    }

    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
