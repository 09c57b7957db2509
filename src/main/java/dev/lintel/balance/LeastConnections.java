package dev.lintel.balance;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code leastconn} (manual section 4.2): the server with the least load for its weight, in turn among equals. */
final class LeastConnections implements Balancer {
    private final ServerSet set;

    /** Where the next search begins: behind the last choice. */
    private final AtomicInteger start = new AtomicInteger();

    LeastConnections(ServerSet set) {
        this.set = set;
    }

    @Override
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        int size = set.size();
        int from = start.get();
        int best = -1;
        long least = Long.MAX_VALUE;
        boolean avoided = false;
        for (int i = 0; i < size; i++) {
            int at = from + i < size ? from + i : from + i - size;
            Server server = set.server(at);
            int queued = server.queued.get();
            int load = server.current.get() + queued;
            if (server.limited()
                    && load >= (long) server.limit() + server.spec().maxqueue()) {
                continue;
            }
            if (server == avoid) {
                avoided = true;
                continue;
            }
            long cost = load == 0 ? 0 : (load + 1L) * 4096 / set.weight(at);
            if (cost < least) {
                least = cost;
                best = at;
            }
        }
        if (best < 0) {
            return avoided ? avoid : null;
        }
        start.set(best + 1 == size ? 0 : best + 1);
        return set.server(best);
    }
}
