package dev.lintel.balance;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code hash-type consistent} (manual section 4.2): every server stands on a circle of 2^32 points as often as its effective weight
 * says, and a key belongs to the nearest one. A server that comes or goes moves only its own share of the keys.
 */
final class ConsistentHash implements Balancer {
    /** The numbers of a server's points begin so far apart: room for the largest effective weight. */
    private static final int POINTS_PER_ID = 256 * Server.WEIGHT_SCALE;

    private static final int SERVER_BITS = 16;

    private final ServerSet set;

    /** Sorted; the point as an unsigned number, and below it the index of its server. */
    private final long[] points;

    private final int balanceFactor;
    private final int[] weightBefore;
    private final AtomicInteger turn;

    /** @param balanceFactor {@code hash-balance-factor} in percent; 0: none */
    ConsistentHash(ServerSet set, int balanceFactor, @Nullable Balancer previous) {
        this.set = set;
        this.balanceFactor = balanceFactor;
        points = new long[set.totalWeight()];
        weightBefore = new int[set.size()];
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            weightBefore[i] = count;
            for (int node = 0; node < set.weight(i); node++) {
                int point = Hash.mix(set.server(i).id() * POINTS_PER_ID + node);
                points[count++] = (point & 0xffffffffL) << SERVER_BITS | i;
            }
        }
        Arrays.sort(points);
        turn = new AtomicInteger();
    }

    private int at(int index) {
        return (int) points[index] & (1 << SERVER_BITS) - 1;
    }

    @Override
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        if (key == NO_KEY) {
            return inTurn(avoid);
        }
        int next = nearest(key);
        for (int i = 0; i < points.length; i++) {
            int candidate = at(next);
            if (set.server(candidate) != avoid && (balanceFactor == 0 || eligible(candidate))) {
                return set.server(candidate);
            }
            next = next + 1 == points.length ? 0 : next + 1;
        }
        return set.server(at(next));
    }

    /** The point nearest to the key, the lower one when both are as far. */
    private int nearest(long key) {
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points[middle] >>> SERVER_BITS < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int after = low == points.length ? 0 : low;
        int before = after == 0 ? points.length - 1 : after - 1;
        int toBefore = (int) key - (int) (points[before] >>> SERVER_BITS);
        int toAfter = (int) (points[after] >>> SERVER_BITS) - (int) key;
        return Integer.compareUnsigned(toBefore, toAfter) <= 0 ? before : after;
    }

    /** Whether its load is within its share of all load and of the exchange to come, times the factor; at least one slot each. */
    private boolean eligible(int candidate) {
        long load = 1;
        for (int i = 0; i < set.size(); i++) {
            load += set.server(i).current.get();
        }
        long slots = (load * balanceFactor + 99) / 100;
        int total = set.totalWeight();
        int weight = set.weight(candidate);
        long rest = slots % total;
        long own = weight * (slots / total)
                + (weightBefore[candidate] + weight) * rest / total
                - weightBefore[candidate] * rest / total;
        return set.server(candidate).current.get() < Math.max(1, own);
    }

    private @Nullable Server inTurn(@Nullable Server avoid) {
        boolean avoided = false;
        for (int i = 0; i < points.length; i++) {
            Server server = set.server(at((int) ((turn.getAndIncrement() & 0xffffffffL) % points.length)));
            if (server.hasRoom()) {
                if (server != avoid) {
                    return server;
                }
                avoided = true;
            }
        }
        return avoided ? avoid : null;
    }
}
