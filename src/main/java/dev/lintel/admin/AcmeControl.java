package dev.lintel.admin;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator may see and do of certificates that renew themselves; any thread, and no answer waits for an authority. */
public interface AcmeControl {
    /**
     * One certificate's place in its life.
     *
     * @param certificate its name in {@code show ssl cert}
     * @param section the {@code acme} section that it is obtained by
     * @param notAfter when what is served ends; null: nothing is served yet
     * @param next when it is tried or renewed next; null: nothing is planned, or it is being done now
     * @param step what is being done, or why the last try failed, in a sentence; empty: nothing to tell
     * @param problem what the authority said of the last failure, whole, or null
     * @param waiting records of the DNS that somebody has to make before the order goes on
     */
    record Row(
            String certificate,
            String section,
            State state,
            List<String> names,
            @Nullable Instant notAfter,
            @Nullable Instant next,
            String step,
            boolean failing,
            @Nullable String problem,
            List<Waiting> waiting) {}

    /** The states of {@code acme status}. */
    enum State {
        RUNNING,
        SCHEDULED,
        STOPPED;

        /** As {@code acme status} writes it. */
        public String word() {
            return switch (this) {
                case RUNNING -> "Running";
                case SCHEDULED -> "Scheduled";
                case STOPPED -> "Stopped";
            };
        }
    }

    /** A TXT record that somebody has to make. */
    record Waiting(String domain, String name, String value) {}

    /** Where certificates and accounts are kept. */
    Path folder();

    List<Row> status();

    /** Begins a renewal now; the sentence that says why not, or null. */
    @Nullable
    String renew(String certificate);

    /** The record is made: how many of that certificate still wait; -1 where nobody waits for that one. */
    int challengeReady(String certificate, String domain);
}
