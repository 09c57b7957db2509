package dev.lintel.rule;

import dev.lintel.base.Table;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;

/**
 * A condition of {@code set-var(name,cond,...)} (manual section 7.3.1, {@code set-var}): whether a value is stored, by what the variable
 * holds already and by the value.
 */
record StoreCondition(String name, Test test) {
    @FunctionalInterface
    interface Test {
        boolean holds(Exchange x, Variable variable, Sample value);
    }

    private static final Table<StoreCondition> TABLE = Table.of(
            StoreCondition::name,
            new StoreCondition("ifexists", (x, variable, value) -> exists(x, variable)),
            new StoreCondition("ifnotexists", (x, variable, value) -> !exists(x, variable)),
            new StoreCondition("ifset", (x, variable, value) -> variable.get(x, x.operand)),
            new StoreCondition("ifnotset", (x, variable, value) -> !variable.get(x, x.operand)),
            new StoreCondition("ifempty", (x, variable, value) -> isEmpty(value)),
            new StoreCondition("ifnotempty", (x, variable, value) -> !isEmpty(value)),
            new StoreCondition("ifgt", (x, variable, value) -> order(x, variable, value, 1)),
            new StoreCondition("iflt", (x, variable, value) -> order(x, variable, value, -1)));

    static StoreCondition find(String name) {
        return TABLE.find(name);
    }

    static String names() {
        return String.join(", ", TABLE.names());
    }

    static String didYouMean(String name) {
        return TABLE.didYouMean(name);
    }

    /** Whether the value may be stored by all of them. */
    static boolean hold(StoreCondition[] conditions, Exchange x, Variable variable, Sample value) {
        for (StoreCondition condition : conditions) {
            if (!condition.test.holds(x, variable, value)) {
                return false;
            }
        }
        return true;
    }

    /** Variables of the process exist from the moment that the configuration names them. */
    private static boolean exists(Exchange x, Variable variable) {
        return variable.kind() == Variable.Kind.PROC || variable.get(x, x.operand);
    }

    private static boolean isEmpty(Sample value) {
        return value.type.isBytes() && value.len == 0;
    }

    /** Compares numbers only: with anything else, or nothing, there is no objection. */
    private static boolean order(Exchange x, Variable variable, Sample value, int sign) {
        Sample before = x.operand;
        if (value.type != SampleType.INT || !variable.get(x, before) || before.type != SampleType.INT) {
            return true;
        }
        return Long.compare(before.num, value.num) == sign;
    }
}
