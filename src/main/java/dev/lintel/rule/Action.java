package dev.lintel.rule;

import java.util.Set;

/**
 * A row of the table of actions (manual section 4.3): {@code read} takes the words behind the action's name, once, and returns what the
 * rule does at run time. The name is what stands before a parenthesis: {@code set-var}, {@code add-acl}.
 */
public record Action(String name, Set<Phase> phases, Reader read) {
    /** Reads the arguments of one rule. Mistakes go through {@link Words#error}, which ends the reading of this rule only. */
    @FunctionalInterface
    public interface Reader {
        Step read(Words words);
    }

    /** What a rule does. */
    @FunctionalInterface
    public interface Step {
        Verdict apply(dev.lintel.exchange.Exchange x);
    }

    public static Action action(String name, Set<Phase> phases, Reader read) {
        return new Action(name, phases, read);
    }
}
