package dev.lintel.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pebble, the small ACME authority of Let's Encrypt (Debian's 2.4.0: no renewal information, no profiles; see {@link AcmeShim}). Its
 * own page is served with a certificate from {@link #trust}; what it issues leads to {@link #root}, which is new at every start.
 */
public final class PebbleCa implements AutoCloseable {
    private final Setup setup;
    private final Ports ports = new Ports();
    private final int port;
    private final int management;
    private final Path trust;
    private final Path root;
    private final Daemon daemon;

    private PebbleCa(Setup setup) throws IOException {
        this.setup = setup;
        Path folder = Files.createDirectories(setup.folder);
        port = ports.reserve();
        management = ports.reserve();
        TestCa ca = TestCa.root("Pebble's own page");
        trust = ca.writeTo(folder.resolve("pebble-trust.pem"));
        root = folder.resolve("pebble-root.pem");
        TestCa.Issued own = ca.issue("localhost", "127.0.0.1");
        Files.writeString(folder.resolve("pebble.crt"), own.certificate());
        Files.writeString(folder.resolve("pebble.key"), own.key());
        Path config = Files.writeString(folder.resolve("pebble.json"), configuration(folder));
        List<String> command = new ArrayList<>(List.of(Programs.find("pebble"), "-config", config.toString()));
        if (setup.strict) command.add("-strict");
        if (setup.dns != null) command.addAll(List.of("-dnsserver", setup.dns));
        daemon = new Daemon(folder, "pebble", setup.environment, command);
    }

    /** An authority in the making; {@link Setup#start} makes it. */
    public static Setup in(Path folder) {
        return new Setup(folder);
    }

    /** What the authority shall be like: strict, quick and friendly unless told otherwise. */
    public static final class Setup {
        private final Path folder;
        private final Map<String, String> environment = new TreeMap<>(
                Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "0", "PEBBLE_AUTHZREUSE", "0"));
        private final Map<String, String> accounts = new TreeMap<>();
        private boolean strict = true;
        private long validSeconds = 90L * 24 * 3600;
        private String dns;
        private int httpPort = 1;
        private int tlsPort = 1;

        private Setup(Path folder) {
            this.folder = folder;
        }

        public Setup lax() {
            strict = false;
            return this;
        }

        /** How long what it issues is valid. */
        public Setup validFor(long seconds) {
            validSeconds = seconds;
            return this;
        }

        /** The name server that it asks, as {@code host:port}; else the system's. */
        public Setup dns(String server) {
            dns = server;
            return this;
        }

        /** Where http-01 is looked for, on the address that DNS tells. */
        public Setup httpPort(int port) {
            httpPort = port;
            return this;
        }

        /** Where tls-alpn-01 is looked for. */
        public Setup tlsPort(int port) {
            tlsPort = port;
            return this;
        }

        /** So many of a hundred good nonces are refused. */
        public Setup rejectNonces(int percent) {
            return environment("PEBBLE_WFE_NONCEREJECT", Integer.toString(percent));
        }

        /** So many of a hundred valid authorizations are used again. */
        public Setup reuseAuthorizations(int percent) {
            return environment("PEBBLE_AUTHZREUSE", Integer.toString(percent));
        }

        /** How many other roots there are, whose chains are offered as alternates. */
        public Setup alternateRoots(int count) {
            return environment("PEBBLE_ALTERNATE_ROOTS", Integer.toString(count));
        }

        /** Every challenge is taken as met, unseen. */
        public Setup alwaysValid() {
            return environment("PEBBLE_VA_ALWAYS_VALID", "1");
        }

        /** From now on an account needs to be bound to one of these; the key is base64url. */
        public Setup externalAccount(String id, String key) {
            accounts.put(id, key);
            return this;
        }

        public Setup environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        public PebbleCa start() throws IOException, InterruptedException {
            PebbleCa ca = new PebbleCa(this);
            try {
                ca.startAgain();
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                ca.close();
                throw e;
            }
            return ca;
        }
    }

    private String configuration(Path folder) {
        StringBuilder keys = new StringBuilder();
        setup.accounts.forEach((id, key) -> keys.append(keys.isEmpty() ? "" : ", ")
                .append('"')
                .append(id)
                .append("\": \"")
                .append(key)
                .append('"'));
        return """
                {"pebble": {
                  "listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s/pebble.crt", "privateKey": "%s/pebble.key",
                  "httpPort": %d, "tlsPort": %d, "ocspResponderURL": "",
                  "certificateValidityPeriod": %d,
                  "externalAccountBindingRequired": %b, "externalAccountMACKeys": {%s}
                }}
                """.formatted(
                        port,
                        management,
                        folder,
                        folder,
                        setup.httpPort,
                        setup.tlsPort,
                        setup.validSeconds,
                        !setup.accounts.isEmpty(),
                        keys);
    }

    /** After {@link #stop}: a new authority, with new roots and without memory, at the same address. */
    public void startAgain() throws IOException, InterruptedException {
        daemon.start("ACME directory available at");
        Files.writeString(root, Curl.in(setup.folder).trusting(trust).text(managementPage("roots/0")));
    }

    public void stop() {
        daemon.close();
    }

    /** Takes connections and says nothing. */
    public void freeze() throws IOException, InterruptedException {
        daemon.freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        daemon.thaw();
    }

    public URI directory() {
        return URI.create("https://localhost:" + port + "/dir");
    }

    public int port() {
        return port;
    }

    /** A page of the management interface, such as {@code roots/0} or {@code intermediates/0}. */
    public String managementPage(String path) {
        return "https://localhost:" + management + "/" + path;
    }

    /** The file with the authority that vouches for {@link #directory} itself: {@code ca-file} of a client. */
    public Path trust() {
        return trust;
    }

    /** The file with the root of what is issued. */
    public Path root() {
        return root;
    }

    /** What it has logged: a line for each request, and why a challenge failed. */
    public String said() {
        return daemon.said();
    }

    /** How many orders it has taken; one that was asked for again, because its nonce was refused, counts once. */
    public long orders() {
        return said().lines().filter(line -> line.contains("Added order ")).count();
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
