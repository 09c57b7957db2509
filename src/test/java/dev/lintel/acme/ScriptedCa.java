package dev.lintel.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** An authority that takes every order as proved, signs what it is told to, and refuses orders with the words that it is given. */
final class ScriptedCa implements AutoCloseable {
    /** What every request for an order asked for. */
    final List<Json> orders = new CopyOnWriteArrayList<>();

    volatile Duration life = Duration.ofDays(90);
    /** What it wishes for is over at once, from the first day. */
    volatile boolean impatient;

    /** Signs nothing in time. */
    volatile boolean busy;
    /** So many of its first orders have come to nothing. */
    volatile int forgotten;

    private final TestCa root = TestCa.root("Scripted");
    private final HttpServer server;
    private volatile @Nullable Refusal always;
    private volatile @Nullable Refusal replacing;
    private volatile @Nullable Refusal trouble;
    private volatile String troubled = "";
    private volatile String chain = "";

    private record Refusal(
            int status, String type, @Nullable String retryAfter) {}

    ScriptedCa() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            } catch (Exception e) {
                send(exchange, 500, "text/plain", e.toString());
            }
        });
        server.start();
    }

    String directory() {
        return base() + "/dir";
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every order from now on. */
    void refuse(int status, String type, @Nullable String retryAfter) {
        always = new Refusal(status, type, retryAfter);
    }

    void refuseNothing() {
        always = null;
    }

    /** Every request from now on whose path begins so. */
    void trouble(String path, int status, String type) {
        trouble = new Refusal(status, type, null);
        troubled = path;
    }

    void noTrouble() {
        trouble = null;
    }

    /** Those that name what they replace. */
    void refuseReplacing(int status, String type) {
        replacing = new Refusal(status, type, null);
    }

    private void answer(HttpExchange exchange) throws Exception {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Replay-Nonce", "bm9uY2U");
        String at = base() + "/at" + path;
        Refusal now = trouble;
        if (now != null && path.startsWith(troubled)) {
            refused(exchange, now);
            return;
        }
        switch (path.startsWith("/ari/") ? "/ari" : path) {
            case "/dir" ->
                json(
                        exchange,
                        200,
                        "newNonce",
                        base() + "/nonce",
                        "newAccount",
                        base() + "/account",
                        "newOrder",
                        base() + "/order",
                        "renewalInfo",
                        base() + "/ari");
            case "/nonce" -> json(exchange, 200);
            case "/account" -> {
                exchange.getResponseHeaders().set("Location", at);
                json(exchange, 200, "status", "valid");
            }
            case "/ari" -> {
                Instant start = impatient
                        ? Instant.now().minusSeconds(7200)
                        : Instant.now().plusSeconds(86_400 * 30);
                exchange.getResponseHeaders().set("Retry-After", "21600");
                json(exchange, 200, "suggestedWindow", Map.of("start", start, "end", start.plusSeconds(60)));
            }
            case "/order" -> {
                Json asked = payload(body);
                orders.add(asked);
                Refusal refusal = asked.at("replaces").isPresent() && replacing != null ? replacing : always;
                if (refusal != null) {
                    refused(exchange, refusal);
                    return;
                }
                exchange.getResponseHeaders().set("Location", at + "/" + orders.size());
                order(exchange, 201, "ready");
            }
            case "/finalize" -> {
                sign(Base64.getUrlDecoder().decode(payload(body).at("csr").text()));
                order(exchange, 200, busy ? "processing" : "valid");
            }
            case "/certificate" -> send(exchange, 200, "application/pem-certificate-chain", chain);
            default -> order(exchange, 200, status(path));
        }
    }

    private String status(String path) {
        if (Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)) <= forgotten) {
            return "invalid";
        }
        return busy ? "processing" : chain.isEmpty() ? "ready" : "valid";
    }

    private static void refused(HttpExchange exchange, Refusal refusal) throws IOException {
        if (refusal.retryAfter != null) {
            exchange.getResponseHeaders().set("Retry-After", refusal.retryAfter);
        }
        send(
                exchange,
                refusal.status,
                "application/problem+json",
                Json.write(Json.object(
                        "type",
                        "urn:ietf:params:acme:error:" + refusal.type,
                        "detail",
                        "scripted",
                        "status",
                        refusal.status)));
    }

    private void order(HttpExchange exchange, int status, String state) throws IOException {
        Json asked = orders.isEmpty() ? Json.NONE : orders.getLast();
        Map<String, Object> fields = new HashMap<>(Map.of(
                "status",
                state,
                "identifiers",
                asked.at("identifiers"),
                "authorizations",
                List.of(),
                "finalize",
                base() + "/finalize"));
        if (state.equals("valid")) {
            fields.put("certificate", base() + "/certificate");
        }
        send(exchange, status, "application/json", Json.write(fields));
    }

    private void sign(byte[] request) throws Exception {
        KeyPair keys = new KeyPair(new JcaPKCS10CertificationRequest(request).getPublicKey(), null);
        String[] names = orders.getLast().at("identifiers").items().stream()
                .map(each -> each.at("value").text())
                .toArray(String[]::new);
        chain = root.order(names).keys(keys).validFor(life).issue().certificate();
    }

    private static Json payload(byte[] body) throws Json.Malformed {
        return Json.read(
                Base64.getUrlDecoder().decode(Json.read(body).at("payload").text()));
    }

    private static void json(HttpExchange exchange, int status, Object... namesAndValues) throws IOException {
        send(exchange, status, "application/json", Json.write(Json.object(namesAndValues)));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
