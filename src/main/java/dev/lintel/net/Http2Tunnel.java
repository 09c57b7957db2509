package dev.lintel.net;

import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The frames of data of one HTTP/2 stream as plain bytes, behind an agreement on a tunnel (RFC 8441, CONNECT). On its loop. */
final class Http2Tunnel implements ByteStream, HttpStream.Events {
    private final Http2Stream stream;
    private Events events;
    private boolean closing;
    private boolean over;
    /** The peer takes the rest, and ends its own side, in time. */
    private final Deadline farewell = new Deadline() {
        @Override
        protected void expired() {
            if (!over) {
                stream.reset(EndReason.CLIENT_TIMEOUT);
            }
        }
    };

    Http2Tunnel(Http2Stream stream) {
        this.stream = stream;
        stream.forgetDemand();
        stream.events(this);
    }

    @Override
    public void write(ByteBuf data) {
        stream.body(data, false);
    }

    @Override
    public void shutdownOutput() {
        stream.body(Unpooled.EMPTY_BUFFER, true);
    }

    @Override
    public void reset(EndReason reason) {
        if (reason != EndReason.COMPLETE) {
            stream.reset(reason);
            return;
        }
        closing = true;
        events = null;
        if (stream.outputEnded) {
            stream.reset(reason);
        } else {
            stream.body(Unpooled.EMPTY_BUFFER, true);
            if (!over) {
                loop().arm(farewell, Farewell.STALL_MILLIS);
            }
        }
    }

    @Override
    public void demand() {
        stream.demand();
    }

    @Override
    public boolean writable() {
        return stream.writable();
    }

    @Override
    public Loop loop() {
        return stream.loop();
    }

    @Override
    public void events(Events to) {
        events = to;
    }

    @Override
    public void onHead(MessageHead head, boolean last) {}

    @Override
    public void onBody(ByteBuf data, boolean last) {
        Events to = events;
        if (to != null && data.isReadable()) {
            to.onData(data);
        } else {
            data.release();
        }
        if (last && events != null) {
            events.onEof();
        }
    }

    @Override
    public void onTrailers(Headers trailers) {
        if (events != null) {
            events.onEof();
        }
    }

    @Override
    public void onWritable() {
        if (events != null) {
            events.onWritable();
        }
    }

    @Override
    public boolean wantsRest() {
        return !closing;
    }

    @Override
    public void onEnd(EndReason reason) {
        over = true;
        loop().forget(farewell);
        Events to = events;
        events = null;
        if (to != null) {
            to.onEnd(reason);
        }
    }
}
