package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ADDR;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Matcher.matcher;

import java.util.List;

/** Match methods of numbers, lengths and addresses (manual sections 7.1.2 and 7.1.6). */
final class NumberMatchers {
    static final List<Matcher> ROWS = List.of(
            matcher("int", INT, (patterns, ignoreCase) -> {
                Ranges ranges = Ranges.of(patterns);
                return s -> ranges.find(s.num);
            }),
            matcher("len", STR, (patterns, ignoreCase) -> {
                Ranges ranges = Ranges.of(patterns);
                return s -> ranges.find(s.len);
            }),
            matcher("ip", ADDR, (patterns, ignoreCase) -> NetworkSet.of(patterns)));

    /** What {@code req.ssl_ver} is compared with: {@code 3.1}, {@code 3:3.3}. It has no name for {@code -m}. */
    static final Matcher DOTTED = matcher("dotted", INT, (patterns, ignoreCase) -> {
        Ranges ranges = Ranges.of(Ranges.versions(patterns));
        return s -> ranges.find(s.num);
    });

    private NumberMatchers() {}
}
