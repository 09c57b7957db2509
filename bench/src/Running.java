import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer's process, pinned to a core of its own; whoever started it closes it. */
final class Running implements AutoCloseable {
    /** A peer that did not come to answer; the message is what the table says about it. */
    static final class Absent extends Exception {
        Absent(String message) {
            super(message, null, false, false);
        }
    }

    final Peer peer;
    final Setup setup;
    final int port;
    final UdpSink sink;
    /** From the start of the process to its first good answer. */
    final Duration firstAnswer;

    private final Path config;
    private final Process process;

    private Running(
            Peer peer, Setup setup, int port, UdpSink sink, Process process, Path config, Duration firstAnswer) {
        this.peer = peer;
        this.setup = setup;
        this.port = port;
        this.sink = sink;
        this.process = process;
        this.config = config;
        this.firstAnswer = firstAnswer;
    }

    /** @param crt the certificates of a setup with TLS, else null */
    static Running start(Peer peer, Setup setup, int serverPort, Path crt, Path folder) throws IOException, Absent {
        if (!Files.isExecutable(Path.of(peer.program()))) {
            throw new Absent("there is no program " + peer.program());
        }
        Path home = Files.createTempDirectory(folder, peer.kind().name().toLowerCase() + "-" + setup.name() + "-");
        int port = Ports.free();
        UdpSink sink = new UdpSink();
        Wiring wiring = new Wiring(port, serverPort, sink.port(), crt);
        Path config = home.resolve(peer.kind() == Peer.Kind.NGINX ? "nginx.conf" : "haproxy.cfg");
        Files.writeString(
                config,
                switch (peer.kind()) {
                    case LINTEL, HAPROXY -> HaproxyConfig.text(setup, wiring);
                    case NGINX -> NginxConfig.text(setup, wiring);
                });
        List<String> command = new ArrayList<>(List.of("taskset", "-c", core()));
        command.addAll(peer.command(config));
        Path output = home.resolve("output.txt");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean answered = awaitAnswer(process, port, setup);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Running running = new Running(peer, setup, port, sink, process, config, took);
        if (!answered) {
            running.close();
            throw new Absent("it did not start: " + complaint(output));
        }
        return running;
    }

    private static boolean awaitAnswer(Process process, int port, Setup setup) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(setup.tls() == null ? 30 : 120);
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                if (status(port, setup) == 200) {
                    return true;
                }
            } catch (IOException notYet) {
                // Nobody listens yet.
            }
            Http.pause(1);
        }
        return false;
    }

    private static int status(int port, Setup setup) throws IOException {
        if (setup.tls() != null) {
            return TlsClient.get(port, "/", setup.host()).status();
        }
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            return Http.exchange(channel, Http.get("/", setup.host()));
        }
    }

    /** The command that lets it read its files again, or only read them where it has none that waits for the end. */
    List<String> reload() {
        if (peer.kind() == Peer.Kind.LINTEL) {
            // Its work is done by the process that runs; the command itself only waits.
            return peer.reload(process.pid(), config);
        }
        List<String> command = new ArrayList<>(List.of("taskset", "-c", core()));
        command.addAll(peer.reload(process.pid(), config));
        return command;
    }

    /** The core that belongs to the proxy under test. */
    static String core() {
        return System.getenv().getOrDefault("PROXY_CORE", "0");
    }

    double cpuMicros() {
        return Proc.cpuMicros(process.toHandle());
    }

    double residentMib() {
        return Proc.residentKib(process.toHandle()) / 1024;
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        sink.close();
    }

    /** The line that names a place or calls itself an error; where none does, the last one. */
    private static String complaint(Path output) throws IOException {
        List<String> lines =
                Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList();
        for (String line : lines) {
            if (line.matches("\\S+:\\d+: .*") || line.contains("[ALERT]") || line.contains("[emerg]")) {
                return line;
            }
        }
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }
}
