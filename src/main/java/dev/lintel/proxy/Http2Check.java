package dev.lintel.proxy;

import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A health check's connection of HTTP/2, which has one stream and ends with it: with GOAWAY, for what is waiting on the way out leaves
 * no other trace. Owned by the loop of its check.
 */
final class Http2Check implements CheckConnection, HttpStream.Events {
    private final HttpStream stream;
    private final Owner owner;
    private CheckAnswer answer = new CheckAnswer(false);
    private boolean sent;
    private boolean closed;

    Http2Check(HttpStream stream, Owner owner) {
        this.stream = stream;
        this.owner = owner;
        stream.events(this);
    }

    @Override
    public boolean takesMore() {
        return !sent;
    }

    @Override
    public void send(CheckRequest request, CheckAnswer into) {
        sent = true;
        answer = into;
        RequestHead head = request.http2();
        boolean whole = request.body().length == 0 && head.method != Method.CONNECT;
        stream.head(head, whole);
        if (!whole && !closed) {
            stream.body(Unpooled.wrappedBuffer(request.body()), true);
        }
        if (!closed) {
            stream.demand();
        }
    }

    @Override
    public void close(boolean linger) {
        closed = true;
        stream.reset(EndReason.LOCAL);
    }

    @Override
    public @Nullable TlsFacts tls() {
        return stream.tls();
    }

    @Override
    public void onHead(MessageHead head, boolean last) {
        answer.head((ResponseHead) head, last);
        owner.received();
    }

    @Override
    public void onBody(ByteBuf data, boolean last) {
        answer.body(data, last);
        data.release();
        owner.received();
        if (!closed && !answer.ended()) {
            stream.demand();
        }
    }

    @Override
    public void onTrailers(Headers trailers) {
        answer.eof();
        owner.received();
    }

    @Override
    public void onWritable() {}

    @Override
    public void onEnd(EndReason reason) {
        closed = true;
        answer.eof();
        owner.ended(reason);
    }
}
