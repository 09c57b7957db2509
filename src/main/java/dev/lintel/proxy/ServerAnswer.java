package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Option;
import dev.lintel.rule.RuleSet;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;

/**
 * A server's answer on its way to the client: the backend's rules, the frontend's, the cookie, the head. The body follows through {@link
 * Dispatch}. Owned by the exchange's loop.
 */
final class ServerAnswer {
    private final HttpRelay relay;
    private final Exchange x;
    private final Frontend frontend;
    private final Backend backend;
    private final ResponseHead head;
    private final boolean whole;
    private boolean backendDone;

    /** @param whole whether the head is all of it */
    ServerAnswer(HttpRelay relay, ResponseHead head, boolean whole) {
        this.relay = relay;
        this.x = relay.x;
        this.frontend = relay.frontend();
        this.backend = relay.backend();
        this.head = head;
        this.whole = whole;
    }

    void begin() {
        arrived();
        advance();
    }

    private void arrived() {
        x.serverStatus = head.status;
        x.bytesOut += head.loggedBytes;
        x.response = head;
        x.status = head.status;
        x.responseMicros = x.loop.nowMicros();
        frontend.parts().captures().response(x);
    }

    /** Walks the rules, from where they waited. */
    void advance() {
        if (!backendDone) {
            if (!relay.passes(backend.parts().httpResponse())) {
                return;
            }
            backendDone = true;
        }
        if (relay.passes(frontend.parts().httpResponse())) {
            deliver();
        }
    }

    private void deliver() {
        frontend.parts().captures().responseCookie(x);
        Persistence persistence = backend.parts().persistence();
        if (persistence != null && !persistence.response(x, x.server)) {
            relay.fail(EndReason.RESPONSE_DENIED);
            return;
        }
        relay.stage = whole ? Stage.LAST : Stage.DATA;
        relay.beginAnswer(head);
        head.close = relay.lastOfConnection() || !relay.requestEnded && whole;
        relay.client.head(head, whole);
        if (!whole) {
            relay.demandAnswer();
        }
    }

    static void trailers(HttpRelay relay, Headers trailers) {
        relay.x.bytesOut += LoggedBytes.fields(trailers) + LoggedBytes.TRAILER_END;
        relay.client.trailers(relay.on(Option.HTTP_DROP_RESPONSE_TRAILERS) ? null : trailers);
    }

    static void interim(HttpRelay relay, ResponseHead head) {
        relay.x.bytesOut += head.loggedBytes;
        if (relay.x.request.version >= 11) {
            relay.client.head(head, false);
        }
    }

    /** Both sides speak another protocol from here on (101, CONNECT). */
    void tunnel(HttpStream server) {
        if (WebSocketKeys.missing(x.request, head)) {
            server.reset(EndReason.BAD_RESPONSE);
            relay.fail(EndReason.BAD_RESPONSE);
            return;
        }
        arrived();
        run(backend.parts().httpResponse());
        run(frontend.parts().httpResponse());
        frontend.parts().captures().responseCookie(x);
        relay.stage = Stage.DATA;
        relay.beginAnswer(head);
        relay.client.head(head, false);
        ByteStream up = server.tunnel();
        ByteStream down = relay.client.tunnel();
        long configured = backend.tunnelTimeout() >= 0 ? backend.tunnelTimeout() : backend.serverTimeout();
        long timeout = x.tunnelTimeout >= 0 ? x.tunnelTimeout : configured;
        new TcpRelay(relay.connection, x, down, up, timeout, relay::finish).start();
    }

    private void run(RuleSet rules) {
        if (!rules.isEmpty()) {
            rules.run(x, 0);
        }
    }
}
