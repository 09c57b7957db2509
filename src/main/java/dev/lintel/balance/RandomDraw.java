package dev.lintel.balance;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code random} (manual section 4.2): the less loaded one of some servers drawn by weight; two draws unless said otherwise. */
final class RandomDraw implements Balancer {
    private final ServerSet set;
    private final int draws;

    RandomDraw(ServerSet set, int draws) {
        this.set = set;
        this.draws = draws;
    }

    @Override
    public @Nullable Server pick(long key, @Nullable Server avoid) {
        int best = draw(avoid);
        for (int i = 1; i < draws; i++) {
            int other = draw(avoid);
            long bestLoad = (long) set.server(best).current.get() * set.weight(other);
            long otherLoad = (long) set.server(other).current.get() * set.weight(best);
            if (otherLoad < bestLoad) {
                best = other;
            }
        }
        Server chosen = set.server(best);
        return chosen.hasRoom() ? chosen : null;
    }

    private int draw(@Nullable Server avoid) {
        int skipped = -1;
        int total = set.totalWeight();
        for (int i = 0; avoid != null && set.size() > 1 && i < set.size(); i++) {
            if (set.server(i) == avoid) {
                skipped = i;
                total -= set.weight(i);
            }
        }
        int ticket = ThreadLocalRandom.current().nextInt(total);
        for (int i = 0; ; i++) {
            if (i != skipped) {
                ticket -= set.weight(i);
                if (ticket < 0) {
                    return i;
                }
            }
        }
    }
}
