package dev.lintel.proxy;

import dev.lintel.http.HeaderName;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;

/** The keys without which a WebSocket's handshake is none (RFC 6455 sections 4.2.1 and 4.2.2). */
final class WebSocketKeys {
    private static final String PROTOCOL = "websocket";

    private WebSocketKeys() {}

    private static boolean asked(RequestHead request) {
        return request.upgrade != null && request.upgrade.equalsIgnoreCase(PROTOCOL);
    }

    /** Whether a request for a WebSocket has no key. */
    static boolean missing(RequestHead request) {
        return asked(request) && isEmpty(request.headers.find(HeaderName.SEC_WEBSOCKET_KEY), request);
    }

    private static boolean isEmpty(int at, RequestHead request) {
        return at < 0 || request.headers.len(at) == 0;
    }

    /** Whether the server agreed to a WebSocket without the answer to the key. */
    static boolean missing(RequestHead request, ResponseHead answer) {
        return asked(request) && answer.status == 101 && !answer.headers.contains(HeaderName.SEC_WEBSOCKET_ACCEPT);
    }
}
