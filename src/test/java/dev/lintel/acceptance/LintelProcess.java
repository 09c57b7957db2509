package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.peers.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Lintel's program in a process of its own, with an own view of host names; what it says is in a file. */
final class LintelProcess implements AutoCloseable {
    private static final String RELOADED = "lintel: the configuration was reloaded\n";
    private static final String REFUSED = "lintel: the configuration was not reloaded; nothing has changed\n";

    private final Path output;
    private final Process process;

    /** @param hosts lines of a hosts file: the only names that this process knows */
    LintelProcess(Path folder, Path hosts, Map<String, String> environment, List<Path> files) throws IOException {
        this(folder, hosts, environment, List.of(), files);
    }

    /** @param options further ones of the virtual machine */
    LintelProcess(Path folder, Path hosts, Map<String, String> environment, List<String> options, List<Path> files)
            throws IOException {
        this(folder, hosts, environment, options, classPath(), files);
    }

    LintelProcess(
            Path folder,
            Path hosts,
            Map<String, String> environment,
            List<String> options,
            String classPath,
            List<Path> files)
            throws IOException {
        output = folder.resolve("lintel.out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Djdk.net.hosts.file=" + hosts));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, "dev.lintel.app.Main"));
        for (Path file : files) {
            command.add("-f");
            command.add(file.getFileName().toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** A command of Lintel's command line, to its end. */
    static Programs.Outcome command(Path folder, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "dev.lintel.app.Main"));
        command.addAll(words);
        return Programs.start(folder, Map.of(), command).outcome();
    }

    Process process() {
        return process;
    }

    String said() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Reloads by signal, as an operator would; returns what was said to it. */
    String reload() throws IOException, InterruptedException {
        int before = said().length();
        Programs.signal(process, "USR2");
        Programs.await("an answer to the signal", () -> said().indexOf("lintel: the configuration was ", before) >= 0);
        String since = said().substring(before);
        assertThat(since).containsAnyOf(RELOADED, REFUSED);
        return since;
    }

    void reloads() throws IOException, InterruptedException {
        assertThat(reload()).contains(RELOADED);
    }

    String refuses() throws IOException, InterruptedException {
        String said = reload();
        assertThat(said).contains(REFUSED);
        return said;
    }

    /** By SIGKILL: it hears nothing of it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
