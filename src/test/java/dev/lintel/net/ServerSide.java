package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Address;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.HttpLimits;
import dev.lintel.stream.HttpStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * The real {@link Http1Server} on a {@link Wire}, in front of a proxy that notes what it is told and answers each complete request with
 * 200. A test may answer itself.
 */
final class ServerSide implements Acceptor.Connection {
    final Wire wire = new Wire();
    final List<Exchange> exchanges = new ArrayList<>();
    HttpLimits limits = HttpLimits.REQUEST;
    boolean answersItself = true;
    boolean demands = true;
    boolean pressed;
    /** Milliseconds that it takes to begin a request. */
    long eachTakes;

    long requestTimeout = 10_000;
    long idleTimeout = 60_000;
    int closed;
    Http1Server server;

    ServerSide open() {
        server = new Http1Server(wire.loop, this, true);
        wire.add(server);
        server.opened();
        return this;
    }

    Exchange last() {
        return exchanges.getLast();
    }

    /** Everything that was understood, in order. */
    String understood() {
        StringBuilder out = new StringBuilder();
        for (Exchange each : exchanges) {
            out.append(out.isEmpty() ? "" : " ; ").append(each);
        }
        return out.toString();
    }

    /** One request, well-formed or not, as the proxy sees it. */
    final class Exchange implements HttpStream.Events {
        final HttpStream stream;
        final RequestHead head;
        final StringBuilder body = new StringBuilder();
        final StringBuilder trailers = new StringBuilder();
        EndReason malformed;
        EndReason end;
        int ends;
        boolean complete;
        boolean peerClosed;

        Exchange(HttpStream stream, RequestHead head, EndReason malformed) {
            this.stream = stream;
            this.head = head;
            this.malformed = malformed;
            stream.events(this);
        }

        void answer(int status, String text) {
            ResponseHead answer = new ResponseHead(status);
            byte[] bytes = Bytes.of(text);
            answer.length = bytes.length;
            answer.framing = bytes.length == 0 ? Framing.NONE : Framing.LENGTH;
            stream.head(answer, bytes.length == 0);
            if (bytes.length > 0) {
                stream.body(Unpooled.wrappedBuffer(bytes), true);
            }
        }

        private void completed() {
            complete = true;
            if (answersItself) {
                answer(200, "ok");
            }
        }

        @Override
        public void onHead(MessageHead unexpected, boolean last) {
            throw new AssertionError("a second head");
        }

        @Override
        public void onBody(ByteBuf data, boolean last) {
            if (ends > 0) throw new AssertionError("a body behind the end");
            byte[] bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            data.release();
            body.append(Bytes.text(bytes, 0, bytes.length));
            if (last) {
                completed();
            } else if (demands) {
                stream.demand();
            }
        }

        @Override
        public void onTrailers(Headers fields) {
            for (int i = 0; i < fields.size(); i++) {
                trailers.append(i == 0 ? " {" : ", ")
                        .append(fields.name(i))
                        .append(": ")
                        .append(fields.text(i));
            }
            trailers.append(fields.size() == 0 ? "" : "}");
            completed();
        }

        @Override
        public void onWritable() {}

        @Override
        public void onPeerClosed() {
            peerClosed = true;
        }

        @Override
        public void onEnd(EndReason reason) {
            end = reason;
            ends++;
            if (reason == EndReason.BAD_REQUEST && answersItself) {
                answer(400, "no");
            }
        }

        @Override
        public String toString() {
            if (malformed != null) {
                return Integer.toString(malformed.status());
            }
            String state = complete ? "" : end == EndReason.BAD_REQUEST ? " !400" : " ...";
            return head + " \"" + body + "\"" + trailers + state;
        }
    }

    @Override
    public void speaksFor(Address source, Address destination) {}

    @Override
    public boolean keepAlive() {
        return false;
    }

    @Override
    public void secured(dev.lintel.stream.TlsFacts facts) {}

    @Override
    public long handshakeTimeout() {
        return 5000;
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public void tlsFailed(dev.lintel.stream.TlsFailure failure) {}

    @Override
    public void failed(HandshakeFault fault, boolean received) {}

    @Override
    public HttpLimits limits() {
        return limits;
    }

    @Override
    public boolean pressed() {
        return pressed;
    }

    @Override
    public boolean upgradesToHttp2() {
        return true;
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public boolean http() {
        return true;
    }

    @Override
    public long requestTimeout() {
        return requestTimeout;
    }

    @Override
    public long idleTimeout(boolean firstRequest) {
        return idleTimeout;
    }

    @Override
    public void onRequest(HttpStream stream, RequestHead head, boolean last, long idleMicros, long startMicros) {
        Exchange exchange = new Exchange(stream, head, null);
        exchanges.add(exchange);
        if (eachTakes > 0) {
            wire.loop.skip(eachTakes);
        }
        if (last) {
            exchange.completed();
        } else if (demands) {
            stream.demand();
        }
    }

    @Override
    public void onMalformed(
            HttpStream stream, EndReason reason, RequestHead head, int received, long idleMicros, long startMicros) {
        Exchange exchange = new Exchange(stream, head, reason);
        exchanges.add(exchange);
        if (reason.status() == 0) {
            stream.reset(reason);
        } else if (answersItself) {
            exchange.answer(reason.status(), "no");
        }
    }

    @Override
    public void onBytes(ByteStream stream) {
        throw new AssertionError("HTTP was agreed on");
    }

    @Override
    public void onClosed() {
        closed++;
    }
}
