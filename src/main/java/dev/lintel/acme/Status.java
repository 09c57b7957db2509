package dev.lintel.acme;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One certificate's place in its life, for {@code acme status} and whoever else shows it.
 *
 * @param notAfter when what is served ends; null: nothing is served yet
 * @param next when it is tried or renewed next; null: nothing is planned, or it is being done now
 * @param step what is being done, or why the last try failed; empty: nothing to tell
 * @param problem the CA's problem document of the last failure, whole, or null
 * @param waiting records that somebody has to set
 */
public record Status(
        String certificate,
        String section,
        State state,
        List<String> names,
        @Nullable Instant notAfter,
        @Nullable Instant next,
        String step,
        boolean failing,
        @Nullable String problem,
        List<TxtRecord> waiting) {
    /** The states of {@code acme status}. */
    public enum State {
        RUNNING,
        SCHEDULED,
        STOPPED
    }
}
