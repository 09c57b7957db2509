package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.rule.Reply;
import dev.lintel.tls.Challenges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an authority that looks for an http-01 challenge of ours (RFC 8555 section 8.3): before any rule, so that none has to be
 * written. Whoever asks for another token goes on to the rules: a certbot behind keeps working.
 */
final class ChallengeAnswer {
    private static final byte[] PREFIX = Bytes.of("/.well-known/acme-challenge/");
    private static final byte[] TYPE = Bytes.of("application/octet-stream");
    private static final int MAX_TOKEN = 256;

    private ChallengeAnswer() {}

    /** Answers, where there is something to answer. */
    static boolean given(HttpRelay relay, Challenges challenges) {
        Reply reply = find(challenges, relay.x);
        if (reply != null) {
            OwnAnswers.reply(relay, reply);
        }
        return reply != null;
    }

    /** The answer, or null where the request is none of ours. */
    static @Nullable Reply find(Challenges challenges, Exchange x) {
        RequestHead request = x.request;
        int token = request.pathLen() - PREFIX.length;
        boolean asks = token > 0
                && token <= MAX_TOKEN
                && Bytes.equal(request.targetBuf(), request.pathOff(), PREFIX.length, PREFIX)
                && (request.method == Method.GET || request.method == Method.HEAD);
        if (!asks) {
            return null;
        }
        String text = challenges.http(Bytes.text(request.targetBuf(), request.pathOff() + PREFIX.length, token));
        return text == null ? null : new Reply(200, null, List.of(), TYPE, Bytes.of(text), null);
    }
}
