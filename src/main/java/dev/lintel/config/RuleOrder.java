package dev.lintel.config;

import dev.lintel.base.Problems;
import dev.lintel.model.RuleSpec;
import dev.lintel.model.RuleSpec.Family;
import java.util.ArrayList;
import java.util.List;

/**
 * Warns, once for a section, where rules stand in an order in which they do not run: they run by class, whatever the order of
 * their lines, and HAProxy warns of each such line.
 */
final class RuleOrder {
    private static final List<Family> REQUEST = List.of(
            Family.TCP_REQUEST_CONNECTION,
            Family.TCP_REQUEST_SESSION,
            Family.TCP_REQUEST_CONTENT,
            Family.MONITOR_FAIL,
            Family.HTTP_REQUEST,
            Family.REDIRECT,
            Family.USE_BACKEND,
            Family.USE_SERVER);

    private static final List<Family> RESPONSE = List.of(Family.TCP_RESPONSE_CONTENT, Family.HTTP_RESPONSE);

    private RuleOrder() {}

    /** {@code inherited}: how many rules came from a defaults section. */
    static void check(ProxyDraft draft, int inherited, Problems problems) {
        List<RuleSpec> own = draft.rules.subList(inherited, draft.rules.size());
        List<RuleSpec> misplaced = new ArrayList<>();
        RuleSpec before = null;
        for (RuleSpec rule : own) {
            RuleSpec above = laterAbove(rule, own);
            if (above != null) {
                misplaced.add(rule);
                before = before == null ? above : before;
            }
        }
        if (misplaced.isEmpty()) {
            return;
        }
        RuleSpec first = misplaced.getFirst();
        StringBuilder text = new StringBuilder("in " + draft.title()
                + ": rules run by class, not in the order of their lines: '"
                + first.family().keyword() + "' runs before the '"
                + before.family().keyword() + "' of line " + before.pos().line());
        if (misplaced.size() > 1) {
            text.append("; the same holds for ");
            for (RuleSpec rule : misplaced.subList(1, misplaced.size())) {
                text.append(rule == misplaced.get(1) ? "" : ", ");
                text.append('\'')
                        .append(rule.family().keyword())
                        .append("' in line ")
                        .append(rule.pos().line());
            }
        }
        problems.warning(first.pos(), text.toString());
    }

    /** The first rule above this one whose class runs after its own, or null. */
    private static RuleSpec laterAbove(RuleSpec rule, List<RuleSpec> own) {
        List<Family> classes = REQUEST.contains(rule.family()) ? REQUEST : RESPONSE;
        int rank = classes.indexOf(rule.family());
        boolean warned = rank >= 0 && rule.family() != Family.USE_BACKEND && rule.family() != Family.USE_SERVER;
        for (RuleSpec above : own) {
            if (!warned || above == rule) {
                return null;
            }
            if (classes.indexOf(above.family()) > rank) {
                return above;
            }
        }
        return null;
    }
}
