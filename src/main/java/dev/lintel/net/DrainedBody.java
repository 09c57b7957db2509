package dev.lintel.net;

import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import io.netty.buffer.ByteBuf;

/** Throws away the rest of a body whose exchange is over. Owned by the connection's loop. */
final class DrainedBody implements HttpStream.Events {
    private final HttpStream stream;
    private final Runnable tooMuch;
    private int drained;

    /** @param tooMuch what to do when it does not end */
    DrainedBody(HttpStream stream, Runnable tooMuch) {
        this.stream = stream;
        this.tooMuch = tooMuch;
    }

    /** How many bytes were thrown away. */
    int drained() {
        return drained;
    }

    @Override
    public void onHead(MessageHead head, boolean last) {}

    @Override
    public void onBody(ByteBuf data, boolean last) {
        drained += data.readableBytes();
        data.release();
        if (drained > Farewell.DRAIN_BYTES) {
            tooMuch.run();
        } else if (!last) {
            stream.demand();
        }
    }

    @Override
    public void onTrailers(Headers trailers) {}

    @Override
    public void onWritable() {}

    @Override
    public void onEnd(EndReason reason) {}
}
