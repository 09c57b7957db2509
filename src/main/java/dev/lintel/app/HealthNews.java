package dev.lintel.app;

import dev.lintel.balance.HealthListener;
import dev.lintel.balance.Server;
import dev.lintel.proxy.Backend;
import dev.lintel.proxy.Current;
import dev.lintel.proxy.EventLog;
import dev.lintel.stream.EndReason;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Passes on what becomes of servers: to the log of their backend, to whoever watches the program's own output, and to the exchanges that
 * are with them.
 */
final class HealthNews implements HealthListener {
    private final Current current;
    private final Consumer<String> watcher;
    private volatile Map<String, EventLog> events = Map.of();

    /** @param watcher hears each sentence as well, whatever is logged */
    HealthNews(Current current, Consumer<String> watcher) {
        this.current = current;
        this.watcher = watcher;
    }

    /** The logs of the configuration in force, by backend. */
    void events(Map<String, EventLog> now) {
        events = now;
    }

    @Override
    public void said(Server server, int level, String text) {
        EventLog log = events.get(server.group().name());
        if (log != null) {
            log.event(level, text);
        }
        watcher.accept(text);
    }

    @Override
    public void endSessions(Server server, EndReason why) {
        Backend backend = current.snapshot().backends().get(server.group().name());
        if (backend != null) {
            backend.endSessions(server, why);
        }
    }
}
