package dev.lintel.acme;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client whose answers are bounded in size and in time, whatever drips: a CA that stalls must not hold an order forever. Remembers
 * the last refusal, for what the protocol's library does not tell. Used by one order at a time.
 */
final class BoundedClient extends HttpClient {
    /** A chain is a few kilobytes, an order with a hundred names twenty. */
    private static final int MAX_BYTES = 1 << 20;

    private final HttpClient client;
    private final Duration patience;
    private @Nullable Refusal refusal;

    /** @param patience for one request, from its start to the last byte of its answer */
    BoundedClient(HttpClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /** An answer other than 2xx: its status, when to come again, and how its text begins. */
    record Refusal(int status, @Nullable String retryAfter, String beginning) {}

    /** Of the last request, or null. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    @Override
    @SuppressWarnings("unchecked") // the library asks for nothing but streams
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        refusal = null;
        HttpResponse.BodyHandler<byte[]> bounded =
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES);
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, bounded);
        try {
            HttpResponse<byte[]> whole = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            HttpHeaders fields = whole.headers();
            if (fields.firstValue("content-encoding").isPresent()) {
                throw new IOException("it sent a compressed answer, which nobody asked for");
            }
            if (whole.statusCode() / 100 != 2) {
                refusal = new Refusal(
                        whole.statusCode(), fields.firstValue("retry-after").orElse(null), beginning(whole.body()));
            }
            return (HttpResponse<T>) new Whole(whole);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private static String beginning(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
        String line = text.replaceAll("<[^>]*>", " ")
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        return line.length() > 80 ? line.substring(0, 80) + "..." : line;
    }

    /** An answer that has come whole, as a stream. */
    private record Whole(HttpResponse<byte[]> of) implements HttpResponse<InputStream> {
        @Override
        public int statusCode() {
            return of.statusCode();
        }

        @Override
        public HttpRequest request() {
            return of.request();
        }

        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return of.headers();
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(of.body());
        }

        @Override
        public Optional<javax.net.ssl.SSLSession> sslSession() {
            return of.sslSession();
        }

        @Override
        public java.net.URI uri() {
            return of.uri();
        }

        @Override
        public Version version() {
            return of.version();
        }

        @Override
        public String toString() {
            return "answer " + of.statusCode() + " of " + of.uri().getHost().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return client.sendAsync(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushed) {
        return client.sendAsync(request, handler, pushed);
    }

    /** At once: what is under way is nobody's any more. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
