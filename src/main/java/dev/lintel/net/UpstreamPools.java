package dev.lintel.net;

import dev.lintel.stream.Connector;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.Target;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The idle connections of one loop, by target; the one used last is taken first, so that those not needed grow old and are closed
 * ({@code pool-purge-delay}). Owned by its loop.
 */
final class UpstreamPools {
    private final NettyLoop loop;
    private final Map<Target, ArrayDeque<Http1Client>> idle = new IdentityHashMap<>();
    private final Deadline purge = new Deadline() {
        @Override
        protected void expired() {
            purge();
        }
    };

    private Target lastTarget;
    private ArrayDeque<Http1Client> lastPool;

    UpstreamPools(NettyLoop loop) {
        this.loop = loop;
    }

    private ArrayDeque<Http1Client> pool(Target target) {
        if (target == lastTarget) {
            return lastPool;
        }
        lastPool = idle.computeIfAbsent(target, t -> new ArrayDeque<>());
        lastTarget = target;
        return lastPool;
    }

    /** An idle connection that may be used, or null. */
    Http1Client take(Target target, Connector.Reuse reuse) {
        if (reuse == Connector.Reuse.NEVER) {
            return null;
        }
        ArrayDeque<Http1Client> pool = pool(target);
        if (reuse == Connector.Reuse.PROVEN) {
            return takeProven(pool);
        }
        while (true) {
            Http1Client client = pool.pollLast();
            if (client == null || client.usable()) {
                return client;
            }
        }
    }

    private static Http1Client takeProven(ArrayDeque<Http1Client> pool) {
        for (Iterator<Http1Client> each = pool.descendingIterator(); each.hasNext(); ) {
            Http1Client client = each.next();
            if (client.served > 1 && client.usable()) {
                each.remove();
                return client;
            }
        }
        return null;
    }

    void idle(Http1Client client) {
        Target target = client.target;
        ArrayDeque<Http1Client> pool = pool(target);
        if (target.poolMax() >= 0 && pool.size() >= target.poolMax() || target.retired()) {
            client.reset(null);
            return;
        }
        client.idleSince = loop.now();
        pool.addLast(client);
        if (!purge.armed() && target.poolPurge() > 0) {
            loop.arm(purge, target.poolPurge());
        }
    }

    /** The connection is closed or about to be. */
    void forget(Http1Client client) {
        ArrayDeque<Http1Client> pool = idle.get(client.target);
        if (pool != null) {
            pool.remove(client);
        }
    }

    void closed(Target target) {
        ArrayDeque<Http1Client> pool = idle.get(target);
        if (pool != null && pool.isEmpty() && target.retired()) {
            idle.remove(target);
            lastTarget = null;
        }
    }

    /** Closes what has not been used for the purge delay, half of each pool at a time as HAProxy does. */
    private void purge() {
        long again = Long.MAX_VALUE;
        for (Map.Entry<Target, ArrayDeque<Http1Client>> entry : idle.entrySet()) {
            Target target = entry.getKey();
            ArrayDeque<Http1Client> pool = entry.getValue();
            int excess = (pool.size() - target.poolLow() + 1) / 2;
            while (excess-- > 0) {
                Http1Client oldest = pool.peekFirst();
                if (oldest == null || loop.now() - oldest.idleSince < target.poolPurge() && !target.retired()) {
                    break;
                }
                pool.pollFirst();
                oldest.reset(null);
            }
            if (!pool.isEmpty()) {
                again = Math.min(again, Math.max(target.poolPurge(), 100));
            }
        }
        if (again != Long.MAX_VALUE) {
            loop.arm(purge, again);
        }
    }

    /** Closes every idle connection. */
    void clear() {
        for (ArrayDeque<Http1Client> pool : idle.values()) {
            Http1Client client;
            while ((client = pool.pollLast()) != null) {
                client.reset(null);
            }
        }
    }

    int idleCount(Target target) {
        ArrayDeque<Http1Client> pool = idle.get(target);
        return pool == null ? 0 : pool.size();
    }
}
