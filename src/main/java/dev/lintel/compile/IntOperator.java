package dev.lintel.compile;

import dev.lintel.rule.RuleMistake;

/** The operators before the values of a numeric ACL (manual section 7.1.2), each turning a number into the range that it means. */
enum IntOperator {
    EQ,
    GE,
    GT,
    LE,
    LT;

    /** The operator of that name, or null. */
    static IntOperator of(String word) {
        return switch (word) {
            case "eq" -> EQ;
            case "ge" -> GE;
            case "gt" -> GT;
            case "le" -> LE;
            case "lt" -> LT;
            default -> null;
        };
    }

    /** The pattern that the value stands for behind this operator; a range stands for itself. */
    String range(String value) {
        if (this == EQ || value.indexOf(':') >= 0 || value.indexOf('-') >= 0) {
            return value;
        }
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new RuleMistake("'" + value + "' is neither a number nor an operator (eq, ge, gt, le, lt)");
        }
        if (this == GT && number == Long.MAX_VALUE || this == LT && number == Long.MIN_VALUE) {
            throw new RuleMistake("no number lies beyond '" + value + "'");
        }
        return switch (this) {
            case GE -> number + ":";
            case GT -> number + 1 + ":";
            case LE -> ":" + number;
            case LT -> ":" + (number - 1);
            case EQ -> value;
        };
    }
}
