package dev.lintel.net;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Framing;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.OwnConnections;
import dev.lintel.stream.TlsFacts;
import org.jspecify.annotations.Nullable;

/** One request to a server over HTTP/2, and its answer. Owned by its connection's loop. */
final class Http2ClientStream extends Http2Stream {
    private static final long REST_MILLIS = 5000;

    private final Http2Client connection;
    private @Nullable RequestHead request;
    /** A request for a tunnel waits to hear whether the server knows such. */
    private boolean undecided;

    private boolean answered;
    /** How much had been heard of the server when this began. */
    private int heard;

    /** The server has answered without all of the request. */
    private boolean early;

    /** Whether somebody minds the time already. */
    private boolean minded;

    private int interims;
    private int interimBytes;

    Http2ClientStream(Http2Client connection) {
        this.connection = connection;
    }

    @Override
    Http2Connection connection() {
        return connection;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return connection.tls();
    }

    @Override
    public void reserve(OwnConnections own) {
        connection.reserve(own);
    }

    // ---- the request

    @Override
    public void head(MessageHead message, boolean last) {
        if (over) {
            return;
        }
        request = (RequestHead) message;
        if (request.upgrade != null && !connection.settled()) {
            undecided = true;
            connection.undecided(this);
            return;
        }
        start();
    }

    /** What the server knows has been heard. */
    void decided() {
        if (undecided && !over) {
            undecided = false;
            start();
        }
    }

    private void start() {
        boolean tunnel = request.upgrade != null || request.method == Method.CONNECT;
        ByteWriter text = connection.loop.text();
        if (request.upgrade != null && !connection.knowsTunnels()) {
            end(EndReason.BAD_RESPONSE);
        } else if (!connection.begin(this)) {
            end(EndReason.SERVER_REFUSED);
        } else if (!Http2Answers.request(text, request, connection.tls() != null)) {
            connection.forgo(this);
            end(EndReason.INTERNAL);
        } else {
            heard = connection.heard;
            boolean empty = request.framing == Framing.NONE && !tunnel;
            send(text, request.framing == Framing.LENGTH ? request.length : -1, empty);
        }
    }

    @Override
    void sent() {
        if (inputTold()) {
            complete();
        }
    }

    // ---- the answer

    /** A head has come, in the loop's fields. */
    void head(Http2Fields fields, boolean last) {
        if (answered) {
            boolean trailers = last && !inputEnded && fields.areTrailers();
            if (!trailers || fields.logged > connection.limits.trailerBytes()) {
                fault(Http2Code.PROTOCOL_ERROR);
            } else {
                trailers(fields.headers, true);
            }
            return;
        }
        ResponseHead head = Http2Answers.answer(fields, request, last);
        if (head == null) {
            fault(Http2Code.PROTOCOL_ERROR);
        } else if (head.isInterim()) {
            interim(head);
        } else {
            answered(head, last);
        }
    }

    private void interim(ResponseHead head) {
        interimBytes += head.loggedBytes;
        if (++interims > Http1Client.MAX_INTERIM || interimBytes > connection.limits.headBytes()) {
            fault(Http2Code.ENHANCE_YOUR_CALM);
        } else {
            events.onHead(head, false);
        }
    }

    private void answered(ResponseHead head, boolean last) {
        answered = true;
        Events to = events;
        if (head.framing == Framing.TUNNEL) {
            if (request.upgrade != null) {
                Http2Answers.upgrade(head, request);
            }
            to.onHead(head, true);
            return;
        }
        boolean empty = head.framing == Framing.NONE;
        missing = head.framing == Framing.LENGTH ? head.length : empty ? 0 : -1;
        if (last) {
            inputComplete();
        } else if (empty) {
            inputEmpty();
        }
        to.onHead(head, empty);
        if (last) {
            settle();
        } else if (empty && !over) {
            mindTheRest();
        }
    }

    @Override
    boolean bodyDue() {
        return answered;
    }

    @Override
    void settle() {
        if (over) {
            return;
        }
        if (inputEnded && outputEnded) {
            complete();
        } else {
            mindTheRest();
        }
    }

    private void complete() {
        if (inputEnded) {
            connection.served++;
            end(early ? EndReason.SERVER_ABORT : EndReason.COMPLETE);
        }
    }

    /** All of the answer has been told: nobody else minds how long the server takes to end it, or to take the rest of the request. */
    private void mindTheRest() {
        if (!minded) {
            minded = true;
            connection.loop.arm(new Rest(), REST_MILLIS);
        }
    }

    /** Cuts what does not come to its end: the end of an empty answer, or what is left of the request. */
    private final class Rest extends Deadline {
        private int before = -1;

        @Override
        protected void expired() {
            if (over) {
                return;
            }
            if (inputEnded && !isStuck(before)) {
                before = waitingBytes();
                connection.loop.arm(this, REST_MILLIS);
                return;
            }
            connection.cut(Http2ClientStream.this, Http2Code.CANCEL);
            end(outputEnded ? EndReason.COMPLETE : EndReason.SERVER_ABORT);
        }
    }

    // ---- the end

    @Override
    void fault(int code) {
        connection.cut(this, code);
        end(answered ? EndReason.SERVER_ABORT : EndReason.BAD_RESPONSE);
    }

    @Override
    void defect() {
        connection.cut(this, Http2Code.CANCEL);
        end(EndReason.INTERNAL);
    }

    @Override
    public void reset(EndReason reason) {
        if (!over) {
            if (reason == EndReason.SERVER_TIMEOUT && id != 0 && heard == connection.heard) {
                connection.silent();
            }
            connection.cut(this, Http2Code.CANCEL);
            drop();
        }
    }

    /** A whole answer is passed on all the same (RFC 9113 section 8.1), as fast as its reader takes it. */
    @Override
    void cutOff(EndReason reason) {
        if (!inputEnded) {
            end(reason);
            return;
        }
        early |= !outputEnded;
        dropOutput();
        if (inputTold()) {
            complete();
        }
    }

    boolean isAnswered() {
        return answered;
    }

    /** What it means that the server has cut the stream, or the connection with it. */
    EndReason lost(int code) {
        if (answered) {
            return EndReason.SERVER_ABORT;
        }
        if (code == Http2Code.REFUSED_STREAM || id == 0) {
            return EndReason.SERVER_REFUSED;
        }
        boolean mayBeUnseen = code < 0 && connection.served > 0 && interims == 0;
        return mayBeUnseen ? EndReason.SERVER_CLOSED_REUSED : EndReason.SERVER_CLOSED_EARLY;
    }

    @Override
    public ByteStream tunnel() {
        return new Http2Tunnel(this);
    }
}
