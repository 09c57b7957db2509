package dev.lintel.rule;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.stream.EndReason;

/** What actions that change a message have in common: the head at hand, names of fields, and what happens where a change fails. */
final class Rewrites {
    private Rewrites() {}

    /** The fields that the rules of that phase change. */
    static HeaderFetches.Fields fields(Phase phase) {
        return phase == Phase.HTTP_REQUEST ? HeaderFetches.REQUEST : HeaderFetches.RESPONSE;
    }

    static HeaderName name(Words words) {
        Word word = words.next("the name of a header field");
        HeaderName name = HeaderName.of(word.text());
        if (name == null) {
            throw words.error(
                    word.pos(), "expects the name of a header field (letters, digits, '-'), not '" + word.text() + "'");
        }
        return name;
    }

    /** A change that cannot be made is an internal error, unless {@code strict-mode off} let it pass (manual section 4.4). */
    static Verdict failed(Exchange x) {
        if (!x.strict) {
            return Verdict.CONTINUE;
        }
        return answer(x, DefaultReplies.byStatus(500), EndReason.INTERNAL);
    }

    static Verdict answer(Exchange x, Reply reply, EndReason end) {
        x.reply = reply;
        x.end = end;
        return Verdict.REPLY;
    }

    /** An expression that must give a text; used by actions on names and patterns. */
    static Sampler binary(Words words, String expected) {
        return words.expression(expected, SampleType.BIN);
    }

    /** The target's authority and the Host field name the same host: whoever changes the field changes both (RFC 9112, section 3.2). */
    static void changed(Exchange x, Headers headers, HeaderName name) {
        if (name == HeaderName.HOST && x.request != null && headers == x.request.headers) {
            Targets.followHost(x.request);
        }
    }
}
