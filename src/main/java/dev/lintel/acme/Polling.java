package dev.lintel.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/** Asks a CA again and again, at the pace that it wishes, until something is as it should be; not forever. Used by one order. */
final class Polling {
    private static final long FIRST_PAUSE_MILLIS = 400;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final long LONGEST_WISH_MILLIS = 120_000;

    private final Authority authority;
    private final Duration patience;

    Polling(Authority authority, Duration patience) {
        this.authority = authority;
        this.patience = patience;
    }

    /** Returns when it has one of these states. */
    void await(PollableResource resource, String step, Status... enough)
            throws AcmeException, OrderFault, InterruptedException {
        if (!reaches(resource, step, enough)) {
            throw new OrderFault(late(resource, step));
        }
    }

    /** What there is to say when the time is over. */
    String late(PollableResource resource, String step) {
        return step + ": " + authority.host() + " still says '"
                + resource.getStatus().name().toLowerCase(Locale.ROOT) + "' after " + patience.toSeconds() + " seconds";
    }

    /** Whether it has one of these states in time. */
    boolean reaches(PollableResource resource, String step, Status... enough)
            throws AcmeException, OrderFault, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<Instant> wish = resource.fetch();
            Status status = resource.getStatus();
            if (List.of(enough).contains(status)) {
                return true;
            }
            if (status != Status.PENDING && status != Status.PROCESSING && status != Status.READY) {
                throw refusal(resource, step, status);
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            Thread.sleep(pause(wished(wish, pause), left));
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE_MILLIS);
        }
    }

    /** Not a burst of questions, and one more at the very end. */
    static long pause(long wished, long left) {
        return Math.min(Math.max(wished, 100), left + 1);
    }

    private static long wished(Optional<Instant> wish, long otherwise) {
        long millis =
                wish.map(at -> Duration.between(Instant.now(), at).toMillis()).orElse(otherwise);
        return Math.min(Math.max(millis, otherwise), LONGEST_WISH_MILLIS);
    }

    /** The reason of the CA, which stands at the challenge that failed or at the order. */
    private OrderFault refusal(PollableResource resource, String step, Status status) {
        String state = status.name().toLowerCase(Locale.ROOT);
        if (resource instanceof Authorization authorization) {
            for (Challenge challenge : authorization.getChallenges()) {
                Optional<Problem> error = challenge.getError();
                if (error.isPresent()) {
                    return OrderFault.dead(
                            step + ": " + authority.host() + " could not verify "
                                    + authorization.getIdentifier().getValue() + " by " + challenge.getType() + " ("
                                    + Authority.shortType(error.get().getType()) + "): "
                                    + Authority.detail(error.get()),
                            Authority.json(error.get()));
                }
            }
            return OrderFault.dead(
                    step + ": " + authority.host() + " says '" + state + "' of "
                            + authorization.getIdentifier().getValue() + " and gives no reason",
                    null);
        }
        Optional<Problem> error = resource instanceof Order order ? order.getError() : Optional.empty();
        return OrderFault.dead(
                step + ": " + authority.host() + " made the order " + state
                        + error.map(e -> " (" + Authority.shortType(e.getType()) + "): " + Authority.detail(e))
                                .orElse(" and gave no reason"),
                error.map(Authority::json).orElse(null));
    }
}
