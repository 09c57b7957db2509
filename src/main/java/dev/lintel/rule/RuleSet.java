package dev.lintel.rule;

import static dev.lintel.rule.Condition.FAILS;
import static dev.lintel.rule.Condition.HOLDS;
import static dev.lintel.rule.Condition.UNKNOWN;

import dev.lintel.exchange.Exchange;
import java.util.List;

/**
 * The rules of one family of one proxy, flat and in order, walked by one loop. Immutable, shared by all loops; where a walk has stopped is
 * kept in the exchange.
 */
public final class RuleSet {
    public static final RuleSet EMPTY = new RuleSet(List.of());

    private final Rule[] rules;

    public RuleSet(List<Rule> rules) {
        this.rules = rules.toArray(Rule[]::new);
    }

    public boolean isEmpty() {
        return rules.length == 0;
    }

    public int size() {
        return rules.length;
    }

    /**
     * Walks the rules until one decides. After WAIT the caller sees to what {@link Exchange} says is waited for, and calls again with
     * {@link Exchange#resumeAt}; a rule that waits is then entered again without a second look at its condition.
     *
     * @param from 0 for a new walk, else {@code x.resumeAt}
     * @return CONTINUE where all were walked, else what the last one decided
     */
    public Verdict run(Exchange x, int from) {
        int i = from >> 1;
        boolean entered = (from & 1) != 0;
        if (from == 0) {
            x.strict = true;
        }
        for (; i < rules.length; i++) {
            Rule rule = rules[i];
            if (!entered && rule.condition() != null) {
                int holds = x.inspecting
                        ? rule.condition().weigh(x)
                        : rule.condition().holds(x) ? HOLDS : FAILS;
                if (x.offLoop != null) {
                    return waiting(x, i << 1);
                }
                if (holds == UNKNOWN) {
                    // Every rule is looked at again when more has come (manual, tcp-request inspect-delay).
                    return waiting(x, 0);
                }
                if (holds == FAILS) {
                    continue;
                }
            }
            entered = false;
            Verdict verdict = rule.step().apply(x);
            if (verdict == Verdict.WAIT) {
                return waiting(x, i << 1 | 1);
            }
            x.resumed = false;
            if (verdict != Verdict.CONTINUE) {
                x.finalRule = rule.pos();
                return verdict;
            }
        }
        return Verdict.CONTINUE;
    }

    private static Verdict waiting(Exchange x, int at) {
        x.resumeAt = at;
        return Verdict.WAIT;
    }
}
