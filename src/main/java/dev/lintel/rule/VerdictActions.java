package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.exchange.Exchange;
import dev.lintel.stream.EndReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions that only decide whether and how the exchange goes on (manual section 4.4): {@code allow}, {@code reject}, .... */
final class VerdictActions {
    private static final Set<Phase> TCP = EnumSet.of(
            Phase.TCP_REQUEST_CONNECTION,
            Phase.TCP_REQUEST_SESSION,
            Phase.TCP_REQUEST_CONTENT,
            Phase.TCP_RESPONSE_CONTENT);
    private static final Set<Phase> REJECTING = EnumSet.of(
            Phase.TCP_REQUEST_CONNECTION,
            Phase.TCP_REQUEST_SESSION,
            Phase.TCP_REQUEST_CONTENT,
            Phase.TCP_RESPONSE_CONTENT,
            Phase.HTTP_REQUEST);
    private static final Set<Phase> DROPPING = EnumSet.of(
            Phase.TCP_REQUEST_CONNECTION,
            Phase.TCP_REQUEST_SESSION,
            Phase.TCP_REQUEST_CONTENT,
            Phase.TCP_RESPONSE_CONTENT,
            Phase.HTTP_REQUEST,
            Phase.HTTP_RESPONSE);

    static final List<Action> ROWS = List.of(
            action("allow", HeaderActions.HTTP, words -> x -> Verdict.STOP),
            action("accept", TCP, words -> x -> Verdict.STOP),
            action("reject", REJECTING, words -> VerdictActions::close),
            action("close", EnumSet.of(Phase.TCP_RESPONSE_CONTENT), words -> VerdictActions::closeServer),
            action("silent-drop", DROPPING, VerdictActions::silentDrop));

    private VerdictActions() {}

    private static Verdict close(Exchange x) {
        x.end = EndReason.DENIED;
        return Verdict.CLOSE;
    }

    /** The client still gets what has come. */
    private static Verdict closeServer(Exchange x) {
        x.end = EndReason.SERVER_CLOSED_EARLY;
        return Verdict.CLOSE;
    }

    private static Action.Step silentDrop(Words words) {
        if (words.accept("rst-ttl")) {
            words.number("a number of hops behind 'rst-ttl'", 1, 255);
        }
        return x -> {
            x.silent = true;
            return close(x);
        };
    }
}
