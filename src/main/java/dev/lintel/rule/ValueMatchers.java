package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ANY;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.rule.Matcher.matcher;

import java.util.List;

/** Match methods that look at the value itself and take no pattern: {@code found} and {@code bool} (manual section 7.1). */
final class ValueMatchers {
    static final List<Matcher> ROWS = List.of(
            matcher("found", ANY, (patterns, ignoreCase) -> s -> 0),
            matcher("bool", INT, (patterns, ignoreCase) -> s -> s.num != 0 ? 0 : -1));

    private ValueMatchers() {}
}
