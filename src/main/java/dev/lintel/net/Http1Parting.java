package dev.lintel.net;

import dev.lintel.http.Framing;
import io.netty.buffer.ByteBuf;

/**
 * How a client's HTTP/1 connection comes to its end: an early answer outruns the request, a last one is on its way, one breaks off. What
 * the client may still be sending is read for a while, for unread bytes would turn the close into a reset that can overtake the answer.
 * Owned by the connection's loop.
 */
final class Http1Parting {
    private final Http1Server connection;
    private final Http1Served served;

    /** Not null in state DRAIN_BODY, and behind it until the next request. */
    private DrainedBody rest;

    /** Not null in state LINGER. */
    private Farewell farewell;

    /** The client sends no more: there is nothing to wait for. */
    boolean inputClosed;

    Http1Parting(Http1Server connection, Http1Served served) {
        this.connection = connection;
        this.served = served;
    }

    /** Nobody wants what is left of the request, but the client has to hear the answer to it. */
    void drain() {
        rest = new DrainedBody(connection, this::linger);
        connection.drains(rest);
    }

    /** What was left of the request has come; the connection goes on. */
    void forgetRest() {
        rest = null;
    }

    /** Closes behind what is written; before, reads what the client may still be sending. */
    void linger() {
        boolean nothingUnread = connection.unused() == 0 && served.requestDone && !served.malformed;
        if (nothingUnread || inputClosed) {
            leave();
            return;
        }
        connection.output.flush();
        farewell().closeOutput();
        connection.process();
    }

    /** Closes behind what is written, and reads no more. */
    void leave() {
        if (!farewell().deaf()) {
            farewell.watchWrites();
            connection.output.closeBehind();
        }
    }

    private Farewell farewell() {
        if (farewell == null) {
            int drained = rest == null ? 0 : rest.drained();
            boolean closeLooksWhole = served.responseFraming == Framing.CLOSE;
            farewell = new Farewell(connection.loop, connection.ctx.channel(), drained, closeLooksWhole);
        }
        served.requestDone = true;
        connection.lingers();
        return farewell;
    }

    /** Ends the connection so that an answer in progress is seen as incomplete. */
    void cut() {
        connection.events = null;
        served.requestDone = true;
        served.closeAfter = true;
        connection.output.stop();
        if (served.responseStarted && !served.responseDone && served.responseFraming == Framing.CLOSE) {
            Farewell.reset(connection.ctx.channel());
        } else {
            linger();
        }
    }

    /** Whether what arrives is read, to be thrown away. */
    boolean listens() {
        return !farewell.deaf();
    }

    /** Throws away what arrived behind the last answer. */
    void throwAway(ByteBuf late) {
        if (!farewell.throwAway(late)) {
            leave();
        }
    }

    /** The connection is gone. */
    void over() {
        if (farewell != null) {
            connection.loop.forget(farewell);
        }
    }
}
