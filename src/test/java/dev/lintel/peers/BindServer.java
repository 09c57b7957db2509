package dev.lintel.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * BIND 9 with zones that one TSIG key may change (RFC 2136, RFC 8945), on UDP and TCP of one loopback port. Names of a zone are at
 * 127.0.0.1 (a wildcard), so that an authority that asks here comes back to this machine.
 */
public final class BindServer implements AutoCloseable {
    /** The key that may write {@code _acme-challenge} records; hmac-sha256. */
    public static final String KEY_NAME = "lintel-key";

    public static final String KEY = Base64.getEncoder()
            .encodeToString("0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    private final Path folder;
    private final Ports ports = new Ports();
    private final String host;
    private final int port;
    private final Daemon daemon;

    private BindServer(Path folder, String policy, String host, List<String> zones) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("bind"));
        this.host = host == null ? "127.0.0.1" : host;
        port = host == null ? ports.reserve() : 53;
        StringBuilder text = new StringBuilder("""
                options {
                    directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key"; lock-file none;
                    listen-on port %2$d { %5$s; }; listen-on-v6 { none; };
                    recursion no; dnssec-validation no; empty-zones-enable no; minimal-responses yes; notify no;
                };
                controls { };
                key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                """.formatted(this.folder, port, KEY_NAME, KEY, this.host));
        for (String zone : zones) {
            Files.writeString(this.folder.resolve(zone + ".zone"), """
                    $TTL 5
                    @ IN SOA ns hostmaster 1 3600 600 86400 5
                    @ IN NS ns
                    @ IN A 127.0.0.1
                    ns IN A ${host}
                    * IN A 127.0.0.1
                    """.replace("${host}", this.host));
            text.append("zone \"" + zone + "\" { type primary; file \"" + zone + ".zone\"; update-policy { " + policy
                    + " }; };\n");
        }
        Path config = Files.writeString(this.folder.resolve("named.conf"), text);
        List<String> command =
                new ArrayList<>(List.of(Programs.find("named"), "-g", "-n", "1", "-c", config.toString()));
        daemon = new Daemon(this.folder, "named", Map.of(), command);
    }

    /** The key may change TXT records anywhere in the zones. */
    public static BindServer start(Path folder, String... zones) throws IOException, InterruptedException {
        return start(folder, "grant " + KEY_NAME + " zonesub TXT;", List.of(zones));
    }

    /** @param policy what stands in {@code update-policy} */
    public static BindServer start(Path folder, String policy, List<String> zones)
            throws IOException, InterruptedException {
        return started(new BindServer(folder, policy, null, zones));
    }

    /** At port 53 of that address, which an interface must have, where those who follow the zones' NS records find it; needs the right to open it. */
    public static BindServer startAt(String host, Path folder, String... zones)
            throws IOException, InterruptedException {
        return started(new BindServer(folder, "grant " + KEY_NAME + " zonesub TXT;", host, List.of(zones)));
    }

    private static BindServer started(BindServer server) throws IOException, InterruptedException {
        try {
            server.daemon.start("running");
            if (server.said().contains("not loaded due to errors")) throw new IOException(server.said());
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** As {@code host:port}. */
    public String address() {
        return host + ":" + port;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** The answers to a question, one to a line, as dig prints them: TXT in quotes. */
    public List<String> ask(String name, String type) throws IOException, InterruptedException {
        return Programs.run(folder, Programs.find("dig"), "+short", "+time=3", "-p", "" + port, "@" + host, name, type)
                .succeeded()
                .output()
                .lines()
                .toList();
    }

    /** Changes records as their owner would by hand: lines for nsupdate, such as {@code update add x.example. 5 A 127.0.0.1}. */
    public void update(String... lines) throws IOException, InterruptedException {
        Path script = Files.createTempFile(folder, "update", ".txt");
        Files.writeString(script, "server " + host + " " + port + "\n" + String.join("\n", lines) + "\nsend\n");
        Programs.run(folder, Programs.find("nsupdate"), "-y", "hmac-sha256:" + KEY_NAME + ":" + KEY, script.toString())
                .succeeded();
    }

    /** What it has logged: every update with its key, and those it refused. */
    public String said() {
        return daemon.said();
    }

    /** Takes questions and answers none. */
    public void freeze() throws IOException, InterruptedException {
        daemon.freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        daemon.thaw();
    }

    @Override
    public void close() {
        daemon.close();
        try {
            ports.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
