package dev.lintel.net;

import dev.lintel.http.Framing;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;

/** What a client's connection knows of the request that it is serving, and of the answer. One per connection, begun anew each time. */
final class Http1Served {
    /** Null where what arrived was no request. */
    private RequestHead request;

    boolean requestDone = true;
    boolean responseStarted;
    boolean responseDone;
    Framing responseFraming = Framing.NONE;
    /** The connection ends behind the answer. */
    boolean closeAfter;
    /** What arrived was no request, or not all of one. */
    boolean malformed;
    /** What the client asked for, whatever rules make of it: an answer without a body; a tunnel. */
    private boolean headOnly;

    private boolean asksTunnel;

    void begin(RequestHead head) {
        restart(head);
        requestDone = head.framing == Framing.NONE;
        closeAfter = head.close;
        headOnly = head.method == Method.HEAD;
        asksTunnel = head.upgrade != null || head.method == Method.CONNECT;
    }

    /** Nothing that arrives is believed from here on. */
    void refuse(RequestHead head) {
        restart(head);
        requestDone = true;
        closeAfter = true;
        malformed = true;
        headOnly = false;
        asksTunnel = false;
    }

    private void restart(RequestHead head) {
        request = head;
        responseStarted = false;
        responseDone = false;
    }

    void forget() {
        request = null;
    }

    boolean takesInterim() {
        return request != null && request.version != 10;
    }

    /** Whether an HTTP/1.0 client must be told that the connection stays. */
    boolean tellsKeepAlive() {
        return !closeAfter && request != null && request.version == 10;
    }

    /**
     * The answer is one to what the client asked, not to what a rule made of it: none to HEAD has a body, and one without a body does
     * not announce any to others. An HTTP/1.0 client knows no chunks: it gets the body up to the close. Behind a request for a tunnel
     * that is declined nobody can tell what the next bytes are: the connection ends.
     */
    void adapt(ResponseHead head) {
        if (headOnly && head.framing != Framing.NONE) {
            head.wouldBeChunked = head.framing == Framing.CHUNKED;
            head.framing = Framing.NONE;
        } else if (!headOnly && head.framing == Framing.NONE && head.status != 304) {
            head.wouldBeChunked = false;
            head.length = head.status == 204 ? -1 : 0;
        }
        closeAfter |= asksTunnel && head.framing != Framing.TUNNEL;
        if (head.framing == Framing.CHUNKED && request != null && request.version == 10) {
            head.framing = Framing.CLOSE;
        }
        if (head.framing == Framing.CLOSE) {
            closeAfter = true;
        }
        responseFraming = head.framing;
        closeAfter |= head.close || malformed;
    }
}
