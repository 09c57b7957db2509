package dev.lintel.compile;

import dev.lintel.model.BackendSpec;
import dev.lintel.proxy.Backend;
import dev.lintel.proxy.RetryPolicy;
import dev.lintel.rule.RuleSet;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Makes the parts of backends from their lines. */
final class BackendAssembly {
    Backend.Parts parts(BackendSpec spec) {
        return new Backend.Parts(
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                RuleSet.EMPTY,
                null,
                null,
                null,
                StandardReplies.with(Map.of()),
                ForwardedOptions.of(spec.proxy()),
                retryPolicy(spec),
                null);
    }

    /** Manual section 4.2, {@code retry-on}: without the line, only connections that fail are tried again. */
    private static RetryPolicy retryPolicy(BackendSpec spec) {
        List<String> events = spec.retryOn().isEmpty() ? List.of("conn-failure") : spec.retryOn();
        boolean all = events.contains("all-retryable-errors");
        BitSet statuses = new BitSet();
        for (String event : events) {
            if (event.chars().allMatch(Character::isDigit)) {
                statuses.set(Integer.parseInt(event));
            }
        }
        if (all) {
            List.of(500, 502, 503, 504).forEach(statuses::set);
        }
        return new RetryPolicy(
                spec.retries(),
                spec.redispatchInterval(),
                all || events.contains("conn-failure"),
                all || events.contains("empty-response"),
                all || events.contains("response-timeout"),
                all || events.contains("junk-response"),
                statuses);
    }
}
