package dev.lintel.acme;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why an order did not succeed, in words for whoever runs the program. */
final class OrderFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Json problem;
    private final transient @Nullable Instant retryAfter;
    private final boolean orderIsDead;

    /**
     * @param problem the problem document of the CA (RFC 7807), whole, or null
     * @param retryAfter when the CA wants to be asked again, or null
     * @param orderIsDead whether nothing can come of this order any more: the next try needs a new one
     */
    OrderFault(String message, @Nullable Json problem, @Nullable Instant retryAfter, boolean orderIsDead) {
        super(message, null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.orderIsDead = orderIsDead;
    }

    /** Something that may be right at the next try, with the same order. */
    OrderFault(String message) {
        this(message, null, null, false);
    }

    static OrderFault dead(String message, @Nullable Json problem) {
        return new OrderFault(message, problem, null, true);
    }

    @Nullable
    Json problem() {
        return problem;
    }

    @Nullable
    Instant retryAfter() {
        return retryAfter;
    }

    boolean orderIsDead() {
        return orderIsDead;
    }
}
