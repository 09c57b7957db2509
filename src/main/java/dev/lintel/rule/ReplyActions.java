package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.model.Timeouts;
import dev.lintel.stream.EndReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions that answer in the server's place (manual section 4.4): {@code return}, {@code deny}, {@code tarpit}, {@code auth}. */
final class ReplyActions {
    private static final Set<Phase> REQUEST = EnumSet.of(Phase.HTTP_REQUEST);
    private static final Set<Phase> HEADS = EnumSet.of(Phase.HTTP_REQUEST, Phase.HTTP_RESPONSE);

    static final List<Action> ROWS = List.of(
            action("return", HEADS, ReplyActions::answer),
            action("deny", HEADS, ReplyActions::deny),
            action("tarpit", REQUEST, ReplyActions::tarpit),
            action("auth", REQUEST, ReplyActions::authenticate));

    private ReplyActions() {}

    private static Action.Step answer(Words words) {
        Reply reply = ReplyReader.read(words, 200, false);
        return x -> Rewrites.answer(x, reply, EndReason.LOCAL);
    }

    private static Action.Step deny(Words words) {
        boolean request = words.phase() == Phase.HTTP_REQUEST;
        Reply reply = ReplyReader.read(words, request ? 403 : 502, true);
        EndReason end = request ? EndReason.DENIED : EndReason.RESPONSE_DENIED;
        return x -> Rewrites.answer(x, reply, end);
    }

    private static Action.Step tarpit(Words words) {
        Reply reply = ReplyReader.read(words, 500, true);
        return x -> {
            x.replyDelay = tarpitMillis(x);
            return Rewrites.answer(x, reply, EndReason.DENIED);
        };
    }

    /** {@code timeout tarpit}, else {@code timeout connect}; without either the answer comes at once. */
    private static long tarpitMillis(Exchange x) {
        Timeouts configured = x.backend == null ? x.clientSide : x.serverSide;
        if (x.tarpitTimeout >= 0) {
            return x.tarpitTimeout;
        }
        return Math.max(configured.tarpit() >= 0 ? configured.tarpit() : configured.connect(), 0);
    }

    private static Action.Step authenticate(Words words) {
        String realm = words.accept("realm")
                ? words.next("a realm behind 'realm'").text()
                : words.names().self().name();
        byte[] challenge = Bytes.of("Basic realm=\"" + realm + "\"");
        List<Reply.Field> fields = List.of(new Reply.Field(HeaderName.WWW_AUTHENTICATE, challenge, null));
        Reply reply = new Reply(401, null, fields, null, null, null, true);
        return x -> Rewrites.answer(x, reply, EndReason.LOCAL);
    }
}
