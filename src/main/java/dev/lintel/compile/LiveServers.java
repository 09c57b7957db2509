package dev.lintel.compile;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.base.Network;
import dev.lintel.base.Problems;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.Option;
import dev.lintel.model.ServerSpec;
import dev.lintel.stream.Address;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.Target;
import dev.lintel.stream.TargetTls;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.ServerTls;
import dev.lintel.tls.TrustFiles;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the live servers of backends from their lines and from the servers of the same names that were there before. */
final class LiveServers {
    private final Resolution resolution;
    private final Problems problems;
    private final TrustFiles trustFiles = new TrustFiles();
    private final Set<Target> targets = Collections.newSetFromMap(new IdentityHashMap<>());

    LiveServers(Resolution resolution, Problems problems) {
        this.resolution = resolution;
        this.problems = problems;
    }

    Servers build(BackendSpec spec, ProxyCounters counters, int fullconn, @Nullable Servers before) {
        String place = spec.proxy().keyword() + " '" + spec.name() + "'";
        return new Servers(
                DynamicCookies.in(
                        spec, server -> resolution.of(server, place, formerAddress(server, known(server, before)))),
                server -> target(server, spec, place, before),
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
    private @Nullable Target target(ServerSpec spec, BackendSpec backend, String place, @Nullable Servers group) {
        Server known = known(spec, group);
        Target before = known == null ? null : known.target();
        Address address = resolution.of(spec, place, formerAddress(spec, known));
        if (address == null) {
            return null;
        }
        Target target = new Target(
                address,
                source(spec.source() != null ? spec.source() : backend.source()),
                spec.poolMaxConn(),
                spec.poolLowConn(),
                spec.poolPurgeDelayMillis(),
                spec.maxReuse(),
                spec.sendProxy(),
                socket(spec, backend),
                tls(spec, backend),
                "h2".equals(spec.proto()));
        Target chosen = before != null && before.isAlike(target) ? before : target;
        targets.add(chosen);
        return chosen;
    }

    /** Null: in the clear; or the files of its line are wrong, after reporting. */
    private @Nullable TargetTls tls(ServerSpec spec, BackendSpec backend) {
        if (spec.tls() == null) {
            return null;
        }
        try {
            return ServerTls.of(spec.tls(), CheckCompiler.offers(backend), trustFiles);
        } catch (CertificateFault fault) {
            problems.error(spec.pos(), "server '" + spec.name() + "': " + fault.getMessage());
            return null;
        }
    }

    private static SocketOptions socket(ServerSpec spec, BackendSpec backend) {
        boolean probes = backend.proxy().on(Option.SRVTCPKA) || backend.proxy().on(Option.TCPKA);
        long timeout = spec.tcpUserTimeoutMillis();
        return probes || timeout > 0 ? new SocketOptions(probes, (int) timeout) : SocketOptions.NONE;
    }

    /** Where the server was reached until now, if it had the same name there. */
    private static @Nullable Address formerAddress(ServerSpec spec, @Nullable Server known) {
        Target target = known == null ? null : known.target();
        boolean same = target != null && known.spec().address().equals(spec.address());
        return same ? target.address() : null;
    }

    /** Manual section 4.2, {@code source}: without a port, or with 0, the system chooses one. */
    private static @Nullable Address source(@Nullable AddressSpec from) {
        byte[] ip = from == null ? null : Network.address(from.host());
        return ip == null ? null : Address.of(ip, from.port());
    }
}
