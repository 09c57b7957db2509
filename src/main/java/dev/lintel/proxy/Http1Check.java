package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** A health check's connection that carries bytes: by tcp alone, or as HTTP/1. Owned by the loop of its check. */
final class Http1Check implements CheckConnection, ByteStream.Events {
    private final ByteStream stream;
    private final Owner owner;
    private CheckAnswer answer = new CheckAnswer(false);
    private boolean closed;

    Http1Check(ByteStream stream, Owner owner) {
        this.stream = stream;
        this.owner = owner;
        stream.events(this);
    }

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public void send(CheckRequest request, CheckAnswer into) {
        answer = into;
        ByteWriter text = request.http1();
        stream.write(Unpooled.wrappedBuffer(text.array(), 0, text.size()));
        stream.demand();
    }

    @Override
    public void close(boolean linger) {
        closed = true;
        stream.reset(linger ? EndReason.COMPLETE : EndReason.LOCAL);
    }

    @Override
    public @Nullable TlsFacts tls() {
        return stream.tls();
    }

    @Override
    public void onData(ByteBuf data) {
        if (!closed) {
            answer.feed(data);
        }
        data.release();
        if (!closed) {
            owner.received();
        }
        if (!closed) {
            stream.demand();
        }
    }

    @Override
    public void onEof() {
        if (!closed) {
            answer.eof();
            owner.received();
        }
    }

    @Override
    public void onWritable() {}

    @Override
    public void onEnd(EndReason reason) {
        if (!closed) {
            closed = true;
            answer.eof();
            owner.ended(reason);
        }
    }
}
