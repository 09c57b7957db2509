package dev.lintel.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code lintel demo}: four small servers, and Lintel in front of them with the origin's configuration on ports for everybody. */
final class Demo {
    static final List<String> NAMES = List.of("green", "orange", "pink", "white");

    /** The port at which the origin's nodes answered. */
    private static final int NODE_PORT = 31557;

    private static final int PORT = 8080;

    /** What the origin ran on his NAS, and beside it the same servers in turns. */
    private static final String CONFIGURATION = """
            # The origin's file of 2018, with today's words, on a port that needs no root.
            defaults
                mode http
                timeout connect 2s
                timeout client 1m
                timeout server 1m
                option redispatch

            frontend web
                bind 127.0.0.1:${port}
                http-request set-header X-Forwarded-Proto http
                acl dst_gogs hdr(host),field(1,:) -i gogs.localhost
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

    private Demo() {}

    static int run() {
        List<DemoServer> servers = new ArrayList<>();
        Path folder = null;
        try {
            int port = freePort();
            DemoPage[] page = new DemoPage[1];
            for (int i = 0; i < NAMES.size(); i++) {
                servers.add(new DemoServer(
                        NAMES.get(i),
                        "127.0.0.1" + (i + 1),
                        NODE_PORT,
                        (server, head) -> page[0].answer(server, head)));
            }
            String configuration = configuration(port, servers);
            page[0] = new DemoPage(configuration);
            folder = Files.createTempDirectory("lintel-demo");
            Path file = folder.resolve("demo.cfg");
            Files.writeString(file, configuration, StandardCharsets.UTF_8);
            introduce(port, servers, file);
            return new Program(Arguments.parse(new String[] {"-f", file.toString()})).run();
        } catch (IOException e) {
            return Main.fail("demo: " + Reasons.of(e));
        } catch (Arguments.Mistake impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            servers.forEach(DemoServer::close);
            remove(folder);
        }
    }

    private static int freePort() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        for (int port = PORT; port < PORT + 10; port++) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(loopback, port));
                if (port != PORT) {
                    System.out.println("Port " + PORT + " is taken; " + port + " is used.");
                }
                return port;
            } catch (IOException taken) {
                // The next one.
            }
        }
        try (ServerSocket any = new ServerSocket(0, 0, loopback)) {
            System.out.println(
                    "Ports " + PORT + " to " + (PORT + 9) + " are taken; " + any.getLocalPort() + " is used.");
            return any.getLocalPort();
        }
    }

    /** The text of the configuration for these servers; used by the training run, too. */
    static String configuration(int port, List<DemoServer> servers) {
        StringBuilder cookies = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        int number = 2;
        for (DemoServer server : servers) {
            String line = "    server " + server.name() + " " + server.address();
            cookies.append(line).append(" cookie ").append(number++).append(" check inter 1s\n");
            plain.append(line).append(" check inter 1s\n");
        }
        return CONFIGURATION
                .replace("${port}", Integer.toString(port))
                .replace("${cookies}", cookies)
                .replace("${servers}", plain);
    }

    private static void introduce(int port, List<DemoServer> servers, Path file) {
        StringBuilder out = new StringBuilder("\nFour servers answer on this machine:\n");
        servers.forEach(server ->
                out.append("    " + server.name() + " ".repeat(8 - server.name().length()) + server.address() + "\n"));
        out.append("\nLintel stands in front of them. Open\n");
        out.append("    http://localhost:" + port + "/         each request goes to the next server\n");
        out.append("    http://gogs.localhost:" + port + "/    a client stays at its server, as in 2018\n");
        out.append("or ask from a terminal:\n");
        out.append("    curl -s http://localhost:" + port + "/ | grep served\n");
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
