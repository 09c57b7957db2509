package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions on variables (manual section 4.4, {@code set-var}; section 2.8). */
final class VariableActions {
    private static final Set<Phase> EVERYWHERE = EnumSet.complementOf(EnumSet.of(Phase.ROUTING, Phase.LOG));

    static final List<Action> ROWS = List.of(
            action("set-var", EVERYWHERE, VariableActions::set),
            action("set-var-fmt", EVERYWHERE, VariableActions::setFormat),
            action("unset-var", EVERYWHERE, VariableActions::unset));

    private VariableActions() {}

    private static Variable variable(Words words, String example) {
        List<String> arguments = words.arguments();
        String name = arguments.isEmpty() ? "" : arguments.getFirst();
        if (name.isEmpty()) {
            throw words.error(words.pos(), "expects the name of a variable in parentheses, such as '" + example + "'");
        }
        Variable variable = words.names().variable(name);
        if (variable == null) {
            throw words.error(
                    words.pos(),
                    "expects the name of a variable with its scope (proc., sess., txn., req., res.), not '" + name
                            + "'");
        }
        return variable;
    }

    private static Action.Step set(Words words) {
        Variable variable = variable(words, "set-var(txn.host)");
        StoreCondition[] conditions = conditions(words);
        Sampler value = words.expression("an expression for the value", SampleType.ANY);
        return x -> {
            Sample s = x.sample;
            if (value.sample(x, s) && StoreCondition.hold(conditions, x, variable, s)) {
                variable.set(x, s);
            }
            return Verdict.CONTINUE;
        };
    }

    private static Action.Step setFormat(Words words) {
        Variable variable = variable(words, "set-var-fmt(txn.from)");
        StoreCondition[] conditions = conditions(words);
        LogFormat format = words.plainFormat("a format for the value");
        return x -> {
            byte[] text = format.bytes(x);
            Sample s = x.sample;
            s.str(text);
            if (StoreCondition.hold(conditions, x, variable, s)) {
                variable.set(x, s);
            }
            return Verdict.CONTINUE;
        };
    }

    private static StoreCondition[] conditions(Words words) {
        List<String> names = words.arguments().subList(1, words.arguments().size());
        StoreCondition[] conditions = new StoreCondition[names.size()];
        for (int i = 0; i < conditions.length; i++) {
            conditions[i] = StoreCondition.find(names.get(i));
            if (conditions[i] == null) {
                throw words.error(
                        words.pos(),
                        "expects a condition (" + StoreCondition.names() + "), not '" + names.get(i) + "'"
                                + StoreCondition.didYouMean(names.get(i)));
            }
        }
        return conditions;
    }

    private static Action.Step unset(Words words) {
        Variable variable = variable(words, "unset-var(txn.host)");
        return x -> {
            variable.unset(x);
            return Verdict.CONTINUE;
        };
    }
}
