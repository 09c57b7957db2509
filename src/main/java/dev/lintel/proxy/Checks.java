package dev.lintel.proxy;

import dev.lintel.balance.CheckResult;
import dev.lintel.balance.Health;
import dev.lintel.balance.Server;
import dev.lintel.base.Network;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.ServerSpec.CheckOptions;
import dev.lintel.stream.Address;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.Loop;
import dev.lintel.stream.Prober;
import dev.lintel.stream.SocketOptions;
import dev.lintel.stream.Target;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs the health checks of all servers, each at its own interval (manual section 5.2: {@code inter}, {@code fastinter}, {@code
 * downinter}; section 3.2: {@code spread-checks}). Owned by the loop of the health machines; lives as long as the process.
 */
public final class Checks {
    /** Servers that are checked more often than this do not hurry the start of the others. */
    private static final long SHORT_INTERVAL = 1000;

    /** How the servers of one backend are checked. */
    public record Group(List<Server> servers, CheckPlan plan, ProxyCounters counters) {}

    /**
     * What holds for all.
     *
     * @param spreadPercent {@code spread-checks}
     * @param maxSpreadMillis {@code max-spread-checks}; 0: no limit
     * @param node the name that {@code send-state} tells servers
     */
    public record Manner(int spreadPercent, long maxSpreadMillis, String node) {}

    private final Loop loop;
    private final Prober prober;
    private final Map<Server, Watch> watches = new IdentityHashMap<>();
    private Manner manner = new Manner(0, 0, "");

    public Checks(Loop loop, Prober prober) {
        this.loop = loop;
        this.prober = prober;
    }

    /**
     * From now on these servers are checked, in this way; those that were checked before go on in their rhythm. Any thread, after the
     * groups of servers have been committed.
     */
    public void check(List<Group> groups, Manner how) {
        loop.execute(() -> replan(groups, how));
    }

    /** Ends all checks. Any thread. */
    public void stop() {
        loop.execute(() -> replan(List.of(), manner));
    }

    private void replan(List<Group> groups, Manner how) {
        manner = how;
        Map<Server, Watch> before = new IdentityHashMap<>(watches);
        watches.clear();
        List<Watch> fresh = new ArrayList<>();
        for (Group group : groups) {
            for (Server server : group.servers()) {
                if (!server.health().checked()) {
                    continue;
                }
                Watch watch = before.remove(server);
                if (watch == null) {
                    watch = new Watch(server);
                    fresh.add(watch);
                }
                watch.plan = group.plan();
                watch.setting = new CheckRun.Setting(prober, how.node(), group.counters());
                watches.put(server, watch);
            }
        }
        before.values().forEach(Watch::stop);
        begin(fresh);
    }

    /** The first checks are laid out over the shortest interval, so that they do not all come at once. */
    private void begin(List<Watch> fresh) {
        long shortest = 0;
        for (Watch watch : fresh) {
            long interval = watch.health().interval();
            if (interval >= SHORT_INTERVAL && (shortest == 0 || interval < shortest)) {
                shortest = interval;
            }
        }
        for (int i = 0; i < fresh.size(); i++) {
            long own = fresh.get(i).health().interval();
            long room = Math.max(shortest, own) + spread(own);
            if (manner.maxSpreadMillis() > 0) {
                room = Math.min(room, manner.maxSpreadMillis());
            }
            fresh.get(i).plan(room * i / fresh.size());
        }
    }

    /** Up to so many percent more or less. */
    private long spread(long interval) {
        long most = interval * manner.spreadPercent() / 100;
        return most == 0 ? 0 : ThreadLocalRandom.current().nextLong(-most, most + 1);
    }

    /** One server under watch: asleep until its next check, or in one. */
    private final class Watch extends Deadline {
        private final Server server;
        private CheckPlan plan;
        private CheckRun.Setting setting;
        private CheckRun running;

        Watch(Server server) {
            this.server = server;
            health().whenHurried(this::hurry);
        }

        Health health() {
            return server.health();
        }

        void plan(long millis) {
            loop.arm(this, millis);
        }

        @Override
        protected void expired() {
            Target where = where(server);
            if (health().orders().maintenance() || where == null) {
                plan(server.spec().check().interMillis());
                return;
            }
            running = new CheckRun(setting, loop, server, plan, where, this::done);
            running.start();
        }

        private void done(CheckResult result) {
            running = null;
            health().result(result);
            long interval = health().interval();
            health().planned();
            plan(interval + spread(interval));
        }

        /** Traffic raised a doubt: the next check comes within the interval that holds now. */
        private void hurry() {
            long interval = health().interval();
            if (running == null && armed() && at - loop.now() > interval) {
                health().planned();
                plan(interval + spread(interval));
            }
        }

        void stop() {
            disarm();
            health().whenHurried(() -> {});
            if (running != null) {
                running.cancel();
                running = null;
            }
        }
    }

    /** Where a server is checked: at {@code addr} and {@code port} of its line, else where it serves; null while it has no address. */
    private static Target where(Server server) {
        CheckOptions check = server.spec().check();
        Target target = server.target();
        AddressSpec other = check.address();
        byte[] ip = other == null ? null : Network.address(other.host());
        if (ip == null && (target == null || check.port() == 0)) {
            boolean needless = target == null || !check.sendProxy() || target.proxyProtocol() > 0;
            return needless ? target : at(target.address(), target, 1);
        }
        if (ip == null && target.address().isUnix()) {
            return target;
        }
        int port = check.port() > 0
                ? check.port()
                : other.port() > 0
                        ? other.port()
                        : target == null ? 0 : target.address().port();
        Address address = Address.of(ip == null ? target.address().ip() : ip, port);
        return at(address, target, check.sendProxy() ? 1 : 0);
    }

    private static Target at(Address address, Target like, int proxyProtocol) {
        return new Target(
                address,
                like == null ? null : like.source(),
                0,
                0,
                0,
                -1,
                proxyProtocol,
                SocketOptions.NONE,
                like == null ? null : like.tls(),
                false);
    }
}
