package dev.lintel.acme;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real BIND 9 on a port of 127.0.0.1, with zones of the test's own; a test that needs it is skipped where it is not installed. */
final class Bind implements AutoCloseable {
    static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private final Path folder;
    private final int port;
    private final Map<String, String> zones = new LinkedHashMap<>();
    private Process process;

    Bind(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static Path program() {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
            Path program = Path.of(folder, "named");
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        Assumptions.abort("BIND 9 (named) is not installed");
        return null;
    }

    /** A port that is free for UDP and TCP. */
    static int freePort() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalSocketAddress())) {
                return udp.getLocalPort();
            } catch (IOException taken) {
                // the next
            }
        }
        throw new IOException("no free port");
    }

    /** Serves a zone. The SOA is written for it; the key "lintel" may change TXT records below _acme-challenge. */
    Bind zone(String name, String records) {
        zones.put(name, "$TTL 60\n@ SOA ns1 hostmaster 1 60 60 60 60\n" + records);
        return this;
    }

    Bind start() throws IOException {
        Path program = program();
        StringBuilder config = new StringBuilder("""
                options {
                  directory "%s"; pid-file none; session-keyfile none; recursion no; dnssec-validation no; notify no;
                  listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; }; allow-query { any; };
                };
                controls { };
                key "lintel" { algorithm hmac-sha256; secret "%s"; };
                """.formatted(folder, port, KEY));
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            Files.writeString(folder.resolve(zone.getKey() + ".db"), zone.getValue());
            config.append(
                    "zone \"%s\" { type primary; file \"%s.db\"; update-policy { grant lintel name _acme-challenge.%s. TXT; }; };%n"
                            .formatted(zone.getKey(), zone.getKey(), zone.getKey()));
        }
        Path file = Files.writeString(folder.resolve("named.conf"), config);
        process = new ProcessBuilder(program.toString(), "-g", "-n", "1", "-c", file.toString())
                .redirectErrorStream(true)
                .start();
        awaitRunning();
        return this;
    }

    private void awaitRunning() throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.append(line).append('\n');
            if (line.endsWith(" running")) {
                // Nobody reads on; what it says later must not fill the pipe.
                Thread.ofVirtual().start(() -> log.lines().forEach(rest -> {}));
                return;
            }
        }
        throw new IOException("named did not start:\n" + said);
    }

    InetSocketAddress at() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    String server() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
