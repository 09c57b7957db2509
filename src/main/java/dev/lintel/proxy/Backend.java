package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Option;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.Timeouts;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.ServerRoutes;
import dev.lintel.stream.EndReason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A backend at run time: its rules, its servers and how hard it tries. Immutable; servers and counters live on. */
public final class Backend {
    /** What the compiler made of a backend's lines. */
    public record Parts(
            RuleSet tcpContent,
            RuleSet tcpResponse,
            RuleSet httpRequest,
            RuleSet redirect,
            RuleSet httpResponse,
            RuleSet httpAfterResponse,
            RuleSet persistRules,
            ServerRoutes useServer,
            BalanceKey key,
            Persistence persistence,
            Replies replies,
            ForwardedFields forwarded,
            RetryPolicy retry,
            ServerNames names,
            LogFormat uniqueId) {}

    private static final long DEFAULT_CONNECT_TIMEOUT = 5_000;
    private static final long DEFAULT_SERVER_TIMEOUT = 60_000;

    private final BackendSpec spec;
    private final ProxyCounters counters;
    private final Servers servers;
    private final Parts parts;
    private final long connectTimeout;
    private final long serverTimeout;
    private final long queueTimeout;
    private final long tunnelTimeout;
    private final boolean serverClose;
    /** Null where no server asks for it. */
    private final @Nullable Set<ServerSearch> attached;

    private final ServerRoutes.Usable usable;

    public Backend(BackendSpec spec, ProxyCounters counters, Servers servers, Parts parts) {
        this.spec = spec;
        this.counters = counters;
        this.servers = servers;
        this.parts = parts;
        Timeouts t = spec.proxy().timeouts();
        this.connectTimeout = t.connect() >= 0 ? t.connect() : DEFAULT_CONNECT_TIMEOUT;
        this.serverTimeout = t.server() >= 0 ? t.server() : DEFAULT_SERVER_TIMEOUT;
        this.queueTimeout = t.queue() >= 0 ? t.queue() : connectTimeout;
        this.tunnelTimeout = t.tunnel() >= 0 ? t.tunnel() : -1;
        boolean evenIfDown = on(Option.PERSIST);
        this.usable = (x, server) -> server.reachable() || x.persistenceForced || evenIfDown;
        this.attached = attachments(spec);
        this.serverClose = spec.proxy().on(Option.HTTPCLOSE) || spec.proxy().on(Option.HTTP_SERVER_CLOSE);
    }

    private static @Nullable Set<ServerSearch> attachments(BackendSpec spec) {
        for (ServerSpec server : spec.servers()) {
            if (server.shutdownSessionsOnMarkedDown() || server.shutdownBackupSessionsOnMarkedUp()) {
                return ConcurrentHashMap.newKeySet();
            }
        }
        return null;
    }

    /** Remembers who is with a server, where some server's exchanges may have to end with its health. */
    void attach(ServerSearch search) {
        if (attached != null) {
            attached.add(search);
        }
    }

    void detach(ServerSearch search) {
        if (attached != null) {
            attached.remove(search);
        }
    }

    /** Ends every exchange that is with that server. Any thread. */
    public void endSessions(Server server, EndReason why) {
        if (attached != null) {
            for (ServerSearch search : attached) {
                if (search.server() == server) {
                    search.end(why);
                }
            }
        }
    }

    public BackendSpec spec() {
        return spec;
    }

    public String name() {
        return spec.name();
    }

    public ProxyCounters counters() {
        return counters;
    }

    public Servers servers() {
        return servers;
    }

    public Parts parts() {
        return parts;
    }

    public boolean on(Option option) {
        return spec.proxy().on(option);
    }

    /** Whether a {@code use-server} line may send an exchange there. */
    ServerRoutes.Usable usable() {
        return usable;
    }

    long connectTimeout() {
        return connectTimeout;
    }

    long serverTimeout() {
        return serverTimeout;
    }

    long queueTimeout() {
        return queueTimeout;
    }

    /** Milliseconds; -1: as the client's and server's timeouts. */
    long tunnelTimeout() {
        return tunnelTimeout;
    }

    /** {@code option httpclose} and {@code http-server-close}: one request a connection towards servers. */
    boolean serverClose() {
        return serverClose;
    }

    /** Where a connection can carry several exchanges at once, a slow one holds up the others: whose they are matters. */
    @Nullable
    Object company(Object client) {
        return switch (spec.httpReuse()) {
            case NEVER, SAFE -> client;
            case AGGRESSIVE, ALWAYS -> null;
        };
    }
}
