package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.exchange.Sample;
import java.util.List;

/** {@code lower} and {@code upper} (manual section 7.3.1): ASCII only, like HAProxy. */
final class CaseConverters {
    static final List<Converter> ROWS = List.of(
            converter("lower", NONE, STR, STR, a -> (x, s) -> shift(s, 'A', 'Z', 32)),
            converter("upper", NONE, STR, STR, a -> (x, s) -> shift(s, 'a', 'z', -32)));

    private CaseConverters() {}

    private static boolean shift(Sample s, char from, char to, int by) {
        byte[] out = s.copyBytes();
        for (int i = 0; i < out.length; i++) {
            if (out[i] >= from && out[i] <= to) {
                out[i] = (byte) (out[i] + by);
            }
        }
        return s.str(out);
    }
}
