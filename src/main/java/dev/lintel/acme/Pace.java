package dev.lintel.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How fast things are tried and looked at again.
 *
 * @param first the pause after a first failure; each further one is three times as long, up to {@code longest}
 * @param look how often a CA is asked whether it wishes for a renewal, where it does not say
 * @param failuresADay so many tries in which a CA is asked without success in a day, and no more, where nothing lives for less than a month
 */
record Pace(Duration first, Duration longest, Duration look, int failuresADay) {
    /** CAs take five failures an hour for a name: these are at most four. */
    static final Pace NORMAL = new Pace(Duration.ofMinutes(1), Duration.ofHours(6), Duration.ofHours(6), 20);

    /** They are kept in a file. */
    private static final int MOST_A_DAY = 5_000;

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration SHORTEST_REST = Duration.ofMinutes(1);

    /**
     * When to try again.
     *
     * @param failures in a row, at least one
     * @param lifetime of the certificate that is to be replaced, or null: one that lives for minutes cannot wait for hours
     * @param wish the CA's own, or null
     */
    Instant retry(Instant now, int failures, @Nullable Duration lifetime, @Nullable Instant wish, Random random) {
        double factor = Math.pow(3, Math.min(failures - 1, 12));
        long millis = (long) Math.min(first.toMillis() * factor, longest.toMillis());
        if (lifetime != null) {
            long most = Math.max(Math.min(SHORTEST.toMillis(), first.toMillis()), lifetime.toMillis() / 30);
            millis = Math.min(millis, most);
        }
        // Programs that failed together do not come back together.
        Instant own = now.plusMillis((long) (millis * (0.9 + 0.2 * random.nextDouble())));
        return wish != null && wish.isAfter(own) ? wish : own;
    }

    /**
     * How many tries are made in a day without success.
     *
     * @param lifetime of the certificate that is to be replaced, or null: where none is to expire meanwhile, so many as {@link #retry}
     *     makes of it must have room
     */
    int most(@Nullable Duration lifetime) {
        if (lifetime == null) {
            return failuresADay;
        }
        long pause = Math.max(lifetime.toMillis() / 30, 1);
        return (int)
                Math.clamp(Duration.ofDays(1).toMillis() / pause, failuresADay, Math.max(failuresADay, MOST_A_DAY));
    }

    /** How long no new one is ordered unasked once there is one of that life, whatever its CA wishes and the clock says. */
    static Duration rest(Duration lifetime) {
        Duration thirtieth = lifetime.dividedBy(30);
        Duration rest = thirtieth.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : thirtieth;
        Duration third = lifetime.dividedBy(3);
        return rest.compareTo(third) < 0 ? rest : third;
    }
}
