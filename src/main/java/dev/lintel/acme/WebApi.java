package dev.lintel.acme;

import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP service as its client: requests with its credentials, bounded answers, and messages that say what to do about a refusal.
 * Blocking; any thread.
 */
final class WebApi {
    static final int MAX_ANSWER_BYTES = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Nobody who wishes for more means it, and a certificate cannot wait for a year. */
    private static final long LONGEST_WISH_SECONDS = 3600;

    // HTTP/1.1: an API call a minute gains nothing from HTTP/2, and on http:// the attempt to upgrade confuses small
    // servers.
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final Settings settings;
    private final URI endpoint;
    private final String rights;
    private final Credentials credentials;
    private final Duration patience;

    /** Puts what proves who asks into a request that is otherwise complete. */
    interface Credentials {
        void sign(Request request) throws DnsFault;
    }

    /** A request before it is sent; headers are still open. */
    record Request(String method, URI uri, String body, Map<String, String> headers) {}

    /** @param rights what the key has to be allowed to, for whom it is refused */
    WebApi(Settings settings, String endpoint, String rights, Credentials credentials) throws DnsFault {
        this(settings, endpoint, rights, credentials, PATIENCE);
    }

    WebApi(Settings settings, String endpoint, String rights, Credentials credentials, Duration patience)
            throws DnsFault {
        this.settings = settings;
        this.endpoint = url(settings, settings.has("url") ? "url" : "endpoint", endpoint);
        this.rights = rights;
        this.credentials = credentials;
        this.patience = patience;
    }

    private static URI url(Settings settings, String name, String text) throws DnsFault {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException notAUrl) {
            // falls through to the message
        }
        throw settings.fault("'" + name + "' expects a URL such as https://host/path without a user in it");
    }

    /** A header whose value is made of a secret. */
    static Credentials header(String name, String prefix, Settings settings, String secret) {
        return request -> request.headers().put(name, prefix + settings.secret(secret));
    }

    /** The same service, with one header more. */
    WebApi with(String name, String value) throws DnsFault {
        Credentials both = request -> {
            credentials.sign(request);
            request.headers().put(name, value);
        };
        return new WebApi(settings, endpoint.toString(), rights, both, patience);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What came back. */
    final class Answer {
        private final Request request;
        private final int status;
        private final String body;
        private final @Nullable Duration retryAfter;

        private Answer(Request request, HttpResponse<byte[]> response) {
            this.request = request;
            this.status = response.statusCode();
            this.body = new String(response.body(), StandardCharsets.UTF_8);
            this.retryAfter = response.headers()
                    .firstValue("retry-after")
                    .map(WebApi::seconds)
                    .orElse(null);
        }

        int status() {
            return status;
        }

        String body() {
            return body;
        }

        boolean isOk() {
            return status / 100 == 2;
        }

        Json json() throws DnsFault {
            try {
                return Json.read(body);
            } catch (Json.Malformed e) {
                throw settings.fault(place() + " answered " + status + " with " + e.getMessage()
                        + "; is 'endpoint' the address of the API?");
            }
        }

        /** What the service says is wrong, as far as that can be found in what it sent. */
        String says() {
            return ApiMessages.of(body);
        }

        Answer orFail() throws DnsFault {
            if (isOk()) {
                return this;
            }
            throw refusal();
        }

        DnsFault refusal() {
            String says = says();
            String text = place() + " answered " + status + (says.isEmpty() ? "" : " (" + says + ")") + "; " + advice();
            return new DnsFault(settings.hide(settings.owner() + ": " + text), retryAfter);
        }

        /** For what the status does not tell: some services answer 200 to everything. */
        DnsFault failed(String advice) {
            return settings.fault(
                    place() + " said '" + ApiMessages.shorten(says().isEmpty() ? body : says()) + "'; " + advice);
        }

        /** Without the path where the whole URL is the user's: chats know who may post by what stands in it. */
        private String place() {
            String host = request.uri().getHost();
            return request.method() + " "
                    + (settings.has("url") ? host : host + request.uri().getPath());
        }

        private String advice() {
            return switch (status) {
                case 401 -> "it does not know this key: is it whole, and not expired? It needs " + rights;
                case 403 -> "this key may not do that: it needs " + rights;
                case 404 ->
                    settings.has("url")
                            ? "is the address right?"
                            : "it does not know this: is the zone in this account? 'zone' names it where DNS does not tell";
                case 429 ->
                    "it has been asked too often"
                            + (retryAfter == null
                                    ? "; the next try is later"
                                    : "; again in " + retryAfter.toSeconds() + " s");
                default ->
                    status >= 500
                            ? "the service itself is in trouble; the next try is later"
                            : status / 100 == 3 ? "it is somewhere else: set 'endpoint'" : "the request was refused";
            };
        }
    }

    /** RFC 9110 section 10.2.3; a date is rare here and read as unknown. */
    private static @Nullable Duration seconds(String value) {
        return value.matches("\\d{1,18}")
                ? Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_WISH_SECONDS))
                : null;
    }

    Answer get(String path) throws DnsFault {
        return call("GET", path, null).orFail();
    }

    Answer post(String path, Object json) throws DnsFault {
        return call("POST", path, json).orFail();
    }

    /** Deletes; what is gone already is well. */
    void delete(String path) throws DnsFault {
        Answer answer = call("DELETE", path, null);
        if (answer.status() != 404) {
            answer.orFail();
        }
    }

    /** Asks and returns whatever comes back. */
    Answer call(String method, String path, @Nullable Object json) throws DnsFault {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Accept", "application/json");
        String body = json == null ? "" : Json.write(json);
        if (json != null) {
            headers.put("Content-Type", "application/json");
        }
        return send(new Request(method, at(path), body, headers));
    }

    /** The path below the endpoint. */
    URI at(String path) {
        return URI.create(endpoint + path);
    }

    Answer send(Request request) throws DnsFault {
        request.headers().putIfAbsent("User-Agent", "Lintel");
        credentials.sign(request);
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .timeout(patience)
                .method(
                        request.method(),
                        request.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach(builder::header);
        String host = request.uri().getHost();
        // The request's own timeout ends with the head of the answer; this one bounds the body as well.
        var pending =
                CLIENT.sendAsync(builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return new Answer(request, pending.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw settings.fault(host + " did not answer within " + patience.toSeconds() + " s");
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw settings.fault("was stopped while it waited for " + host);
        } catch (ExecutionException e) {
            throw settings.fault(trouble(request.uri(), e.getCause()));
        }
    }

    /** What went wrong on the way, without the name of a class. */
    private static String trouble(URI uri, @Nullable Throwable cause) {
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (find(cause, UnresolvedAddressException.class) != null) {
            return "the name " + uri.getHost() + " does not resolve from here";
        }
        SSLException tls = find(cause, SSLException.class);
        if (tls != null) {
            return "TLS with " + host + " failed: " + tls.getMessage();
        }
        if (find(cause, HttpTimeoutException.class) != null) {
            return host + " did not answer in time";
        }
        if (find(cause, ConnectException.class) != null) {
            return "no connection to " + host + ": is it up, and does a firewall let Lintel out?";
        }
        String why = cause == null || cause.getMessage() == null ? "the connection broke" : cause.getMessage();
        return host + ": " + (why.contains("body exceeds capacity") ? "its answer is longer than 1 MB" : why);
    }

    private static <T extends Throwable> @Nullable T find(@Nullable Throwable cause, Class<T> type) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
