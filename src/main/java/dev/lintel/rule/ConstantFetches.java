package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.Kind;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ALWAYS;

import dev.lintel.http.Bytes;
import java.util.List;

/** Fetches whose value stands in the configuration (manual section 7.3.2). */
final class ConstantFetches {
    static final List<Fetch> ROWS = List.of(
            fetch("always_true", NONE, BOOL, ALWAYS, a -> (x, out) -> out.bool(true)),
            fetch("always_false", NONE, BOOL, ALWAYS, a -> (x, out) -> out.bool(false)),
            fetch("int", Args.Spec.of(Kind.INT, "integer"), INT, ALWAYS, ConstantFetches::number),
            fetch("str", Args.Spec.of(Kind.STR, "string"), STR, ALWAYS, ConstantFetches::text));

    private ConstantFetches() {}

    private static Sampler number(Args a) {
        long value = a.num(0, 0);
        return (x, out) -> out.number(value);
    }

    private static Sampler text(Args a) {
        byte[] value = Bytes.of(a.str(0));
        return (x, out) -> out.str(value);
    }
}
