package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walk over rules: what ends it, what it skips, and where it goes on after a wait. */
class RuleSetTest {
    private final Exchange x = Traffic.request("GET / HTTP/1.1");
    private final List<String> seen = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private boolean ready;

    private void rule(Condition condition, String name, Verdict verdict) {
        rules.add(new Rule(Pos.of("t.cfg", rules.size() + 1), condition, any -> {
            seen.add(name);
            return verdict;
        }));
    }

    private static Condition test(Sampler sampler) {
        Expression expression = new Expression(
                "test",
                sampler,
                new Conversion[0],
                new dev.lintel.exchange.SampleType[0],
                dev.lintel.exchange.SampleType.BOOL);
        return new Condition.Test(
                expression, dev.lintel.exchange.SampleType.BOOL, new Patterns[] {s -> s.num != 0 ? 0 : -1});
    }

    @Test
    void walksInOrderAndSkipsWhatDoesNotHold() {
        rule(null, "a", Verdict.CONTINUE);
        rule(Condition.NEVER, "b", Verdict.REPLY);
        rule(Condition.ALWAYS, "c", Verdict.CONTINUE);
        assertThat(new RuleSet(rules).run(x, 0)).isEqualTo(Verdict.CONTINUE);
        assertThat(seen).containsExactly("a", "c");
        assertThat(x.finalRule).isNull();
    }

    @Test
    void theFirstDecisionEndsItAndIsRemembered() {
        rule(null, "a", Verdict.CONTINUE);
        rule(null, "b", Verdict.STOP);
        rule(null, "c", Verdict.REPLY);
        assertThat(new RuleSet(rules).run(x, 0)).isEqualTo(Verdict.STOP);
        assertThat(seen).containsExactly("a", "b");
        assertThat(x.finalRule).isEqualTo(Pos.of("t.cfg", 2));
    }

    @Test
    void aConditionThatNeedsWorkIsAskedAgain() {
        rule(null, "a", Verdict.CONTINUE);
        rule(new Condition.Not(test(this::slow)), "b", Verdict.CONTINUE);
        RuleSet set = new RuleSet(rules);
        assertThat(set.run(x, 0)).isEqualTo(Verdict.WAIT);
        assertThat(seen).containsExactly("a");
        x.offLoop.run();
        x.offLoop = null;
        assertThat(set.run(x, x.resumeAt)).isEqualTo(Verdict.CONTINUE);
        assertThat(seen).containsExactly("a", "b");
    }

    private boolean slow(Exchange any, dev.lintel.exchange.Sample out) {
        if (!ready) {
            any.offLoop = () -> ready = true;
        }
        return out.bool(false);
    }

    @Test
    void aStepThatWaitsIsEnteredAgainWithoutItsCondition() {
        int[] asked = {0};
        Condition once = test((any, out) -> out.bool(asked[0]++ == 0));
        rules.add(new Rule(Pos.of("t.cfg", 1), once, any -> {
            seen.add(any.resumed ? "again" : "first");
            return any.resumed ? Verdict.CONTINUE : Verdict.WAIT;
        }));
        rule(null, "next", Verdict.CONTINUE);
        RuleSet set = new RuleSet(rules);
        assertThat(set.run(x, 0)).isEqualTo(Verdict.WAIT);
        x.resumed = true;
        assertThat(set.run(x, x.resumeAt)).isEqualTo(Verdict.CONTINUE);
        assertThat(seen).containsExactly("first", "again", "next");
        assertThat(x.resumed).isFalse();
    }

    @Test
    void theFirstRuleToo() {
        rule(test(this::slow), "a", Verdict.CONTINUE);
        rule(null, "b", Verdict.CONTINUE);
        RuleSet set = new RuleSet(rules);
        assertThat(set.run(x, 0)).isEqualTo(Verdict.WAIT);
        x.offLoop.run();
        x.offLoop = null;
        assertThat(set.run(x, x.resumeAt)).isEqualTo(Verdict.CONTINUE);
        assertThat(seen).containsExactly("b");
    }
}
