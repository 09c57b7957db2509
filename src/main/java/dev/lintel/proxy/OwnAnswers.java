package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.ResponseHead;
import dev.lintel.rule.Reply;
import dev.lintel.stream.EndReason;

/** Answers that the proxy gives itself, for one exchange. Without state of its own; on the exchange's loop. */
final class OwnAnswers {
    /** When a client that met too many others may come again. */
    private static final byte[] RETRY_AFTER_SECONDS = Bytes.of("5");

    private OwnAnswers() {}

    /** The configured answer for a status. */
    static void status(HttpRelay relay, int status) {
        send(relay, configured(relay, status), status);
    }

    /** A rule's answer. */
    static void reply(HttpRelay relay, Reply reply) {
        send(relay, reply.byStatus() ? reply.over(configured(relay, reply.status())) : reply, reply.status());
    }

    private static Reply configured(HttpRelay relay, int status) {
        Replies ofFrontend = relay.frontend().parts().replies();
        if (relay.malformed()) {
            return ofFrontend.early(status);
        }
        return relay.backend() == null
                ? ofFrontend.of(status)
                : relay.backend().parts().replies().of(status, ofFrontend);
    }

    /** @param status what the answer stands for and what is logged, whatever an {@code errorfile} or {@code errorloc} makes of it */
    private static void send(HttpRelay relay, Reply reply, int status) {
        if (reply == Reply.NOTHING) {
            relay.client.reset(relay.x.end);
            relay.finish(relay.x.end);
            return;
        }
        send(relay, LocalReply.of(reply, relay.x), status);
    }

    private static void send(HttpRelay relay, LocalReply local, int status) {
        Exchange x = relay.x;
        ResponseHead head = local.head();
        boolean empty = local.body() == null;
        relay.beginAnswer(head, status);
        // Behind what is no request nothing that comes can be believed.
        boolean refused = x.end.side() == EndReason.Side.CLIENT;
        boolean ends = relay.connection.ends(relay.frontend(), relay.client);
        head.close |= refused || !relay.requestEnded || ends;
        if (x.end == EndReason.RESOURCE) {
            head.headers.add(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (!relay.malformed()) {
            x.bytesOut += LoggedBytes.own(head) + (empty ? 0 : local.body().readableBytes());
        }
        relay.client.head(head, empty);
        if (!empty) {
            relay.client.body(local.body(), true);
        }
        ServerAnswer.handedOver(relay);
    }

    /** {@code redir} of a server: the client asks it itself (manual section 5.2). */
    static void redirect(HttpRelay relay, String prefix) {
        Exchange x = relay.x;
        byte[] target = x.request.targetBuf();
        byte[] location = new ByteWriter(128)
                .put(prefix)
                .put(target, x.request.pathOff(), x.request.pathQueryLen())
                .toBytes();
        ResponseHead head = new ResponseHead(302);
        head.headers.add(HeaderName.CONTENT_LENGTH, Bytes.EMPTY);
        head.headers.add(HeaderName.CACHE_CONTROL, "no-cache");
        head.headers.add(HeaderName.LOCATION, location);
        head.length = 0;
        send(relay, new LocalReply(head, null), head.status);
    }

    /** {@code early-hint}: as in HAProxy each rule's field goes in a 103 of its own. */
    static void earlyHints(HttpRelay relay) {
        Headers hints = relay.x.earlyHints;
        relay.x.earlyHints = null;
        if (relay.x.request.version < 11) {
            return;
        }
        for (int i = 0; i < hints.size(); i++) {
            ResponseHead head = new ResponseHead(103);
            head.headers.add(hints.name(i), hints.buf(i), hints.off(i), hints.len(i));
            relay.client.head(head, false);
        }
    }
}
