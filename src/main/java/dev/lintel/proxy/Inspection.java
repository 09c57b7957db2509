package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Verdict;

/**
 * Rules on what has come of one direction so far, all of them looked at again whenever more has come, for at most the time of {@code
 * inspect-delay} (manual section 4.2, {@code tcp-request content}). Owned by the exchange's loop; serves one set after the other.
 */
final class Inspection {
    private final Exchange x;
    private long endMicros = -1;
    private boolean expired;

    Inspection(Exchange x) {
        this.x = x;
    }

    /**
     * What the rules say; WAIT where more has to come first, or the time to pass, unless {@link Exchange#offLoop} is waited for.
     *
     * @param delay how many milliseconds may be waited, from the first look on; 0: none
     * @param complete whether nothing more can come
     */
    Verdict look(RuleSet rules, long delay, boolean complete) {
        if (rules.isEmpty()) {
            return Verdict.CONTINUE;
        }
        if (endMicros < 0) {
            endMicros = x.loop.nowMicros() + delay * 1000;
        }
        x.inspecting = delay > 0 && !complete && !expired;
        x.resumed = false;
        int from = x.resumeAt;
        x.resumeAt = 0;
        Verdict verdict = rules.run(x, from);
        x.inspecting = false;
        if (verdict != Verdict.WAIT) {
            endMicros = -1;
            expired = false;
        }
        return verdict;
    }

    /** Milliseconds until the time is over, one at least. */
    long remaining() {
        return Math.max(1, (endMicros - x.loop.nowMicros() + 999) / 1000);
    }

    /** The time is over: the next look is the last. */
    void expire() {
        expired = true;
    }
}
