package dev.lintel.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * In front of a {@link PebbleCa}: adds renewal information (RFC 9773) and profiles to its directory, makes its dns-01 a dns-persist-01 when
 * told to, remembers what orders ask for, and misbehaves when told to. Its own threads answer; what it remembers may be read from any.
 */
public final class AcmeShim implements AutoCloseable {
    private static final String RENEWAL = "/renewal-info";
    private static final Pattern PAYLOAD = Pattern.compile("\"payload\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern LENGTH_LINE = Pattern.compile("(?i)content-length|connection|transfer-encoding|host");

    private final HttpsServer server;
    private final SSLContext client;
    private final int authority;
    private final Path trust;
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final List<String> finalized = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Window window;
    private volatile Duration retryAfter = Duration.ofHours(6);
    private volatile Misbehaviour misbehaviour;
    private volatile Hold hold;
    private volatile byte[] directory;
    private volatile Standing standing;

    /** When the authority wishes a certificate to be renewed. */
    public record Window(Instant start, Instant end) {}

    private record Misbehaviour(String path, int status, Map<String, String> fields, String body) {}

    /** Where a request stops: before the authority has heard of it, or when it has done it and nobody knows yet. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /** Threads that answer wait at {@code over}. */
    private record Hold(String path, AtomicInteger left, Moment moment, CountDownLatch reached, CountDownLatch over) {}

    private AcmeShim(Path folder, PebbleCa ca) throws IOException {
        authority = ca.port();
        client = TlsKeys.trusting(ca.trust());
        TestCa own = TestCa.root("The shim's own page");
        trust = Files.writeString(folder.resolve("shim-trust.pem"), own.pem());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setHttpsConfigurator(new HttpsConfigurator(TlsKeys.context(own.issue("localhost", "127.0.0.1"), null)));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        renewLater();
    }

    public static AcmeShim before(PebbleCa ca, Path folder) throws IOException {
        AcmeShim shim = new AcmeShim(folder, ca);
        shim.server.start();
        return shim;
    }

    public URI directory() {
        return URI.create(base() + "/dir");
    }

    private String base() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** The file with the authority that vouches for {@link #directory}. */
    public Path trust() {
        return trust;
    }

    // ---- renewal information

    public void renewLater() {
        window = new Window(
                Instant.now().plus(30, ChronoUnit.DAYS), Instant.now().plus(31, ChronoUnit.DAYS));
    }

    /** As after a revocation: the time to renew is over. */
    public void renewNow() {
        window = new Window(Instant.now().minusSeconds(7200), Instant.now().minusSeconds(3600));
    }

    public void window(Instant start, Instant end) {
        window = new Window(start, end);
    }

    /** How long an answer is to be taken for good. */
    public void retryAfter(Duration time) {
        retryAfter = time;
    }

    // ---- what was seen

    /** What each request for an order asked for, also one refused for its nonce, as JSON: {@code identifiers}, and {@code replaces} and {@code profile} if they were there. */
    public List<String> orders() {
        return orders;
    }

    /** What each request for a certificate of an order sent, as JSON: {@code csr}. */
    public List<String> finalized() {
        return finalized;
    }

    /** The certificates about which renewal information was asked, by the identifier of RFC 9773 section 4.1. */
    public List<String> asked() {
        return asked;
    }

    /** Method and path of each request. */
    public List<String> requests() {
        return requests;
    }

    // ---- misbehaviour

    /** From now on, requests whose path begins so are answered like that, and the authority hears nothing of them. */
    public void misbehave(String path, int status, Map<String, String> fields, String body) {
        misbehaviour = new Misbehaviour(path, status, fields, body);
    }

    /** New orders are refused, as for too many of them; with a time to wait, if not null. */
    public void limitRate(String retryAfterValue) {
        Map<String, String> type = Map.of("Content-Type", "application/problem+json");
        Map<String, String> both = retryAfterValue == null
                ? type
                : Map.of("Content-Type", "application/problem+json", "Retry-After", retryAfterValue);
        misbehave("/order-plz", 429, both, """
                {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many certificates already issued", "status": 429}
                """);
    }

    public void behave() {
        misbehaviour = null;
    }

    // ---- requests that stop on the way

    /** The nth request from now on whose path begins so is never answered. */
    public void hold(String path, int nth, Moment moment) {
        hold = new Hold(path, new AtomicInteger(nth), moment, new CountDownLatch(1), new CountDownLatch(1));
    }

    /** Whether it has come. */
    public boolean holds() {
        Hold now = hold;
        return now != null && now.reached.getCount() == 0;
    }

    /** From now on all is answered; what is held is dropped. */
    public void letGo() {
        Hold now = hold;
        hold = null;
        if (now != null) now.over.countDown();
    }

    private static boolean stops(Hold now, Moment moment, String path) throws IOException {
        if (now == null || now.moment != moment || !path.startsWith(now.path) || now.left.decrementAndGet() != 0)
            return false;
        now.reached.countDown();
        try {
            now.over.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return true;
    }

    // ---- dns-persist-01

    /** Whether the records are there that an authority with this challenge would look at. */
    @FunctionalInterface
    public interface Records {
        boolean areThere() throws IOException, InterruptedException;
    }

    private record Standing(String issuers, Records records) {}

    /**
     * From now on the authority offers dns-persist-01 in the place of dns-01, and refuses whoever asks it to look before the records are
     * there. What is behind this page has to be {@link PebbleCa.Setup#alwaysValid}: it knows nothing of that challenge.
     */
    public void persist(Records records, String... issuers) {
        standing = new Standing("\"" + String.join("\", \"", issuers) + "\"", records);
    }

    private boolean isRefused(HttpExchange exchange, String path, byte[] body) throws IOException {
        Standing now = standing;
        Matcher payload = PAYLOAD.matcher(new String(body, StandardCharsets.US_ASCII));
        if (now == null
                || !path.startsWith("/chalZ/")
                || !payload.find()
                || payload.group(1).isEmpty()) {
            return false;
        }
        try {
            if (now.records().areThere()) {
                return false;
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
        String problem = "{\"type\": \"urn:ietf:params:acme:error:unauthorized\", \"detail\": \"no standing record\"}";
        send(exchange, 403, problem.getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    /** The challenge as the draft has it: without a token, with the names of the authority. */
    private byte[] standing(byte[] content) {
        Standing now = standing;
        return now == null
                ? content
                : new String(content, StandardCharsets.US_ASCII)
                        .replaceAll(
                                "\"type\": \"dns-01\",(\\s*\"url\": \"[^\"]*\",)\\s*\"token\": \"[^\"]*\",",
                                "\"type\": \"dns-persist-01\",$1 \"issuer-domain-names\": [" + now.issuers() + "],")
                        .getBytes(StandardCharsets.US_ASCII);
    }

    // ---- the way through

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + path);
            Hold now = hold;
            if (stops(now, Moment.BEFORE, path)) return;
            Misbehaviour bad = misbehaviour;
            if (bad != null && path.startsWith(bad.path())) {
                bad.fields()
                        .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
                send(exchange, bad.status(), bad.body().getBytes(StandardCharsets.UTF_8));
            } else if (path.startsWith(RENEWAL + "/")) {
                asked.add(path.substring(RENEWAL.length() + 1));
                renewalInformation(exchange);
            } else if (!isRefused(exchange, path, body)) {
                if (path.equals("/order-plz")) remember(body, orders);
                if (path.startsWith("/finalize-order/")) remember(body, finalized);
                // Clients ask for the directory before every other request.
                byte[] answer = path.equals("/dir") && directory != null ? directory : ask(exchange, path, body);
                if (path.equals("/dir")) directory = answer;
                if (!stops(now, Moment.AFTER, path)) pass(exchange, path, answer);
            }
        }
    }

    private void renewalInformation(HttpExchange exchange) throws IOException {
        Window now = window;
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Retry-After", Long.toString(retryAfter.toSeconds()));
        String json = "{\"suggestedWindow\": {\"start\": \"" + now.start() + "\", \"end\": \"" + now.end() + "\"}}";
        send(exchange, 200, json.getBytes(StandardCharsets.US_ASCII));
    }

    private static void remember(byte[] body, List<String> where) {
        Matcher payload = PAYLOAD.matcher(new String(body, StandardCharsets.US_ASCII));
        if (payload.find())
            where.add(new String(Base64.getUrlDecoder().decode(payload.group(1)), StandardCharsets.UTF_8));
    }

    /** The authority sees our Host field, so that the addresses that it makes, and those that are signed, are ours. */
    private byte[] ask(HttpExchange exchange, String path, byte[] body) throws IOException {
        try (Socket socket = client.getSocketFactory().createSocket("localhost", authority)) {
            StringBuilder head = new StringBuilder(exchange.getRequestMethod() + " " + path + " HTTP/1.0\r\n");
            head.append("Host: ")
                    .append(exchange.getRequestHeaders().getFirst("Host"))
                    .append("\r\n");
            head.append("Content-Length: ").append(body.length).append("\r\n");
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!LENGTH_LINE.matcher(name).matches()) head.append(name + ": " + values.getFirst() + "\r\n");
            });
            OutputStream out = socket.getOutputStream();
            out.write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    private void pass(HttpExchange exchange, String path, byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (!LENGTH_LINE.matcher(line.substring(0, colon)).matches())
                exchange.getResponseHeaders()
                        .add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        byte[] content = Arrays.copyOfRange(answer, end + 4, answer.length);
        if (path.equals("/dir")) content = extended(content);
        if (path.startsWith("/authZ/") || path.startsWith("/chalZ/")) content = standing(content);
        send(exchange, Integer.parseInt(lines[0].split(" ")[1]), content);
    }

    private byte[] extended(byte[] directory) {
        return new String(directory, StandardCharsets.US_ASCII)
                .replace("\"newNonce\"", "\"renewalInfo\": \"" + base() + RENEWAL + "\",\n   \"newNonce\"")
                .replace(
                        "\"meta\": {",
                        "\"meta\": {\n      \"profiles\": {\"default\": \"as always\", \"shortlived\": \"for six days\"},")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
    }
}
