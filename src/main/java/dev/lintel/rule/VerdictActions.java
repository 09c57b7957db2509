package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions that only decide whether the walk goes on (manual section 4.4, {@code allow} and {@code accept}). */
final class VerdictActions {
    private static final Set<Phase> HTTP =
            EnumSet.of(Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE, Phase.HTTP_AFTER_RESPONSE);

    static final List<Action> ROWS = List.of(action("allow", HTTP, words -> x -> Verdict.STOP));

    private VerdictActions() {}
}
