package dev.lintel.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real HAProxy as a child process: the judge of every expectation. */
public final class HaproxyProgram implements ProgramUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern VERSION = Pattern.compile("[Vv]ersion (\\d+)\\.(\\d+)\\S*");

    private final Path directory;
    private final boolean reloads;
    private final Path errors;
    private Process process;
    private List<InetSocketAddress> listening = List.of();

    /** {@code reloads} asks for the master-worker mode, without which HAProxy cannot reload. */
    HaproxyProgram(Path directory, boolean reloads) {
        this.directory = directory;
        this.reloads = reloads;
        this.errors = directory.resolve("stderr.txt");
    }

    /** The program to run: {@code HAPROXY} of the environment, else the distribution's; null when there is none. */
    public static Path executable() {
        String named = System.getenv("HAPROXY");
        Path path = Path.of(named == null || named.isEmpty() ? "/usr/sbin/haproxy" : named);
        return Files.isExecutable(path) ? path : null;
    }

    /** The first line of {@code haproxy -v}, asked once. */
    static String version() {
        return Version.LINE;
    }

    public static boolean isAtLeast(String wanted) {
        Matcher m = VERSION.matcher(version());
        if (!m.find()) return false;
        String[] parts = wanted.split("\\.");
        int major = Integer.parseInt(m.group(1)) - Integer.parseInt(parts[0]);
        return major > 0 || major == 0 && Integer.parseInt(m.group(2)) >= Integer.parseInt(parts[1]);
    }

    private static final class Version {
        static final String LINE = ask();

        private static String ask() {
            try {
                Process p = new ProcessBuilder(executable().toString(), "-v")
                        .redirectErrorStream(true)
                        .start();
                return Latin1.text(p.getInputStream().readAllBytes())
                        .lines()
                        .findFirst()
                        .orElse("");
            } catch (IOException e) {
                return "";
            }
        }
    }

    @Override
    public String name() {
        Matcher m = VERSION.matcher(version());
        return m.find() ? "haproxy " + m.group().substring("version ".length()) : "haproxy";
    }

    @Override
    public boolean speaksLintel() {
        return false;
    }

    @Override
    public Answer start(List<Path> files, List<InetSocketAddress> listening) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(executable().toString(), "-db"));
        if (reloads) command.add("-W");
        addFiles(command, files);
        this.listening = listening;
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        process.getOutputStream().close();
        boolean up = poll(
                PATIENCE,
                () -> !process.isAlive()
                        || (!reloads || output().contains("Loading success"))
                                && ListeningSockets.at(listening).areThere());
        if (!process.isAlive()) return new Answer(false, output());
        return up ? new Answer(true, output()) : new Answer(false, "does not listen at " + listening + "\n" + output());
    }

    private void addFiles(List<String> command, List<Path> files) {
        for (Path file : files) {
            command.add("-f");
            command.add(directory.relativize(file).toString());
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean poll(Duration atMost, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) return false;
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    @Override
    public Answer reload() throws IOException, InterruptedException {
        String before = output();
        List<ProcessHandle> workers = process.children().toList();
        // A master that is still busy with its last reload loses the signal, so it is sent until it is heard.
        for (int attempt = 0;
                attempt < 20 && !output().substring(before.length()).contains("Reloading");
                attempt++) {
            new ProcessBuilder("kill", "-USR2", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            poll(
                    Duration.ofMillis(500),
                    () -> output().substring(before.length()).contains("Reloading"));
        }
        boolean decided = poll(PATIENCE, () -> {
            String said = output().substring(before.length());
            return said.contains("Loading success.") || said.contains("[ALERT]") || !process.isAlive();
        });
        String said = output().substring(before.length());
        boolean accepted = decided && said.contains("Loading success.");
        // The old workers take connections until they have heard that they are old.
        if (accepted) poll(PATIENCE, () -> ListeningSockets.at(listening).areHeldByNone(workers));
        return new Answer(accepted, said);
    }

    @Override
    public Answer check(List<Path> files, boolean strict) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(executable().toString(), "-c"));
        if (strict) command.add("-dW");
        addFiles(command, files);
        Process check = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        check.getOutputStream().close();
        String said = Latin1.text(check.getInputStream().readAllBytes());
        return new Answer(check.waitFor() == 0, said);
    }

    @Override
    public void advance(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    @Override
    public String output() {
        try {
            return Files.exists(errors) ? Latin1.text(Files.readAllBytes(errors)) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public String died() {
        return process == null || process.isAlive() ? null : "exited with " + process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        if (process == null) return;
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(2, TimeUnit.SECONDS)) process.destroyForcibly();
        for (ProcessHandle worker : workers) worker.destroyForcibly();
    }
}
