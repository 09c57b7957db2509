package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.exchange.Session;
import dev.lintel.stream.Address;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions on addresses and on the marks of packets (manual section 4.4, {@code set-src} and the like). */
final class ConnectionActions {
    private static final byte[] ANY_IPV4 = {0, 0, 0, 0};
    private static final Set<Phase> REQUESTS = EnumSet.of(
            Phase.TCP_REQUEST_CONNECTION, Phase.TCP_REQUEST_SESSION, Phase.TCP_REQUEST_CONTENT, Phase.HTTP_REQUEST);
    private static final Set<Phase> BOTH_WAYS = EnumSet.of(
            Phase.TCP_REQUEST_CONNECTION,
            Phase.TCP_REQUEST_SESSION,
            Phase.TCP_REQUEST_CONTENT,
            Phase.TCP_RESPONSE_CONTENT,
            Phase.HTTP_REQUEST,
            Phase.HTTP_RESPONSE);
    private static final Set<Phase> CONTENTS = EnumSet.of(Phase.TCP_REQUEST_CONTENT, Phase.HTTP_REQUEST);
    private static final Set<Phase> MESSAGES =
            EnumSet.of(Phase.TCP_REQUEST_CONTENT, Phase.TCP_RESPONSE_CONTENT, Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE);

    static final List<Action> ROWS = List.of(
            action("set-src", REQUESTS, words -> ip(words, true)),
            action("set-src-port", REQUESTS, words -> port(words, true)),
            action("set-dst", REQUESTS, words -> ip(words, false)),
            action("set-dst-port", REQUESTS, words -> port(words, false)),
            action("set-mark", BOTH_WAYS, ConnectionActions::mark),
            action("set-fc-mark", BOTH_WAYS, ConnectionActions::mark),
            action("set-tos", BOTH_WAYS, ConnectionActions::mark),
            action("set-fc-tos", BOTH_WAYS, ConnectionActions::mark),
            action("set-bc-mark", CONTENTS, ConnectionActions::mark),
            action("set-bc-tos", CONTENTS, ConnectionActions::mark),
            action("set-nice", MESSAGES, ConnectionActions::nice));

    private ConnectionActions() {}

    private static Action.Step ip(Words words, boolean source) {
        Sampler value = words.expression("an expression that gives an address", SampleType.ADDR);
        Phase phase = words.phase();
        return x -> {
            Sample s = x.sample;
            if (value.sample(x, s)) {
                Address before = source ? x.source : x.destination;
                change(x, phase, source, Address.of(s.copyBytes(), before.port()));
            }
            return Verdict.CONTINUE;
        };
    }

    /** An address without ports, of a unix socket, becomes {@code 0.0.0.0} (manual, {@code set-src-port}). */
    private static Action.Step port(Words words, boolean source) {
        Sampler value = words.expression("an expression that gives a port", SampleType.INT);
        Phase phase = words.phase();
        return x -> {
            Sample s = x.sample;
            if (value.sample(x, s)) {
                Address before = source ? x.source : x.destination;
                change(x, phase, source, Address.of(before.isUnix() ? ANY_IPV4 : before.ip(), (int) s.num & 0xffff));
            }
            return Verdict.CONTINUE;
        };
    }

    /** Rules of the connection change it for good, those of the session all requests on it, others this exchange only. */
    private static void change(Exchange x, Phase phase, boolean source, Address address) {
        Session session = x.session;
        boolean ofSession = phase == Phase.TCP_REQUEST_CONNECTION || phase == Phase.TCP_REQUEST_SESSION;
        boolean keepOriginal = phase == Phase.TCP_REQUEST_SESSION;
        if (source) {
            if (keepOriginal && session.connectionSource == null) {
                session.connectionSource = session.source;
            }
            session.source = ofSession ? address : session.source;
            x.source = address;
        } else {
            if (keepOriginal && session.connectionDestination == null) {
                session.connectionDestination = session.destination;
            }
            session.destination = ofSession ? address : session.destination;
            x.destination = address;
        }
    }

    /** Checked and then without effect: Lintel leaves the kernel's marks and classes of packets alone. */
    private static Action.Step mark(Words words) {
        Word word = words.peek();
        if (word != null && isNumber(word.text())) {
            words.next("a number");
        } else {
            words.expression("a number such as 0x10, or an expression that gives one", SampleType.INT);
        }
        return x -> Verdict.CONTINUE;
    }

    private static boolean isNumber(String text) {
        try {
            return Long.decode(text) <= 0xffffffffL && Character.isDigit(text.charAt(0));
        } catch (NumberFormatException notOne) {
            return false;
        }
    }

    /** Loops serve all exchanges alike: accepted without effect. */
    private static Action.Step nice(Words words) {
        words.number("a factor from -1024 to 1024", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return x -> Verdict.CONTINUE;
    }
}
