package dev.lintel.compile;

import dev.lintel.exchange.ProcessVars;
import dev.lintel.rule.Variable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Numbers for the variables of a configuration: a name gets its slot where it is first met. Owned by the compiling thread. */
final class Slots {
    private final Map<String, Variable> variables = new HashMap<>();
    private final Map<Variable.Kind, Integer> used = new EnumMap<>(Variable.Kind.class);
    private final ProcessVars processVars;

    Slots(ProcessVars processVars) {
        this.processVars = processVars;
    }

    /** The variable, or null where the name has no scope or a character that none may have (manual section 2.8). */
    Variable of(String name) {
        Variable known = variables.get(name);
        if (known != null) {
            return known;
        }
        int dot = name.indexOf('.');
        Variable.Kind kind = dot < 0 || dot == name.length() - 1 ? null : kind(name.substring(0, dot));
        if (kind == null || !wellFormed(name.substring(dot + 1))) {
            return null;
        }
        // Checks keep theirs where exchanges keep those of scope txn.
        Variable.Kind storage = kind == Variable.Kind.CHECK ? Variable.Kind.TXN : kind;
        int slot = used.merge(storage, 1, Integer::sum) - 1;
        Variable variable = new Variable(name, kind, slot, processVars);
        variables.put(name, variable);
        return variable;
    }

    private static Variable.Kind kind(String scope) {
        return switch (scope) {
            case "proc" -> Variable.Kind.PROC;
            case "sess" -> Variable.Kind.SESS;
            case "txn" -> Variable.Kind.TXN;
            case "req" -> Variable.Kind.REQ;
            case "res" -> Variable.Kind.RES;
            case "check" -> Variable.Kind.CHECK;
            default -> null;
        };
    }

    private static boolean wellFormed(String name) {
        return name.chars()
                .allMatch(c ->
                        c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.');
    }
}
