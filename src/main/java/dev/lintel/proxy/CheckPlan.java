package dev.lintel.proxy;

import java.util.List;

/**
 * How the servers of a backend are checked: by tcp or by HTTP ({@code option httpchk}), step by step. Immutable, shared by all servers
 * of the backend.
 *
 * @param disableOn404 {@code http-check disable-on-404}
 * @param sendState {@code http-check send-state}
 * @param connectTimeout of the backend in milliseconds, and {@code checkTimeout}; -1: not set
 */
public record CheckPlan(
        boolean http,
        List<CheckStep> steps,
        boolean disableOn404,
        boolean sendState,
        long connectTimeout,
        long checkTimeout) {
    /** A connection and nothing else. */
    public static CheckPlan tcp(long connectTimeout, long checkTimeout) {
        return new CheckPlan(false, List.of(CheckStep.Connect.IMPLIED), false, false, connectTimeout, checkTimeout);
    }
}
