package dev.lintel.compile;

import dev.lintel.balance.HealthListener;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.BindSpec;
import dev.lintel.proxy.Checks;
import dev.lintel.proxy.EventLog;
import dev.lintel.proxy.Snapshot;
import dev.lintel.rule.PatternFiles;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Target;
import dev.lintel.tls.BindTls;
import java.util.List;
import java.util.Map;

/**
 * A configuration that is ready to serve, and what it leaves to the next one. Nothing outside of it has changed until {@link #commit}.
 *
 * @param ids the numbers that frontends and backends have from now on
 * @param gone targets that no server has any more
 * @param events where each backend tells of its servers
 * @param variables gives the variables of the global section their values
 * @param checks which servers are checked, and how; {@code manner} holds for all of them
 * @param tls of the bind lines that have it, by identity
 * @param certificates puts them into force; before anybody is let in by {@code tls}
 * @param maps that rules use, by name
 */
public record Compiled(
        Snapshot snapshot,
        Carry carry,
        Map<ProxyCounters, Integer> ids,
        List<Target> gone,
        Runnable variables,
        Map<String, EventLog> events,
        List<Checks.Group> checks,
        Checks.Manner manner,
        Map<BindSpec, BindTls> tls,
        Runnable certificates,
        PatternFiles maps) {
    /**
     * Puts into force what lives on: servers get their new settings, and what only the configuration before had is let go. Called right
     * after the snapshot was swapped.
     *
     * @param loop of the health machines, always the same
     */
    public void commit(Loop loop, HealthListener listener, Checks running) {
        variables.run();
        ids.forEach(ProxyCounters::id);
        for (Servers group : carry.servers().values()) {
            group.commit(loop, listener, carry.servers()::get);
        }
        running.check(checks, manner);
        gone.forEach(Target::retire);
    }
}
