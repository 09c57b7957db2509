package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;

/** Arguments of converters that are a literal or a variable (manual section 2.8), resolved once and read at run time. */
final class Operands {
    /** What {@link Number#value} answers where the variable is not set or has no number. */
    static final long MISSING = Long.MIN_VALUE;

    private Operands() {}

    /** A number at run time, or {@link #MISSING}. */
    @FunctionalInterface
    interface Number {
        long value(Exchange x);
    }

    /** A text or block at run time, or null. */
    @FunctionalInterface
    interface Block {
        byte[] value(Exchange x);
    }

    /** The variable that the argument names, or null where it is a literal or absent. */
    static Variable variable(Args a, int i) {
        Object value = a.as(i, Object.class);
        return value instanceof Variable variable ? variable : null;
    }

    static Number number(Args a, int i, long otherwise) {
        Variable variable = variable(a, i);
        if (variable == null) {
            long literal = a.num(i, otherwise);
            return x -> literal;
        }
        return x -> variable.get(x, x.operand) && Casts.cast(x.operand, SampleType.INT) ? x.operand.num : MISSING;
    }

    /** An argument in base64, decoded; a literal is decoded once. */
    static Block base64(Args a, int i) {
        Variable variable = variable(a, i);
        if (variable == null) {
            byte[] text = Bytes.of(a.str(i, ""));
            byte[] literal = Base64.decode(text, 0, text.length);
            if (literal == null) {
                throw a.mistake("expects argument " + (i + 1) + " in base64 or a variable, not '" + a.str(i) + "'");
            }
            return x -> literal;
        }
        return x -> {
            Sample s = x.operand;
            return variable.get(x, s) && Casts.cast(s, SampleType.STR) ? Base64.decode(s.buf, s.off, s.len) : null;
        };
    }
}
