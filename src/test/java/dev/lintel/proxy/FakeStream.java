package dev.lintel.proxy;

import dev.lintel.http.Bytes;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Loop;
import dev.lintel.stream.OwnConnections;
import io.netty.buffer.ByteBuf;

/** A stream without a connection: notes what it is told; the test speaks for the peer through {@link #events}. */
final class FakeStream implements HttpStream {
    private final Loop loop;
    private final StringBuilder said = new StringBuilder();
    Events events;
    boolean reset;
    boolean endWaits;
    int demands;
    /** Whether the end of what is sent ends the exchange, as on a client's side. */
    boolean completes;
    /** Whether the connection ends with the message that was begun last. */
    boolean closes;

    private boolean over;

    @Override
    public boolean endWaits() {
        return endWaits;
    }

    FakeStream(Loop loop) {
        this.loop = loop;
    }

    /** Heads, bodies, and a full stop behind a message that is complete. */
    String said() {
        return said.toString();
    }

    @Override
    public void head(MessageHead head, boolean last) {
        if (over) {
            return;
        }
        closes = head.close;
        String what = switch (head) {
            case RequestHead request -> request.method.toString();
            case ResponseHead response -> Integer.toString(response.status);
        };
        said.append(what).append(' ');
        end(last);
    }

    @Override
    public void body(ByteBuf data, boolean last) {
        if (!over) {
            byte[] bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            said.append(Bytes.text(bytes, 0, bytes.length));
        }
        data.release();
        end(last);
    }

    @Override
    public void trailers(Headers trailers) {
        said.append('{').append(trailers).append('}');
        end(true);
    }

    private void end(boolean last) {
        if (!last || over) {
            return;
        }
        said.append('.');
        if (completes) {
            over = true;
            events.onEnd(EndReason.COMPLETE);
        }
    }

    @Override
    public void reset(EndReason reason) {
        reset = true;
        over = true;
    }

    @Override
    public void demand() {
        demands++;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Address local() {
        return Address.UNKNOWN;
    }

    @Override
    public void reserve(OwnConnections own) {}

    @Override
    public void events(Events to) {
        events = to;
    }

    @Override
    public ByteStream tunnel() {
        throw new AssertionError("no tunnels here");
    }
}
