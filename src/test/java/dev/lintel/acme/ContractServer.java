package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A web API as its documentation gives it: requests that have to come, in order and word by word, and what is answered to each. */
final class ContractServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<String> mismatches = new ArrayList<>();
    private Headers lastHeaders = new Headers();
    private String lastBody = "";
    private Answer always;

    private record Step(String line, String body, Answer answer) {}

    private record Answer(int status, String body, Map<String, String> headers) {}

    ContractServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every request has to have this header. */
    ContractServer header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** The next request: its method and target, its whole body, and the answer. */
    ContractServer expect(String line, String body, int status, String answer) {
        steps.add(new Step(line, body, new Answer(status, answer, Map.of())));
        return this;
    }

    ContractServer expect(String line, int status, String answer) {
        return expect(line, "", status, answer);
    }

    /** From now on everything is answered like this. */
    void answersAll(int status, String body, String... headerAndValue) {
        Map<String, String> extra =
                headerAndValue.length == 2 ? Map.of(headerAndValue[0], headerAndValue[1]) : Map.of();
        synchronized (this) {
            always = new Answer(status, body, extra);
        }
    }

    /** A header of the last request that came. */
    synchronized String last(String name) {
        return lastHeaders.getFirst(name);
    }

    /** The body of the last request that came. */
    synchronized String lastBody() {
        return lastBody;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer;
        synchronized (this) {
            lastBody = body;
            lastHeaders = exchange.getRequestHeaders();
            answer = always == null ? next(exchange, line, body) : always;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Answer next(HttpExchange exchange, String line, String body) {
        Step step = steps.poll();
        if (step == null) {
            mismatches.add("nothing more was expected, but " + line + " " + body);
            return new Answer(500, "", Map.of());
        }
        compare("request line", step.line(), line);
        compare("body of " + line, step.body(), body);
        headers.forEach((name, value) -> compare(
                "header " + name + " of " + line,
                value,
                String.valueOf(exchange.getRequestHeaders().getFirst(name))));
        return step.answer();
    }

    private void compare(String what, String expected, String found) {
        if (!expected.equals(found)) {
            mismatches.add(what + ": expected " + expected + " but found " + found);
        }
    }

    /** Everything that had to come has come, and nothing else. */
    synchronized void assertDone() {
        assertThat(mismatches).isEmpty();
        assertThat(steps).as("requests that did not come").isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
