package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ALWAYS;

import dev.lintel.balance.Server;
import dev.lintel.balance.ServerSet;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Rate;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** Fetches of the load and health of frontends, backends and servers, by name (manual section 7.3.2). */
final class ServiceFetches {
    private static final Args.Spec FRONTEND = Args.Spec.maybe(Args.Kind.FRONTEND, "frontend");
    private static final Args.Spec BACKEND = Args.Spec.maybe(Args.Kind.BACKEND, "backend");
    private static final Args.Spec SERVER = Args.Spec.of(Args.Kind.SERVER, "server");

    static final List<Fetch> ROWS = List.of(
            fetch("fe_conn", FRONTEND, INT, ALWAYS, a -> counted(proxy(a), p -> p.current.get())),
            fetch("fe_sess_rate", FRONTEND, INT, ALWAYS, a -> rate(proxy(a).sessions)),
            fetch("fe_req_rate", FRONTEND, INT, ALWAYS, a -> rate(proxy(a).requests)),
            fetch("be_conn", BACKEND, INT, ALWAYS, a -> counted(proxy(a), p -> p.current.get())),
            fetch("be_sess_rate", BACKEND, INT, ALWAYS, a -> rate(proxy(a).sessions)),
            fetch("be_conn_free", BACKEND, INT, ALWAYS, a -> counted(servers(a), ServiceFetches::freeConnections)),
            fetch("connslots", BACKEND, INT, ALWAYS, a -> counted(servers(a), ServiceFetches::slots)),
            fetch("nbsrv", BACKEND, INT, ALWAYS, a -> counted(servers(a), s -> usable(s.set()))),
            fetch("queue", BACKEND, INT, ALWAYS, ServiceFetches::queue),
            fetch("avg_queue", BACKEND, INT, ALWAYS, ServiceFetches::averageQueue),
            fetch("srv_conn", SERVER, INT, ALWAYS, a -> counted(server(a), s -> s.current.get())),
            fetch("srv_conn_free", SERVER, INT, ALWAYS, a -> counted(server(a), ServiceFetches::freeConnections)),
            fetch("srv_queue", SERVER, INT, ALWAYS, a -> counted(server(a), s -> s.queued.get())),
            fetch("srv_sess_rate", SERVER, INT, ALWAYS, a -> rate(server(a).counters().sessions)),
            fetch("srv_weight", SERVER, INT, ALWAYS, a -> counted(server(a), ServiceFetches::weight)),
            fetch("srv_uweight", SERVER, INT, ALWAYS, a -> counted(server(a), Server::weight)),
            fetch(
                    "srv_iweight",
                    SERVER,
                    INT,
                    ALWAYS,
                    a -> counted(server(a), s -> s.spec().weight())),
            fetch("srv_is_up", SERVER, BOOL, ALWAYS, ServiceFetches::isUp));

    private ServiceFetches() {}

    private static ProxyCounters proxy(Args a) {
        return a.has(0) ? a.as(0, ProxyCounters.class) : a.names().self();
    }

    private static Servers servers(Args a) {
        Servers servers =
                a.names().servers(a.has(0) ? a.as(0, ProxyCounters.class).name() : "");
        if (servers == null) {
            throw a.mistake("expects the name of a backend, for this section has no servers of its own");
        }
        return servers;
    }

    private static Server server(Args a) {
        return a.as(0, Server.class);
    }

    private static <T> Sampler counted(T what, ToLongFunction<T> count) {
        return (x, out) -> out.number(count.applyAsLong(what));
    }

    private static Sampler rate(LongAdder counter) {
        Rate rate = new Rate(counter, System.nanoTime() / 1_000_000);
        return (x, out) -> out.number(rate.perSecond(System.nanoTime() / 1_000_000));
    }

    private static Sampler isUp(Args a) {
        Server server = server(a);
        return (x, out) -> out.bool(isUp(server));
    }

    static boolean isUp(Server server) {
        return !server.maintenance() && server.state() != Server.State.STOPPED;
    }

    /** Rounded up, so that a server in slow start never seems to have none. */
    private static long weight(Server server) {
        return (server.effectiveWeight() + Server.WEIGHT_SCALE - 1L) / Server.WEIGHT_SCALE;
    }

    static int usable(ServerSet set) {
        return set.active() > 0 ? set.active() : set.size();
    }

    private static Sampler queue(Args a) {
        Servers servers = servers(a);
        ProxyCounters backend = proxy(a);
        return (x, out) -> out.number(queued(servers, backend));
    }

    private static Sampler averageQueue(Args a) {
        Servers servers = servers(a);
        ProxyCounters backend = proxy(a);
        return (x, out) -> {
            long queued = queued(servers, backend);
            int usable = usable(servers.set());
            return out.number(usable > 0 ? (queued + usable - 1) / usable : queued * 2);
        };
    }

    private static long queued(Servers servers, ProxyCounters backend) {
        long n = backend.queued.get();
        for (Server server : servers.all()) {
            n += server.queued.get();
        }
        return n;
    }

    /** -1 where the server has no limit: the manual's way to say that the question makes no sense. */
    private static long freeConnections(Server server) {
        int maxconn = server.spec().maxconn();
        return maxconn == 0 ? -1 : Math.max(maxconn - server.current.get(), 0);
    }

    private static long freeConnections(Servers servers) {
        ServerSet set = servers.set();
        long free = 0;
        for (int i = 0; i < set.size(); i++) {
            long more = freeConnections(set.server(i));
            if (more < 0) {
                return -1;
            }
            free += more;
        }
        return free;
    }

    private static long slots(Servers servers) {
        ServerSet set = servers.set();
        long free = 0;
        for (int i = 0; i < set.size(); i++) {
            Server server = set.server(i);
            int maxqueue = server.spec().maxqueue();
            if (server.spec().maxconn() == 0 || maxqueue == 0) {
                return -1;
            }
            free += freeConnections(server) + Math.max(maxqueue - server.queued.get(), 0);
        }
        return free;
    }
}
