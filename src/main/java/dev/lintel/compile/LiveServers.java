package dev.lintel.compile;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.base.Network;
import dev.lintel.base.Problems;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.stream.Address;
import dev.lintel.stream.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the live servers of backends from their lines and from the servers of the same names that were there before. */
final class LiveServers {
    private final Problems problems;
    private final Set<Target> targets = Collections.newSetFromMap(new IdentityHashMap<>());

    LiveServers(Problems problems) {
        this.problems = problems;
    }

    Servers build(BackendSpec spec, ProxyCounters counters, int fullconn, @Nullable Servers before) {
        return new Servers(spec, server -> target(server, before), fullconn, counters.current, counters.queued, before);
    }

    /** Whether some server of this configuration is reached there. */
    boolean uses(Target target) {
        return targets.contains(target);
    }

    /** The very target of before while nothing about it has changed: its idle connections stay. */
    private @Nullable Target target(ServerSpec spec, @Nullable Servers group) {
        Address address = address(spec);
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
        Server known = group == null ? null : group.find(spec.name());
        Target before = known == null ? null : known.target();
        Target chosen = before != null && before.isAlike(target) ? before : target;
        targets.add(chosen);
        return chosen;
    }

    private @Nullable Address address(ServerSpec spec) {
        AddressSpec address = spec.address();
        if (address.kind() == AddressSpec.Kind.UNIX) {
            return Address.unix(address.host());
        }
        byte[] ip = Network.address(address.host());
        try {
            if (ip == null) {
                ip = InetAddress.getByName(address.host()).getAddress();
            }
            return Address.of(ip, address.port());
        } catch (UnknownHostException e) {
            problems.error(
                    spec.pos(), "server '" + spec.name() + "': the name '" + address.host() + "' does not resolve");
            return null;
        }
    }

    private static @Nullable Address source(String text) {
        byte[] ip = Network.address(text);
        return ip == null ? null : Address.of(ip, 0);
    }
}
