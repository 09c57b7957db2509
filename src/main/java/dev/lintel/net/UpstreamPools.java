package dev.lintel.net;

import dev.lintel.stream.Connector;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to servers, by target. As many are kept idle as were lately used at once, and {@code pool-low-conn} more;
 * the one used last is taken first, so that those not needed grow old and are closed, half of them every {@code pool-purge-delay}
 * (manual section 5.2). Owned by its loop.
 */
final class UpstreamPools {
    private final NettyLoop loop;
    private final Map<Target, Pool> pools = new IdentityHashMap<>();
    private final Deadline purge = new Deadline() {
        @Override
        protected void expired() {
            purge();
        }
    };

    private Target lastTarget;
    private Pool lastPool;

    UpstreamPools(NettyLoop loop) {
        this.loop = loop;
    }

    /** The connections to one target. */
    private static final class Pool {
        final ArrayDeque<PooledConnection> idle = new ArrayDeque<>(4);
        /** Connections that carry some exchanges and have room for more; made when the first is there. */
        @Nullable
        ArrayList<Http2Client> shared;
        /** Connections that carry an exchange now. */
        int used;
        /** The most that were used at once since the last purge, and a slow average of it. */
        int peak;

        int needed;

        boolean isEmpty() {
            return used == 0 && idle.isEmpty();
        }

        boolean keepsOneMore(Target target) {
            if (target.retired() || target.poolMax() >= 0 && idle.size() >= target.poolMax()) {
                return false;
            }
            return idle.isEmpty() || used + idle.size() < Math.max(peak, needed) + target.poolLow();
        }
    }

    private Pool pool(Target target) {
        if (target != lastTarget) {
            lastPool = pools.computeIfAbsent(target, t -> new Pool());
            lastTarget = target;
        }
        return lastPool;
    }

    /** An idle connection that may be used and was opened for that name, or null. */
    PooledConnection take(Target target, Connector.Reuse reuse, @Nullable String name) {
        if (reuse == Connector.Reuse.NEVER) {
            return null;
        }
        Pool pool = pool(target);
        boolean proven = reuse == Connector.Reuse.PROVEN;
        return proven || target.tls() != null ? take(pool.idle, proven ? 2 : 0, name) : takeAny(pool.idle);
    }

    /** In the clear no name is asked for. */
    private static PooledConnection takeAny(ArrayDeque<PooledConnection> idle) {
        while (true) {
            PooledConnection client = idle.pollLast();
            if (client == null || client.usable()) {
                return client;
            }
            client.discard();
        }
    }

    private static PooledConnection take(ArrayDeque<PooledConnection> idle, int served, @Nullable String name) {
        for (Iterator<PooledConnection> each = idle.descendingIterator(); each.hasNext(); ) {
            PooledConnection client = each.next();
            if (client.served() >= served && Objects.equals(client.name(), name) && client.usable()) {
                each.remove();
                return client;
            }
        }
        return null;
    }

    /**
     * A connection that carries others' exchanges and may carry one more; or null.
     *
     * @param client whose exchange it is, where only those of one client may be together
     */
    @Nullable
    Http2Client beside(Target target, Connector.Reuse reuse, @Nullable String name, @Nullable Object client) {
        Pool pool = reuse == Connector.Reuse.NEVER ? null : pool(target);
        if (pool == null || pool.shared == null) {
            return null;
        }
        int served = reuse == Connector.Reuse.PROVEN ? 1 : 0;
        for (Http2Client each : pool.shared) {
            if (each.served() >= served && each.takes(client, name)) {
                return each;
            }
        }
        return null;
    }

    /** A connection that carries exchanges has room for more. */
    void share(Http2Client client) {
        Pool pool = pool(client.target());
        if (pool.shared == null) {
            pool.shared = new ArrayList<>(4);
        }
        pool.shared.add(client);
    }

    /** It has no room any more, or carries none. */
    void unshare(Http2Client client) {
        Pool pool = pools.get(client.target());
        if (pool != null && pool.shared != null) {
            pool.shared.remove(client);
        }
    }

    /** A connection begins to carry an exchange. */
    void used(Target target) {
        Pool pool = pool(target);
        pool.peak = Math.max(pool.peak, ++pool.used);
    }

    /** It carries one no longer. */
    void unused(Target target) {
        Pool pool = pool(target);
        pool.used--;
        if (pool.isEmpty() && target.retired()) {
            pools.remove(target);
            lastTarget = null;
        }
    }

    /** Keeps a connection whose exchange has ended exactly; false where there are enough. */
    boolean keep(PooledConnection client) {
        Target target = client.target();
        Pool pool = pool(target);
        if (!pool.keepsOneMore(target)) {
            return false;
        }
        pool.idle.addLast(client);
        if (!purge.armed() && target.poolPurge() > 0) {
            loop.arm(purge, target.poolPurge());
        }
        return true;
    }

    /** An idle connection is closed or about to be. */
    void forget(PooledConnection client) {
        Pool pool = pools.get(client.target());
        if (pool != null) {
            pool.idle.remove(client);
        }
    }

    /** Closes half of what is idle beyond need, oldest first. */
    private void purge() {
        long again = Long.MAX_VALUE;
        for (Map.Entry<Target, Pool> entry : pools.entrySet()) {
            Target target = entry.getKey();
            Pool pool = entry.getValue();
            pool.needed = (pool.needed + pool.peak) / 2;
            int wanted = target.retired() ? 0 : Math.max(pool.needed, pool.peak) + target.poolLow();
            pool.peak = pool.used;
            int excess = (pool.used + pool.idle.size() - wanted + 1) / 2;
            while (excess-- > 0 && !pool.idle.isEmpty()) {
                pool.idle.pollFirst().discard();
            }
            if (!pool.idle.isEmpty() && target.poolPurge() > 0) {
                again = Math.min(again, target.poolPurge());
            }
        }
        pools.entrySet()
                .removeIf(entry -> entry.getKey().retired() && entry.getValue().isEmpty());
        lastTarget = null;
        if (again != Long.MAX_VALUE) {
            loop.arm(purge, again);
        }
    }
}
