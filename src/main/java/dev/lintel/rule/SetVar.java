package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import java.util.ArrayList;
import java.util.List;

/**
 * Setting a variable under conditions, as the converter and the actions {@code set-var} do (manual section 7.3.1): all of them must hold.
 */
final class SetVar {
    private SetVar() {}

    /** A condition; {@code was} holds the variable's value where {@code set} says that it has one. */
    @FunctionalInterface
    private interface Test {
        boolean holds(Sample value, boolean set, Sample was);
    }

    static Conversion bind(Args a) {
        Variable variable = a.as(0, Variable.class);
        List<Test> tests = new ArrayList<>();
        for (int i = 1; i < a.count(); i++) {
            if (!a.str(i, "").isEmpty()) {
                tests.add(test(a, variable, a.str(i)));
            }
        }
        Test[] all = tests.toArray(Test[]::new);
        return (x, s) -> {
            if (!hold(all, variable, x, s)) {
                return false;
            }
            variable.set(x, s);
            return true;
        };
    }

    private static boolean hold(Test[] tests, Variable variable, Exchange x, Sample s) {
        if (tests.length == 0) {
            return true;
        }
        boolean set = variable.get(x, x.operand);
        for (Test test : tests) {
            if (!test.holds(s, set, x.operand)) {
                return false;
            }
        }
        return true;
    }

    private static Test test(Args a, Variable variable, String name) {
        // Variables of the process are there from the start.
        boolean always = variable.kind() == Variable.Kind.PROC;
        return switch (name) {
            case "ifexists" -> (s, set, was) -> set || always;
            case "ifnotexists" -> (s, set, was) -> !set && !always;
            case "ifset" -> (s, set, was) -> set;
            case "ifnotset" -> (s, set, was) -> !set;
            case "ifempty" -> (s, set, was) -> isEmpty(s);
            case "ifnotempty" -> (s, set, was) -> !isEmpty(s);
            case "ifgt" -> (s, set, was) -> !set || !numbers(s, was) || was.num > s.num;
            case "iflt" -> (s, set, was) -> !set || !numbers(s, was) || was.num < s.num;
            default ->
                throw a.mistake(
                        "expects conditions among ifexists, ifnotexists, ifempty, ifnotempty, ifset, ifnotset, ifgt and"
                                + " iflt, not '" + name + "'");
        };
    }

    private static boolean isEmpty(Sample s) {
        return s.type.isBytes() && s.len == 0;
    }

    private static boolean numbers(Sample s, Sample was) {
        return s.type == SampleType.INT && was.type == SampleType.INT;
    }
}
