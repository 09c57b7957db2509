package dev.lintel.rule;

import java.util.ArrayList;
import java.util.List;

/** The converter {@code set-var} (manual section 7.3.1): keeps the value in a variable where all conditions hold. */
final class SetVar {
    private SetVar() {}

    static Conversion bind(Args a) {
        Variable variable = a.as(0, Variable.class);
        List<StoreCondition> conditions = new ArrayList<>();
        for (int i = 1; i < a.count(); i++) {
            if (!a.str(i, "").isEmpty()) {
                conditions.add(condition(a, a.str(i)));
            }
        }
        StoreCondition[] all = conditions.toArray(StoreCondition[]::new);
        return (x, s) -> {
            if (!StoreCondition.hold(all, x, variable, s)) {
                return false;
            }
            variable.set(x, s);
            return true;
        };
    }

    private static StoreCondition condition(Args a, String name) {
        StoreCondition condition = StoreCondition.find(name);
        if (condition == null) {
            throw a.mistake("expects a condition (" + StoreCondition.names() + "), not '" + name + "'"
                    + StoreCondition.didYouMean(name));
        }
        return condition;
    }
}
