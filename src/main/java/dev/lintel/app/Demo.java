package dev.lintel.app;

import dev.lintel.acme.InternalCa;
import dev.lintel.acme.Store;
import dev.lintel.acme.StoreFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code lintel demo}: four small servers, and Lintel in front of them with the origin's configuration on ports for everybody. */
final class Demo {
    static final List<String> NAMES = List.of("green", "orange", "pink", "white");

    /** The port at which the origin's nodes answered. */
    private static final int NODE_PORT = 31557;

    private static final int PORT = 8080;
    private static final int SECURE_PORT = 8443;

    /** What the origin ran on his NAS, and beside it the same servers in turns. */
    private static final String CONFIGURATION = """
            # The origin's file of 2018, with today's words, on ports that need no root.
            ${authority}defaults
                mode http
                timeout connect 2s
                timeout client 1m
                timeout server 1m
                option redispatch

            frontend web
                bind 127.0.0.1:${port}
            ${secure}    http-request set-header X-Forwarded-Proto http
            ${proto}    acl dst_gogs hdr(host),field(1,:) -i gogs.localhost
                use_backend gogs if dst_gogs
                default_backend turns

            # A client stays where it is: by its session cookie, else by its address.
            backend gogs
                balance source
                option forwardfor
                cookie SRV_ID prefix
            ${cookies}
            # Each request goes to the next one.
            backend turns
                balance roundrobin
                option forwardfor
            ${servers}""";

    /** Certificates of our own authority; with a name that the world can look up, {@code directory letsencrypt} is all that changes. */
    private static final String AUTHORITY = """
            global
                acme.store ${store}

            acme own
                directory internal

            """;

    private static final String SECURE = "    bind 127.0.0.1:${port} ssl acme domains localhost,gogs.localhost\n";
    private static final String PROTO = """
                http-request set-header X-Forwarded-Proto https if { ssl_fc }
                # With a name of your own: who was there once comes by HTTPS only, at every port.
                # http-response set-header Strict-Transport-Security max-age=31536000
            """;

    private Demo() {}

    /** Where HTTPS is served, and where its authority lives. */
    record Secure(int port, Path store) {}

    static int run() {
        List<DemoServer> servers = new ArrayList<>();
        Path folder = null;
        try {
            int port = freePort(PORT);
            folder = Files.createTempDirectory("lintel-demo");
            Secure secure = new Secure(freePort(SECURE_PORT), store(folder));
            DemoPage[] page = new DemoPage[1];
            for (int i = 0; i < NAMES.size(); i++) {
                servers.add(new DemoServer(
                        NAMES.get(i),
                        "127.0.0.1" + (i + 1),
                        NODE_PORT,
                        (server, head) -> page[0].answer(server, head)));
            }
            String configuration = configuration(port, secure, servers);
            page[0] = new DemoPage(configuration);
            Path file = folder.resolve("demo.cfg");
            Files.writeString(file, configuration, StandardCharsets.UTF_8);
            introduce(port, secure, servers, file);
            return new Program(Arguments.parse(new String[] {"-f", file.toString()})).run();
        } catch (StoreFault e) {
            return Main.fail("demo: " + e.getMessage());
        } catch (IOException e) {
            return Main.fail("demo: " + Reasons.of(e));
        } catch (Arguments.Mistake impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            servers.forEach(DemoServer::close);
            remove(folder);
        }
    }

    /** A folder that stays, so that whoever trusts the authority once need not do so at every start. */
    private static Path store(Path otherwise) throws StoreFault {
        Path lasting = Store.defaultFolder().resolve("demo");
        try {
            InternalCa.prepare(lasting);
            return lasting;
        } catch (StoreFault notWritable) {
            InternalCa.prepare(otherwise);
            return otherwise;
        }
    }

    private static int freePort(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        for (int port = wanted; port < wanted + 10; port++) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(loopback, port));
                if (port != wanted) {
                    System.out.println("Port " + wanted + " is taken; " + port + " is used.");
                }
                return port;
            } catch (IOException taken) {
                // The next one.
            }
        }
        try (ServerSocket any = new ServerSocket(0, 0, loopback)) {
            System.out.println(
                    "Ports " + wanted + " to " + (wanted + 9) + " are taken; " + any.getLocalPort() + " is used.");
            return any.getLocalPort();
        }
    }

    /**
     * The text of the configuration for these servers; used by the training run, too.
     *
     * @param secure null: without HTTPS
     */
    static String configuration(int port, @Nullable Secure secure, List<DemoServer> servers) {
        StringBuilder cookies = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        int number = 2;
        for (DemoServer server : servers) {
            String line = "    server " + server.name() + " " + server.address();
            cookies.append(line).append(" cookie ").append(number++).append(" check inter 1s\n");
            plain.append(line).append(" check inter 1s\n");
        }
        String bind = secure == null ? "" : SECURE.replace("${port}", Integer.toString(secure.port));
        return CONFIGURATION
                .replace("${authority}", secure == null ? "" : AUTHORITY.replace("${store}", secure.store.toString()))
                .replace("${secure}", bind)
                .replace("${proto}", secure == null ? "" : PROTO)
                .replace("${port}", Integer.toString(port))
                .replace("${cookies}", cookies)
                .replace("${servers}", plain);
    }

    private static void introduce(int port, Secure secure, List<DemoServer> servers, Path file) {
        StringBuilder out = new StringBuilder("\nFour servers answer on this machine:\n");
        servers.forEach(server ->
                out.append("    " + server.name() + " ".repeat(8 - server.name().length()) + server.address() + "\n"));
        out.append("\nLintel stands in front of them. Open\n");
        out.append("    http://localhost:" + port + "/         each request goes to the next server\n");
        out.append("    http://gogs.localhost:" + port + "/    a client stays at its server, as in 2018\n");
        out.append("or ask from a terminal:\n");
        out.append("    curl -s http://localhost:" + port + "/ | grep served\n");
        String root = InternalCa.rootFile(secure.store).toString();
        out.append(
                "\nThe same over TLS, with HTTP/2 for those who ask, and a certificate of Lintel's own authority:\n");
        out.append("    https://localhost:" + secure.port + "/    https://gogs.localhost:" + secure.port + "/\n");
        out.append("    curl -s --cacert " + root + " https://localhost:" + secure.port + "/ | grep served\n");
        out.append(
                "A browser warns until it trusts that authority. Firefox: Settings, Certificates, Authorities, Import.\n");
        out.append("Chrome: chrome://certificate-manager, Installed by you, Import. The file to import is\n");
        out.append("    " + root + "\n");
        out.append("How the system is to trust it tells: ./lintel ca --store " + secure.store + "\n");
        out.append("\nThe configuration is " + file + "; change it, and run: ./lintel reload\n");
        out.append("Ctrl-C ends everything.\n");
        System.out.println(out);
    }

    private static void remove(Path folder) {
        try {
            if (folder != null) {
                Files.deleteIfExists(folder.resolve("demo.cfg"));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // The folder for temporary files is emptied by the system.
        }
    }
}
