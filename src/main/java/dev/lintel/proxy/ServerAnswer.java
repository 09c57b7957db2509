package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Framing;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Option;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import io.netty.buffer.ByteBuf;

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
    private boolean inspected;
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
        if (head.framing == Framing.TUNNEL && !tunnelWanted()) {
            relay.fail(EndReason.BAD_RESPONSE);
            return;
        }
        advance();
    }

    /** The client asked for it, whatever rules made of its request, and this is an answer to that. */
    private boolean tunnelWanted() {
        boolean asked = head.status == 101 ? x.request.upgrade != null : x.loggedMethod == Method.CONNECT;
        return asked && !WebSocketKeys.missing(x.request, head);
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
        try {
            if (!inspected) {
                if (!HttpInspection.answer(relay, backend.parts().tcpResponse())) {
                    return;
                }
                inspected = true;
            }
            if (!backendDone) {
                if (!relay.waiting().passes(backend.parts().httpResponse())) {
                    return;
                }
                backendDone = true;
            }
            if (relay.waiting().passes(frontend.parts().httpResponse())) {
                deliver();
            }
        } catch (Throwable fault) {
            relay.crashed(fault);
        }
    }

    /** Whether it has no body. */
    boolean bodiless() {
        return whole;
    }

    private void deliver() {
        frontend.parts().captures().responseCookie(x);
        Persistence persistence = backend.parts().persistence();
        if (persistence != null && !persistence.response(x, x.server)) {
            relay.fail(EndReason.RESPONSE_DENIED);
            return;
        }
        boolean complete = whole || relay.waiting().answerComplete();
        relay.stage = complete ? Stage.LAST : Stage.DATA;
        relay.beginAnswer(head, head.status);
        if (head.framing == Framing.TUNNEL) {
            tunnel();
            return;
        }
        head.close = relay.connection.ends(relay.frontend(), relay.client);
        relay.client.head(head, whole);
        if (x.responseBody != null) {
            relay.client.body(
                    x.responseBody.retainedDuplicate(),
                    complete && relay.waiting().answerTrailers() == null);
        }
        if (relay.waiting().answerTrailers() != null && !relay.finished()) {
            relay.client.trailers(relay.waiting().answerTrailers());
        }
        if (complete) {
            handedOver(relay);
        } else if (!relay.finished()) {
            relay.dispatch().demand();
        }
    }

    /** A part of the body; one that comes before the head may leave is kept. */
    static void body(HttpRelay relay, ByteBuf data, boolean last) {
        relay.x.bytesOut += data.readableBytes() + (last ? Ledger.endOf(relay.x.response) : 0);
        if (relay.answered()) {
            relay.client.body(data, last);
            if (last) {
                handedOver(relay);
            }
        } else {
            relay.waiting().keepAnswer(data, last);
        }
    }

    /** All of an answer has been handed over: where it has not left, because the client takes it slowly or not at all, that has an end. */
    static void handedOver(HttpRelay relay) {
        if (!relay.finished() && relay.requestEnded) {
            relay.timers.awaitClient();
        }
    }

    /** The server, having answered, reads no more of the request: what waits of its answer goes on, and ends the exchange. */
    static void enough(HttpRelay relay) {
        relay.requestEnded = true;
        if (relay.client.endWaits()) {
            handedOver(relay);
        } else {
            relay.cut(EndReason.COMPLETE);
        }
    }

    static void trailers(HttpRelay relay, Headers trailers) {
        relay.x.bytesOut += LoggedBytes.fields(trailers) + LoggedBytes.TRAILER_END;
        Headers passed = relay.on(Option.HTTP_DROP_RESPONSE_TRAILERS) ? null : trailers;
        if (relay.answered()) {
            relay.client.trailers(passed);
            handedOver(relay);
        } else {
            relay.waiting().keepAnswerTrailers(passed);
        }
    }

    static void interim(HttpRelay relay, ResponseHead head) {
        relay.x.bytesOut += head.loggedBytes;
        if (relay.x.request.version >= 11) {
            relay.client.head(head, false);
        }
    }

    /** Both sides speak another protocol from here on (101, CONNECT). */
    private void tunnel() {
        relay.client.head(head, false);
        if (relay.finished()) {
            return;
        }
        ByteStream up = relay.dispatch().detach().tunnel();
        ByteStream down = relay.client.tunnel();
        new TcpRelay(relay.timers, x, down, up, relay.frontend(), backend, relay::finish).start(false);
    }
}
