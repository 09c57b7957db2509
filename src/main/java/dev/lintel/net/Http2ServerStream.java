package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Framing;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.OwnConnections;
import org.jspecify.annotations.Nullable;

/** One request of a client over HTTP/2, and its answer. Owned by its connection's loop. */
final class Http2ServerStream extends Http2Stream {
    private final Http2Server connection;
    /** What the client asked for, whatever rules make of it: an answer without a body; a tunnel. */
    private boolean headOnly;

    /** Whether the client may ask again although a server may have seen the request. */
    private boolean repeatable;

    private boolean asksTunnel;
    private boolean tunnel;

    Http2ServerStream(Http2Server connection) {
        this.connection = connection;
    }

    @Override
    Http2Connection connection() {
        return connection;
    }

    /** @param head null where what arrived was no request */
    void begin(@Nullable RequestHead head, boolean last) {
        if (head != null) {
            headOnly = head.method == Method.HEAD;
            repeatable = head.method.isIdempotent();
            asksTunnel = head.upgrade != null || head.method == Method.CONNECT;
            missing = head.framing == Framing.LENGTH ? head.length : -1;
        }
        if (last) {
            inputComplete();
        }
    }

    boolean asksTunnel() {
        return asksTunnel;
    }

    @Override
    public void head(MessageHead message, boolean last) {
        ResponseHead head = (ResponseHead) message;
        if (over || outputBegun) {
            return;
        }
        ByteWriter text = connection.loop.text();
        if (head.isInterim()) {
            if (Http2Heads.response(text, head, head.status)) {
                connection.output.headers(id, text, false);
            }
            return;
        }
        if (headOnly && head.framing != Framing.NONE) {
            head.framing = Framing.NONE;
        }
        tunnel = head.framing == Framing.TUNNEL;
        if (!Http2Heads.response(text, head, head.status == 101 ? 200 : head.status)) {
            defect();
            return;
        }
        send(text, head.framing == Framing.LENGTH ? head.length : -1, last && !tunnel || head.framing == Framing.NONE);
    }

    @Override
    void sent() {
        if (inputTold()) {
            end(EndReason.COMPLETE);
            return;
        }
        boolean wanted = (tunnel || !asksTunnel) && events != null && events.wantsRest();
        if (!wanted) {
            if (!inputEnded) {
                connection.cut(this, Http2Code.NO_ERROR);
            }
            end(EndReason.COMPLETE);
        }
    }

    @Override
    void settle() {
        if (outputEnded) {
            end(EndReason.COMPLETE);
        }
    }

    @Override
    void fault(int code) {
        if (!connection.guard.reset()) {
            connection.fail(Http2Code.ENHANCE_YOUR_CALM);
            return;
        }
        connection.cut(this, code);
        end(EndReason.PROTOCOL_ERROR);
    }

    @Override
    void defect() {
        connection.cut(this, Http2Code.INTERNAL_ERROR);
        end(EndReason.INTERNAL);
    }

    @Override
    public void reset(EndReason reason) {
        if (over) {
            return;
        }
        connection.cut(this, code(reason));
        drop();
    }

    private int code(EndReason reason) {
        if (outputEnded) {
            return Http2Code.NO_ERROR;
        }
        // It promises that nothing was done: clients repeat any request by themselves then (RFC 9113 section 8.7).
        boolean again = reason.retrySafe() || repeatable && reason == EndReason.SERVER_CLOSED_REUSED;
        if (!outputBegun && again) {
            return Http2Code.REFUSED_STREAM;
        }
        return switch (reason) {
            case PROTOCOL_ERROR -> Http2Code.PROTOCOL_ERROR;
            case INTERNAL -> Http2Code.INTERNAL_ERROR;
            default -> Http2Code.CANCEL;
        };
    }

    @Override
    public void retireConnection() {
        connection.retire();
    }

    @Override
    public void reserve(OwnConnections own) {
        throw new IllegalStateException("a client's connection serves nobody but that client");
    }

    @Override
    public ByteStream tunnel() {
        return new Http2Tunnel(this);
    }
}
