package dev.lintel.proxy;

import dev.lintel.http.RequestHead;
import dev.lintel.stream.EndReason;
import java.util.BitSet;

/**
 * When another try is made (manual section 4.2, {@code retries}, {@code retry-on}, {@code option redispatch}). Immutable.
 *
 * @param retries tries after the first one
 * @param redispatchInterval every so many tries the server is chosen anew; negative: counted from the last, -1; 0: never
 * @param statuses answers of servers that are not passed on but tried again
 */
public record RetryPolicy(
        int retries,
        int redispatchInterval,
        boolean onConnectFailure,
        boolean onEmptyResponse,
        boolean onResponseTimeout,
        boolean onJunkResponse,
        BitSet statuses) {
    /** Whether the end of a try allows the next one; {@code sent}: whether the server may have seen the request. */
    boolean allows(EndReason reason, boolean sent, RequestHead request) {
        return switch (reason) {
            case CONNECT_REFUSED, CONNECT_TIMEOUT, TLS_FAILED, TLS_WRONG_NAME -> onConnectFailure;
            // The server is known not to have looked at it: nothing is done twice.
            case SERVER_REFUSED -> true;
            // The connection died, most likely before the request reached the server: a safe method is repeated
            // unasked.
            case SERVER_CLOSED_REUSED -> request.method.isSafe() || onEmptyResponse;
            case SERVER_CLOSED_EARLY -> onEmptyResponse;
            case SERVER_TIMEOUT -> onResponseTimeout;
            case BAD_RESPONSE -> onJunkResponse;
            default -> !sent && reason.retrySafe();
        };
    }

    /** Whether a request may have to be sent again that a server has had in full. */
    boolean repeatsAnswered() {
        return onEmptyResponse || onResponseTimeout || onJunkResponse || !statuses.isEmpty();
    }

    /** Whether the server is chosen anew for the {@code attempt}-th of {@code max} further tries, whoever it is. */
    boolean redispatches(int attempt, int max) {
        int interval = redispatchInterval > 0 ? redispatchInterval : max + 1 + redispatchInterval;
        return mayRedispatch() && interval > 0 && attempt % interval == 0;
    }

    /** {@code option redispatch}. */
    boolean mayRedispatch() {
        return redispatchInterval != 0;
    }
}
