package dev.lintel.compile;

import dev.lintel.balance.Servers;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.ProxyCounters;

/** What outlives a reload, by name: rules are bound to these objects. All of them exist before rules are compiled. */
public interface Live {
    /** The counters of a frontend, or null where the configuration has none of that name. */
    ProxyCounters frontend(String name);

    ProxyCounters backend(String name);

    /** The servers of a backend, or null. */
    Servers servers(String backend);

    ProcessVars processVars();

    ProcessState process();
}
