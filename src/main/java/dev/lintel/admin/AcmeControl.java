package dev.lintel.admin;

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
     */
    record Row(
            String certificate,
            String section,
            State state,
            List<String> names,
            @Nullable Instant notAfter,
            @Nullable Instant next,
            String step,
            boolean failing) {}

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

    /** A TXT record of the DNS that somebody has to make before an order goes on. */
    record Waiting(String certificate, String domain, String recordName, String recordValue) {}

    /** Why a command was not obeyed, in a sentence for the user. */
    final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        public Refusal(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** Begins a renewal now. */
    void renew(String certificate) throws Refusal;

    List<Row> status();

    /** What orders wait for. */
    List<Waiting> waiting();

    /**
     * What a word has changed.
     *
     * @param set challenges that are ready by it; 0: they were already
     * @param left challenges of that certificate that still wait
     */
    record Ready(int set, int left) {}

    /** The record is made: the order goes on. */
    Ready challengeReady(String certificate, String domain) throws Refusal;

    /** What the authority said of the last failure, whole, or null. */
    default @Nullable String problem(String certificate) {
        return null;
    }
}
