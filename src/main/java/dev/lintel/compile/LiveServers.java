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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the live servers of a backend from its lines and from the servers of the same names that were there before. */
final class LiveServers {
    private final Problems problems;

    LiveServers(Problems problems) {
        this.problems = problems;
    }

    Servers build(BackendSpec spec, ProxyCounters counters, int fullconn, @Nullable Servers before) {
        List<Server> servers = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        spec.servers().forEach(server -> taken.add(server.id()));
        int next = 1;
        for (ServerSpec server : spec.servers()) {
            int id = server.id();
            if (id == 0) {
                while (!taken.add(next)) {
                    next++;
                }
                id = next;
            }
            Server previous = before == null ? null : before.find(server.name());
            Target target = target(server, previous == null ? null : previous.target());
            servers.add(
                    previous == null ? new Server(server, target, id) : new Server(server, target, id, previous));
        }
        return new Servers(spec, servers, fullconn, counters.current, counters.queued);
    }

    /** The very target of before while nothing about it has changed: its idle connections stay. */
    private @Nullable Target target(ServerSpec spec, @Nullable Target before) {
        Address address = address(spec);
        if (address == null) {
            return null;
        }
        Address source = spec.source() == null ? null : source(spec.source());
        Target target = new Target(
                address,
                source,
                spec.poolMaxConn(),
                spec.poolLowConn(),
                spec.poolPurgeDelayMillis(),
                spec.sendProxy());
        return before != null && before.isAlike(target) ? before : target;
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
