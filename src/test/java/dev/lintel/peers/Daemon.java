package dev.lintel.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs until it is closed, its output in a file; it can be stopped, frozen, and started again. Used by one thread. */
final class Daemon implements AutoCloseable {
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final Path output;
    private Process process;

    Daemon(Path folder, String name, Map<String, String> environment, List<String> command) {
        this.folder = folder;
        this.output = folder.resolve(name + ".out");
        this.environment = environment;
        this.command = command;
    }

    /** Starts the program and waits for what it says when it is ready. */
    void start(String ready) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        process.getOutputStream().close();
        Programs.await(
                command.getFirst() + " says '" + ready + "'", () -> said().contains(ready) || !process.isAlive());
        if (!process.isAlive()) throw new IOException(command + " ended: " + said());
    }

    String said() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Connections are still taken, by the kernel, and nothing is answered. */
    void freeze() throws IOException, InterruptedException {
        Programs.signal(process, "STOP");
    }

    void thaw() throws IOException, InterruptedException {
        Programs.signal(process, "CONT");
    }

    @Override
    public void close() {
        if (process == null) return;
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
