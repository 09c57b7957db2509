package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.Kind.INT_OR_VARIABLE;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import dev.lintel.http.AddressText;
import dev.lintel.http.Bytes;
import java.util.List;
import java.util.function.LongBinaryOperator;

/** Converters of numbers (manual section 7.3.1): arithmetic that stops at the bounds of 64 bits, bits, and tests. */
final class NumberConverters {
    private static final Args.Spec VALUE = Args.Spec.maybe(INT_OR_VARIABLE, "value");

    static final List<Converter> ROWS = List.of(
            converter("add", VALUE, INT, INT, a -> operation(a, NumberConverters::sum)),
            converter("sub", VALUE, INT, INT, a -> operation(a, NumberConverters::difference)),
            converter("mul", VALUE, INT, INT, a -> operation(a, NumberConverters::product)),
            converter("div", VALUE, INT, INT, a -> operation(a, NumberConverters::quotient)),
            converter("mod", VALUE, INT, INT, a -> operation(a, (n, by) -> by == 0 ? 0 : n % by)),
            converter("and", VALUE, INT, INT, a -> operation(a, (n, with) -> n & with)),
            converter("or", VALUE, INT, INT, a -> operation(a, (n, with) -> n | with)),
            converter("xor", VALUE, INT, INT, a -> operation(a, (n, with) -> n ^ with)),
            converter("cpl", NONE, INT, INT, a -> (x, s) -> s.number(~s.num)),
            converter("neg", NONE, INT, INT, a -> (x, s) -> s.number(difference(0, s.num))),
            converter("not", NONE, INT, BOOL, a -> (x, s) -> s.bool(s.num == 0)),
            converter("bool", NONE, INT, BOOL, a -> (x, s) -> s.bool(s.num != 0)),
            converter("odd", NONE, INT, BOOL, a -> (x, s) -> s.bool((s.num & 1) != 0)),
            converter("even", NONE, INT, BOOL, a -> (x, s) -> s.bool((s.num & 1) == 0)),
            converter("x509_v_err_str", NONE, INT, STR, a -> (x, s) -> CertificateFetches.errorName(s)),
            converter("htonl", NONE, INT, BIN, a -> (x, s) -> s.bin(AddressText.v4(s.num))),
            converter(
                    "iif",
                    Args.Spec.of(Args.Kind.STR, "true").and(Args.Kind.STR, "false"),
                    BOOL,
                    STR,
                    NumberConverters::choice));

    private NumberConverters() {}

    /** Without a value the other operand is 0, as in HAProxy. */
    private static Conversion operation(Args a, LongBinaryOperator operator) {
        Variable variable = Operands.variable(a, 0);
        if (variable == null) {
            long literal = a.num(0, 0);
            return (x, s) -> s.number(operator.applyAsLong(s.num, literal));
        }
        return (x, s) -> {
            Sample other = x.operand;
            return variable.get(x, other) && Casts.cast(other, INT) && s.number(operator.applyAsLong(s.num, other.num));
        };
    }

    private static Conversion choice(Args a) {
        byte[] yes = Bytes.of(a.str(0, ""));
        byte[] no = Bytes.of(a.str(1, ""));
        return (x, s) -> s.str(s.num != 0 ? yes : no);
    }

    private static long bound(boolean negative) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static long sum(long n, long by) {
        long sum = n + by;
        return ((n ^ sum) & (by ^ sum)) < 0 ? bound(n < 0) : sum;
    }

    private static long difference(long n, long by) {
        long difference = n - by;
        return ((n ^ by) & (n ^ difference)) < 0 ? bound(n < 0) : difference;
    }

    private static long product(long n, long by) {
        long low = n * by;
        long high = Math.multiplyHigh(n, by);
        return high == low >> 63 ? low : bound((n ^ by) < 0);
    }

    private static long quotient(long n, long by) {
        if (by == 0 || n == Long.MIN_VALUE && by == -1) {
            return Long.MAX_VALUE;
        }
        return n / by;
    }
}
