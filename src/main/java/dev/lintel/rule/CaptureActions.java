package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import java.util.EnumSet;
import java.util.List;

/** The action that keeps a value for the log (manual section 4.4, {@code capture}; section 8.8). */
final class CaptureActions {
    static final List<Action> ROWS = List.of(action(
            "capture",
            EnumSet.of(Phase.TCP_REQUEST_CONTENT, Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE, Phase.HTTP_AFTER_RESPONSE),
            CaptureActions::capture));

    private CaptureActions() {}

    private static Action.Step capture(Words words) {
        boolean request = words.phase() == Phase.HTTP_REQUEST || words.phase() == Phase.TCP_REQUEST_CONTENT;
        Sampler value = words.expression("an expression", SampleType.STR);
        int length = Integer.MAX_VALUE;
        int slot;
        if (request && words.accept("len")) {
            length = (int) words.number("how many bytes to keep behind 'len'", 1, Integer.MAX_VALUE);
            slot = words.names().addCaptureSlot(true, length);
        } else if (words.accept("id")) {
            Word word = words.peek();
            int id = (int) words.number("the number of a capture slot behind 'id'", 0, Integer.MAX_VALUE);
            slot = words.names().captureSlot(request, id);
            if (slot < 0) {
                throw words.error(
                        word.pos(), "expects the number of a slot that 'declare capture' has made, not '" + id + "'");
            }
            length = words.names().captureLength(request, slot);
        } else {
            throw words.error(
                    words.pos(),
                    "expects " + (request ? "'len <bytes>' or " : "") + "'id <slot>' behind the expression");
        }
        int kept = length;
        return x -> keep(x, value, request ? x.requestCaptures : x.responseCaptures, slot, kept);
    }

    /** Without such a slot in the frontend the rule does nothing (manual). */
    private static Verdict keep(Exchange x, Sampler value, byte[][] slots, int slot, int length) {
        Sample s = x.sample;
        if (slots != null && slot < slots.length && value.sample(x, s)) {
            slots[slot] = Bytes.copy(s.buf, s.off, Math.min(s.len, length));
        }
        return Verdict.CONTINUE;
    }
}
