package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.http.Bytes;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.Timeouts;
import dev.lintel.rule.Captures;
import dev.lintel.rule.Condition;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.RuleSet;
import dev.lintel.stream.HttpLimits;
import java.util.function.Consumer;

/** A frontend at run time: where requests come in, under which rules, and where they go. Immutable; its counters live on. */
public final class Frontend {
    /** Finds the backend of an exchange: {@code use_backend} rules in order, then {@code default_backend}; null where none applies. */
    @FunctionalInterface
    public interface Router {
        Backend route(Exchange x);
    }

    /**
     * What the compiler made of a frontend's lines. A rule set without rules is {@link RuleSet#EMPTY}; what may be missing is null.
     *
     * @param bufferBytes how much of a body may be waited for ({@code tune.bufsize} less {@code tune.maxrewrite})
     */
    public record Parts(
            RuleSet tcpConnection,
            RuleSet tcpSession,
            RuleSet tcpContent,
            RuleSet httpRequest,
            RuleSet redirect,
            RuleSet httpResponse,
            RuleSet httpAfterResponse,
            Condition monitorFail,
            Router router,
            Replies replies,
            Captures captures,
            ForwardedFields forwarded,
            LogFormat uniqueId,
            HttpLimits limits,
            long bufferBytes,
            AccessLog log) {}

    /** HAProxy waits without limit where a timeout is not set, and warns; an edge does not (milliseconds). */
    private static final long DEFAULT_REQUEST_TIMEOUT = 10_000;

    private static final long DEFAULT_IDLE_TIMEOUT = 60_000;

    private final FrontendSpec spec;
    private final ProxyCounters counters;
    private final Parts parts;
    private final long requestTimeout;
    private final long idleTimeout;
    private final long firstTimeout;
    private final long clientTimeout;
    private final boolean closes;
    private final byte[] monitorUri;
    private final Consumer<Exchange> writesLog;

    public Frontend(FrontendSpec spec, ProxyCounters counters, Parts parts) {
        this.spec = spec;
        this.counters = counters;
        this.parts = parts;
        Timeouts t = spec.proxy().timeouts();
        this.clientTimeout = t.client() >= 0 ? t.client() : DEFAULT_IDLE_TIMEOUT;
        this.requestTimeout = t.httpRequest() >= 0 ? t.httpRequest() : Math.min(DEFAULT_REQUEST_TIMEOUT, clientTimeout);
        this.firstTimeout = t.httpRequest() >= 0 ? t.httpRequest() : clientTimeout;
        this.idleTimeout = t.httpKeepAlive() >= 0 ? t.httpKeepAlive() : firstTimeout;
        this.writesLog = parts.log() == null ? null : parts.log()::write;
        this.monitorUri = spec.monitorUri() == null ? null : Bytes.of(spec.monitorUri());
        this.closes = spec.proxy().on(Option.HTTPCLOSE);
    }

    public FrontendSpec spec() {
        return spec;
    }

    public String name() {
        return spec.name();
    }

    public ProxyCounters counters() {
        return counters;
    }

    public Parts parts() {
        return parts;
    }

    public boolean http() {
        return spec.proxy().mode() == Mode.HTTP;
    }

    public boolean on(Option option) {
        return spec.proxy().on(option);
    }

    /** For a request head, from its first byte; milliseconds. */
    long requestTimeout() {
        return requestTimeout;
    }

    /** Until the first byte of a request; milliseconds. */
    long idleTimeout(boolean first) {
        return first ? firstTimeout : idleTimeout;
    }

    long clientTimeout() {
        return clientTimeout;
    }

    /** Writes a line of the access log now ({@code do-log}); null where there is none. */
    Consumer<Exchange> writesLog() {
        return writesLog;
    }

    byte[] monitorUri() {
        return monitorUri;
    }

    /** {@code option httpclose}: one request a connection. */
    boolean closes() {
        return closes;
    }
}
