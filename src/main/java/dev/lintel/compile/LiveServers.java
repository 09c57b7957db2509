package dev.lintel.compile;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.base.Network;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.stream.Address;
import dev.lintel.stream.Target;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the live servers of backends from their lines and from the servers of the same names that were there before. */
final class LiveServers {
    private final Resolution resolution;
    private final Set<Target> targets = Collections.newSetFromMap(new IdentityHashMap<>());

    LiveServers(Resolution resolution) {
        this.resolution = resolution;
    }

    Servers build(BackendSpec spec, ProxyCounters counters, int fullconn, @Nullable Servers before) {
        String place = spec.proxy().keyword() + " '" + spec.name() + "'";
        return new Servers(
                DynamicCookies.in(spec, server -> resolution.of(server, place, formerAddress(server, known(server, before)))),
                server -> target(server, place, before),
                fullconn,
                counters.current,
                counters.queued,
                before);
    }

    private static @Nullable Server known(ServerSpec spec, @Nullable Servers group) {
        return group == null ? null : group.find(spec.name());
    }

    /** Whether some server of this configuration is reached there. */
    boolean uses(Target target) {
        return targets.contains(target);
    }

    /** The very target of before while nothing about it has changed: its idle connections stay. */
    private @Nullable Target target(ServerSpec spec, String place, @Nullable Servers group) {
        Server known = known(spec, group);
        Target before = known == null ? null : known.target();
        Address address = resolution.of(spec, place, formerAddress(spec, known));
        if (address == null) {
            return null;
        }
        Target target = new Target(
                address,
                spec.source() == null ? null : source(spec.source()),
                spec.poolMaxConn(),
                spec.poolLowConn(),
                spec.poolPurgeDelayMillis(),
                spec.maxReuse(),
                spec.sendProxy());
        Target chosen = before != null && before.isAlike(target) ? before : target;
        targets.add(chosen);
        return chosen;
    }

    /** Where the server was reached until now, if it had the same name there. */
    private static @Nullable Address formerAddress(ServerSpec spec, @Nullable Server known) {
        Target target = known == null ? null : known.target();
        boolean same = target != null && known.spec().address().equals(spec.address());
        return same ? target.address() : null;
    }

    private static @Nullable Address source(String text) {
        byte[] ip = Network.address(text);
        return ip == null ? null : Address.of(ip, 0);
    }
}
