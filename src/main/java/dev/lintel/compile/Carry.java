package dev.lintel.compile;

import dev.lintel.balance.Servers;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;
import java.util.Map;

/**
 * What a configuration leaves to the next one, by name: counters of frontends and backends, the live servers with their health, weights
 * and connections, and the variables of the process. Immutable; the objects in it live on.
 */
public record Carry(
        Map<String, ProxyCounters> frontends,
        Map<String, ProxyCounters> backends,
        Map<String, Servers> servers,
        ProcessVars processVars,
        ProcessState process) {
    /** Before the first configuration. */
    public static Carry first(ProcessState process) {
        return new Carry(Map.of(), Map.of(), Map.of(), new ProcessVars(), process);
    }
}
