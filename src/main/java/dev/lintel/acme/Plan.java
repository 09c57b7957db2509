package dev.lintel.acme;

import dev.lintel.base.Pos;
import dev.lintel.model.AcmeSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that is to be had and kept: what a job works for. Equal plans mean that nothing has changed.
 *
 * @param name of the certificate
 * @param kinds the challenges that may be used, the best first
 * @param fixed whether the configuration names the challenge
 */
record Plan(String name, AcmeSpec section, Ordered ordered, List<ChallengeKind> kinds, boolean fixed) {
    /** The word for our own authority among directories. */
    static final String INTERNAL = "internal";

    Plan {
        // A line more above the section changes nothing of what is to be had.
        section = section.at(Pos.NONE);
    }

    /**
     * Without a word in the configuration, another way is tried where the best one failed; not the one by hand, for which an order would
     * wait for days while the way by itself may be open again.
     */
    List<ChallengeKind> kinds(int failures) {
        if (fixed
                || kinds.size() < 2
                || failures % 2 == 0
                || kinds.getFirst() == ChallengeKind.DNS
                || kinds.get(1) == ChallengeKind.DNS) {
            return kinds;
        }
        List<ChallengeKind> turned = new ArrayList<>(kinds);
        turned.add(1, turned.removeFirst());
        return turned;
    }

    /** Whether a certificate of that CA is one that this plan would order. */
    boolean isFrom(String directory) {
        return section.directories().contains(directory);
    }

    boolean isInternal() {
        return section.directories().equals(List.of(INTERNAL));
    }

    boolean hasWildcard() {
        return ordered.names().stream().anyMatch(name -> name.startsWith("*."));
    }

    /** How it will be proved that the name is ours, in a few words; null where no proof is asked. */
    @Nullable
    String proof(String name) {
        if (isInternal()) {
            return null;
        }
        boolean wildcard = name.startsWith("*.");
        ChallengeKind kind = wildcard && kinds.contains(ChallengeKind.DNS) ? ChallengeKind.DNS : kinds.getFirst();
        String who = section.provider() == null ? "set by hand" : "set by " + section.provider();
        return kind.provesWildcards() ? kind.word() + " (" + who + ")" : kind.word();
    }
}
