package dev.lintel.compile;

import dev.lintel.rule.Condition;
import dev.lintel.rule.Expression;
import dev.lintel.rule.Phase;
import dev.lintel.rule.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled ACL: its lines ORed, and what else the compiler wants to know of it.
 *
 * @param needs what the fetches of its lines need, with their names
 * @param exact the lines as plain comparisons, or null where one of them is something else
 */
record Acl(String name, Condition condition, List<Need> needs, Exact exact) {
    /** What a fetch needs. */
    record Need(String fetch, Scope scope) {}

    /** Comparisons of one expression with exact texts: what many {@code use_backend} lines consist of. */
    record Exact(Expression expression, List<Text> texts) {
        record Text(String text, boolean ignoreCase) {}

        /** Both together, or null where they look at different values. */
        static Exact both(Exact a, Exact b) {
            if (a == null || b == null || !a.expression.text().equals(b.expression.text())) {
                return null;
            }
            List<Text> all = new ArrayList<>(a.texts);
            all.addAll(b.texts);
            return new Exact(a.expression, all);
        }
    }

    /** The ACL that holds where either of them does, under the name of both. */
    Acl or(Acl other) {
        List<Condition> terms = new ArrayList<>(List.of(condition, other.condition));
        if (condition instanceof Condition.Or(Condition[] earlier)) {
            terms.removeFirst();
            terms.addAll(0, List.of(earlier));
        }
        List<Need> all = new ArrayList<>(needs);
        all.addAll(other.needs);
        return new Acl(name, Condition.anyOf(terms), all, Exact.both(exact, other.exact));
    }

    /** Whether one of its lines can have a value there. */
    boolean usableIn(Phase phase) {
        return needs.isEmpty() || needs.stream().anyMatch(need -> need.scope.in(phase));
    }
}
