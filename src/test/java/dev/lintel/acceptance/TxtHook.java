package dev.lintel.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lintel.peers.AcmeShim.Moment;
import dev.lintel.peers.FakeNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A webhook that sets TXT records of the fake names, one below a path for each site, and can stop a call before or after it is obeyed. Any thread. */
final class TxtHook implements AutoCloseable {
    private static final Pattern RECORD = Pattern.compile("\"fqdn\": ?\"([^\"]+)\", ?\"value\": ?\"([^\"]+)\"");

    private final FakeNames names;
    private final HttpServer server;
    private final Map<String, Set<String>> records = new ConcurrentHashMap<>();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    private record Hold(Moment moment, CountDownLatch reached, CountDownLatch over) {}

    TxtHook(FakeNames names) throws IOException {
        this.names = names;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** {@code endpoint} of the provider {@code webhook}. */
    String endpoint(String site) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + site;
    }

    /** The next call {@code present} or {@code cleanup} of that site is never answered. */
    void hold(String site, String call, Moment moment) {
        holds.put("/" + site + "/" + call, new Hold(moment, new CountDownLatch(1), new CountDownLatch(1)));
    }

    boolean holds(String site, String call) {
        Hold hold = holds.get("/" + site + "/" + call);
        return hold != null && hold.reached.getCount() == 0;
    }

    /** Whoever waits is dropped. */
    void letGo() {
        holds.values().forEach(hold -> hold.over.countDown());
        holds.clear();
    }

    /** What stands in DNS, by name. */
    Map<String, Set<String>> records() {
        return records;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Hold hold = holds.get(path);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (stops(hold, Moment.BEFORE)) return;
            Matcher record = RECORD.matcher(body);
            if (!record.find()) throw new IOException("no record: " + body);
            change(path.endsWith("/present"), record.group(1), record.group(2));
            if (stops(hold, Moment.AFTER)) return;
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** As somebody does it who sets records by hand. */
    void set(String name, String value) throws IOException, InterruptedException {
        change(true, name, value);
    }

    private static boolean stops(Hold hold, Moment moment) throws InterruptedException {
        if (hold == null || hold.moment != moment) return false;
        hold.reached.countDown();
        hold.over.await();
        return true;
    }

    private void change(boolean present, String name, String value) throws IOException, InterruptedException {
        Set<String> values = records.computeIfAbsent(name, any -> new TreeSet<>());
        synchronized (values) {
            boolean changed = present ? values.add(value) : values.remove(value);
            if (changed && !present) names.tell("clear-txt", "{\"host\": \"" + name + "\"}");
            for (String each : changed ? (present ? Set.of(value) : values) : Set.<String>of())
                names.tell("set-txt", "{\"host\": \"" + name + "\", \"value\": \"" + each + "\"}");
        }
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
    }
}
