package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lintel.model.AcmeSpec;
import dev.lintel.peers.AcmeShim;
import dev.lintel.peers.BindServer;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Authorities that are down, slow, busy, or answer garbage: the reason is told, and the certificate comes when they are well again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BadAuthoritiesTest {
    private static final String NAME = "www.example.org";

    @TempDir
    private Path folder;

    private Bench bench(BindServer bind) {
        return new Bench(
                folder.resolve("store"),
                Dns.at(new InetSocketAddress("127.0.0.1", bind.port())),
                Duration.ofSeconds(2));
    }

    private static void told(Bench bench, String... words) throws InterruptedException {
        bench.until(
                "reason with " + List.of(words),
                () -> bench.news.stream()
                        .anyMatch(line -> List.of(words).stream().allMatch(line::contains)));
        assertThat(bench.news).noneMatch(line -> line.contains("Exception") || line.contains("java."));
    }

    @Test
    void garbageLimitsSilenceAndAbsenceAreToldAndOvercome() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .start();
                    AcmeShim shim = AcmeShim.before(ca, folder);
                    Bench bench = bench(bind).web(http)) {
                AcmeSpec section = Bench.section(shim.directory().toString(), shim.trust(), "http-01");
                shim.misbehave("/dir", 200, Map.of("Content-Type", "application/json"), "{\"newOrder\": [");
                bench.want(section, ChallengeKind.HTTP, NAME).follow();
                told(bench, "makes no sense");
                shim.misbehave("/dir", 200, Map.of("Content-Type", "text/html"), "<h1>A router's page</h1>");
                told(bench, "makes no sense", "text/html");
                shim.misbehave("/dir", 503, Map.of("Retry-After", "1"), "<b>maintenance</b>");
                told(bench, "status 503", "maintenance");
                shim.misbehave("/dir", 404, Map.of("Content-Type", "text/plain"), "404 page not found");
                told(bench, "status 404", "is 'directory " + shim.directory() + "' right?");
                shim.behave();
                shim.limitRate("1");
                told(bench, "asks for patience", "rateLimited");
                shim.behave();
                ca.freeze();
                told(bench, "no whole answer within 2 seconds");
                ca.thaw();
                bench.await(NAME);
                assertThat(bench.status(NAME).failing()).isFalse();
            }
        }
    }

    @Test
    void severalAuthoritiesAreTriedInTurn() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            int nobody = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .start();
                    Bench bench = bench(bind).web(http)) {
                AcmeSpec section = Bench.with(
                        Bench.section("https://localhost:" + nobody + "/dir", ca.trust(), "http-01"),
                        "directories",
                        List.of(
                                "https://localhost:" + nobody + "/dir",
                                ca.directory().toString()));
                bench.want(section, ChallengeKind.HTTP, NAME).follow();
                bench.await(NAME);
                AcmeSpec untrusted = Bench.section(ca.directory().toString(), null, "http-01");
                bench.want(untrusted, ChallengeKind.HTTP, "git.example.org").follow();
                told(bench, "git.example.org", "nobody who is trusted here", "'ca-file' names the certificate");
                AcmeSpec down = Bench.section("https://localhost:" + nobody + "/dir", ca.trust(), "http-01");
                bench.want(down, ChallengeKind.HTTP, "down.example.org").follow();
                told(bench, "down.example.org", "localhost takes no connection at port " + nobody);
            }
        }
    }

    @Test
    void aWishOfTheAuthorityIsKeptOverARestart() throws Exception {
        try (Web server = server()) {
            String base = base(server);
            server.createContext(
                    "/",
                    exchange -> answer(
                            exchange,
                            429,
                            Map.of("Content-Type", "application/problem+json", "Retry-After", "3600"),
                            "{\"type\":\"urn:ietf:params:acme:error:rateLimited\",\"detail\":\"too many certificates\"}"));
            AcmeSpec section = Bench.section(base + "/dir", null, "http-01");
            for (int run = 0; run < 2; run++) {
                try (Bench bench = new Bench(folder.resolve("store"), null, Duration.ofSeconds(2))) {
                    bench.want(section, ChallengeKind.HTTP, NAME).follow();
                    bench.until(
                            "plan",
                            () -> bench.status(NAME).next() != null
                                    && bench.status(NAME).failing());
                    assertThat(Duration.between(
                                    java.time.Instant.now(), bench.status(NAME).next()))
                            .isBetween(Duration.ofMinutes(58), Duration.ofMinutes(61));
                    assertThat(bench.status(NAME).step()).contains("too many certificates");
                }
            }
        }
    }

    @Test
    void anOrderWithoutProofsOrWithOnesForOthersEnds() throws Exception {
        for (String authorizations : List.of("", "\"BASE/authz\"")) {
            try (Web server = server();
                    Bench bench = new Bench(
                            folder.resolve("store" + authorizations.length()),
                            null,
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(1))) {
                String base = base(server);
                server.createContext("/", exchange -> fake(exchange, base, authorizations.replace("BASE", base)));
                bench.want(Bench.section(base + "/dir", null, "http-01"), ChallengeKind.HTTP, NAME)
                        .follow();
                told(
                        bench,
                        authorizations.isEmpty()
                                ? "still says 'pending' after 1 seconds, with nothing left to prove"
                                : "'victim.example', which nobody ordered");
            }
        }
    }

    @Test
    void anEndlessAnswerIsCut() throws Exception {
        try (Web server = server();
                Bench bench = new Bench(folder.resolve("store"), null, Duration.ofSeconds(5))) {
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    byte[] block = new byte[1 << 16];
                    for (int i = 0; i < 1000; i++) {
                        out.write(block);
                    }
                } catch (IOException e) {
                    // Nobody wanted that much.
                }
            });
            bench.want(Bench.section(base(server) + "/dir", null, "http-01"), ChallengeKind.HTTP, NAME)
                    .follow();
            bench.until("reason", () -> bench.status(NAME).failing());
            assertThat(bench.news).noneMatch(line -> line.contains("Exception"));
        }
    }

    /** A web server that ends with its test. */
    private record Web(HttpServer server) implements AutoCloseable {
        void createContext(String path, com.sun.net.httpserver.HttpHandler handler) {
            server.createContext(path, handler);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static Web server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        return new Web(server);
    }

    private static String base(Web web) {
        return "http://127.0.0.1:" + web.server.getAddress().getPort();
    }

    private static void fake(HttpExchange exchange, String base, String authorizations) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String order = "{\"status\":\"pending\",\"identifiers\":[{\"type\":\"dns\",\"value\":\"" + NAME
                + "\"}],\"authorizations\":[" + authorizations + "],\"finalize\":\"" + base + "/finalize\"}";
        switch (path) {
            case "/dir" ->
                json(
                        exchange,
                        200,
                        "{\"newNonce\":\"B/nonce\",\"newAccount\":\"B/account\",\"newOrder\":\"B/order\"}"
                                .replace("B/", base + "/"));
            case "/account" -> json(exchange, 200, "{\"status\":\"valid\"}");
            case "/order" -> json(exchange, 201, order);
            case "/authz" ->
                json(
                        exchange,
                        200,
                        "{\"status\":\"pending\",\"identifier\":{\"type\":\"dns\",\"value\":\"victim.example\"},\"challenges\":[]}");
            default -> json(exchange, 200, order);
        }
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        String here = "http://" + exchange.getRequestHeaders().getFirst("Host");
        Map<String, String> fields = Map.of(
                "Content-Type", "application/json",
                "Replay-Nonce", "bm9uY2U",
                "Location", here + "/at" + exchange.getRequestURI().getPath());
        answer(exchange, status, fields, body);
    }

    private static void answer(HttpExchange exchange, int status, Map<String, String> fields, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        fields.forEach(exchange.getResponseHeaders()::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
