package dev.lintel.balance;

import org.jspecify.annotations.Nullable;

/**
 * {@code hash-type map-based} (manual section 4.2): as many places as all weights together, servers spread over them; the key modulo
 * their number is the place. A request without a key takes the places in turn.
 */
final class MapHash implements Balancer {
    private final ServerSet set;
    private final short[] places;
    private final Rotation turns;

    MapHash(ServerSet set, @Nullable Balancer previous) {
        this.set = set;
        this.places = places(set);
        this.turns = Rotation.fixed(set, previous instanceof MapHash before ? before.turns : null);
    }

    @Override
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        return key == NO_KEY ? turns.pick(key, avoid) : set.server(places[(int) (key % places.length)]);
    }

    /**
     * Gives each place to the server that has the most whole rounds saved up, the earlier one among equals. These weights are those of
     * the configuration reduced by what divides them all: they follow no slow start.
     */
    static short[] places(ServerSet set) {
        int divisor = set.weightDivisor();
        int total = 0;
        for (int i = 0; i < set.size(); i++) {
            total += share(set, i, divisor);
        }
        short[] places = new short[total];
        int[] saved = new int[set.size()];
        for (int place = 0; place < total; place++) {
            int best = -1;
            int most = 0;
            for (int i = 0; i < saved.length; i++) {
                saved[i] += share(set, i, divisor);
                int rounds = (saved[i] + total) / total;
                if (best < 0 || rounds > most) {
                    best = i;
                    most = rounds;
                }
            }
            places[place] = (short) best;
            saved[best] -= total;
        }
        return places;
    }

    private static int share(ServerSet set, int i, int divisor) {
        return (set.server(i).weight() + divisor - 1) / divisor;
    }
}
