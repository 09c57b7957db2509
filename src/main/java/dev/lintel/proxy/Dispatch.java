package dev.lintel.proxy;

import dev.lintel.balance.Observation;
import dev.lintel.balance.Server;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Option;
import dev.lintel.stream.ByteStream;
import dev.lintel.stream.Connector;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one HTTP exchange: sends the request to the server that was found, and carries both bodies. It is the owner of
 * the server's stream and hears its events. Owned by the exchange's loop.
 */
final class Dispatch extends ServerSearch implements HttpStream.Events {
    private final HttpRelay relay;
    private final Runnable serverTimedOut = () -> lost(EndReason.SERVER_TIMEOUT);

    private HttpStream stream;
    /** The request's head has been sent, on some stream. */
    private boolean sent;
    /** Parts of the body were sent that are not kept. */
    private boolean bodyGone;

    private boolean clientPaused;
    /** How fast the body comes; measured while connections are few, else null. */
    private @Nullable BodyRate rate;

    Dispatch(HttpRelay relay, Backend backend) {
        super(relay.connection, relay.timers, relay.x, backend);
        this.relay = relay;
    }

    void start() {
        ServerPreference.apply(x, backend);
        search();
    }

    @Override
    void reached(Stage stage) {
        relay.stage = stage;
    }

    @Override
    void fail(EndReason reason) {
        relay.fail(reason);
    }

    @Override
    void crashed(Throwable fault) {
        relay.crashed(fault);
    }

    // ---- the request

    @Override
    void open(Target target, boolean freshOnly, long timeout) {
        byte[] preface = preface(target);
        String name = backend.parts().names().of(x, server());
        HttpStream own = freshOnly ? null : connection.ownServers.take(target, preface, name);
        if (own != null) {
            onHttp(own, true);
            return;
        }
        Connector.Reuse reuse = freshOnly ? Connector.Reuse.NEVER : reuse();
        connection
                .door
                .connector()
                .http(x.loop, target, reuse, timeout, preface, name, backend.company(connection), this);
    }

    /** Manual section 4.2, {@code http-reuse}: the first request of a connection is not risked on an idle one. */
    private Connector.Reuse reuse() {
        boolean first = x.number <= 1;
        return switch (backend.spec().httpReuse()) {
            case NEVER -> Connector.Reuse.NEVER;
            case SAFE -> first ? Connector.Reuse.NEVER : Connector.Reuse.ANY;
            case AGGRESSIVE -> first ? Connector.Reuse.PROVEN : Connector.Reuse.ANY;
            case ALWAYS -> Connector.Reuse.ANY;
        };
    }

    @Override
    public void onHttp(HttpStream opened, boolean reused) {
        opened.events(this);
        if (over) {
            opened.reset(EndReason.CLIENT_ABORT);
            return;
        }
        stream = opened;
        connected(reused);
        connection.ownServers.opened(backend, opened, target());
        x.serverAddress = target().address();
        x.serverSource = opened.local();
        x.serverTls = opened.tls();
        reached(Stage.HEADERS);
        x.request.close = backend.serverClose() && !backend.on(Option.HTTP_PRETEND_KEEPALIVE);
        String nameHeader = backend.spec().httpSendNameHeader();
        if (nameHeader != null && !nameHeader.isEmpty()) {
            x.request.headers.set(HeaderName.of(nameHeader), server().nameBytes());
        }
        sent = true;
        sendRequest(opened);
        if (stream == null) {
            return;
        }
        if (relay.requestEnded) {
            armServer();
        } else {
            timers.awaitClient();
            relay.client.demand();
        }
    }

    /** Sends what is there of the request. */
    private void sendRequest(HttpStream to) {
        if (x.request.framing == Framing.NONE) {
            to.head(x.request, true);
            return;
        }
        Headers trailers = relay.waiting().requestTrailers();
        boolean last = relay.requestEnded && trailers == null;
        to.head(x.request, false);
        if (x.requestBody != null || last) {
            ByteBuf body = x.requestBody == null ? Unpooled.EMPTY_BUFFER : x.requestBody.retainedDuplicate();
            to.body(body, last);
        }
        if (trailers != null) {
            to.trailers(trailers);
        }
    }

    /** {@code redir}: GET and HEAD are sent to the server's own address (manual section 5.2). */
    @Override
    boolean redirects(Server to) {
        String prefix = to.spec().redir();
        Method method = x.request.method;
        if (prefix == null || method != Method.GET && method != Method.HEAD) {
            return false;
        }
        relay.redirect(prefix);
        return true;
    }

    @Override
    public void onBytes(ByteStream bytes) {
        throw new IllegalStateException("asked for HTTP");
    }

    /** Null before the server is connected, and behind its end. */
    @Nullable
    HttpStream stream() {
        return stream;
    }

    /** Whether there is no stream yet, but may be one. */
    boolean searching() {
        return !over && stream == null && !sent;
    }

    /** The stream becomes a tunnel and is ours no longer; the slot stays until the exchange ends. */
    HttpStream detach() {
        HttpStream tunnel = stream;
        stream = null;
        over = true;
        return tunnel;
    }

    void forward(ByteBuf data, boolean last) {
        if (!last && drips(data.readableBytes())) {
            data.release();
            relay.clientTimedOut.run();
            return;
        }
        keep(data, last);
        stream.body(data, last);
        if (stream == null) {
            return;
        }
        if (last || !stream.writable()) {
            armServer();
        } else {
            timers.awaitClient();
            relay.client.demand();
        }
    }

    /** Whether the body comes too slowly for a connection that others could use. */
    private boolean drips(int more) {
        if (!connection.door.pressed(x.loop)) {
            rate = null;
            return false;
        }
        if (rate == null) {
            rate = new BodyRate(x.loop.now());
        }
        return rate.tooSlow(x.loop.now(), more);
    }

    /** Keeps a copy of a short body where another try may need it ({@code retry-on}); as much as may be waited for. */
    private void keep(ByteBuf data, boolean last) {
        if (bodyGone || !backend.parts().retry().repeatsAnswered()) {
            bodyGone = true;
            return;
        }
        int kept = x.requestBody == null ? 0 : x.requestBody.readableBytes();
        if (kept + data.readableBytes() > relay.frontend().parts().bufferBytes()) {
            bodyGone = true;
            return;
        }
        if (x.requestBody == null) {
            x.requestBody = Unpooled.buffer(data.readableBytes());
        }
        x.requestBody.writeBytes(data, data.readerIndex(), data.readableBytes());
        x.requestBodyComplete = last;
    }

    void forwardTrailers(Headers trailers) {
        bodyGone = true;
        stream.trailers(trailers);
        if (stream != null) {
            armServer();
        }
    }

    /** The server's socket takes more of the request. */
    @Override
    public void onWritable() {
        if (stream != null && !relay.requestEnded) {
            if (rate != null) {
                rate.restart(x.loop.now());
            }
            timers.awaitClient();
            relay.client.demand();
        }
    }

    // ---- the answer

    @Override
    public void onHead(MessageHead message, boolean last) {
        ResponseHead head = (ResponseHead) message;
        if (head.isInterim()) {
            ServerAnswer.interim(relay, head);
            if (relay.requestEnded && stream != null) {
                armServer();
            }
        } else {
            server().observe(Observation.status(head.status));
            connection.ownServers.answered(head, stream);
            if (!retriesStatus(head.status)) {
                relay.onResponse(head, last);
            }
        }
    }

    /** {@code retry-on 503}: an answer that is not passed on while tries are left. */
    private boolean retriesStatus(int status) {
        boolean wanted = status < 600 && backend.parts().retry().statuses().get(status);
        boolean again = wanted && repeatable() && !x.connectRetriesOnly && x.retries < tries();
        if (!again || !backend.counters().mayResend()) {
            return false;
        }
        HttpStream refused = stream;
        stream = null;
        refused.reset(EndReason.SERVER_CLOSED_EARLY);
        retry(EndReason.SERVER_CLOSED_EARLY, false);
        return true;
    }

    private boolean repeatable() {
        return !relay.answered() && !bodyGone && (relay.requestEnded || !sent);
    }

    /** The client takes more of the answer. */
    void demand() {
        if (stream != null) {
            armServer();
            stream.demand();
        }
    }

    @Override
    public void onBody(ByteBuf data, boolean last) {
        boolean passes = relay.answered();
        if (last && passes) {
            reached(Stage.LAST);
        }
        ServerAnswer.body(relay, data, last);
        if (!passes || last || stream == null) {
            return;
        }
        if (relay.client.writable()) {
            demand();
        } else {
            clientPaused = true;
            timers.awaitClient();
        }
    }

    @Override
    public void onTrailers(Headers trailers) {
        if (relay.answered()) {
            reached(Stage.LAST);
        }
        ServerAnswer.trailers(relay, trailers);
    }

    void clientWritable() {
        if (clientPaused) {
            clientPaused = false;
            demand();
        }
    }

    // ---- waiting and ending

    private void armServer() {
        timers.client.disarm();
        arm(x.serverTimeout >= 0 ? x.serverTimeout : backend.serverTimeout(), serverTimedOut);
    }

    private void lost(EndReason reason) {
        observe(reason);
        HttpStream cut = stream;
        stream = null;
        if (cut != null) {
            cut.reset(reason);
        }
        failed(reason, sent, repeatable());
    }

    @Override
    public void onEnd(EndReason reason) {
        stream = null;
        boolean told = relay.stage == Stage.LAST;
        if (reason == EndReason.COMPLETE || over || told) {
            releaseSlot();
            if (told && !over && reason != EndReason.COMPLETE && !relay.requestEnded) {
                ServerAnswer.enough(relay);
            }
            return;
        }
        backend.counters().responseErrors.increment();
        server().counters().responseErrors.increment();
        observe(reason);
        if (reason == EndReason.SERVER_REFUSED) {
            sent = false;
            timers.client.disarm();
        }
        failed(reason, sent, repeatable());
    }

    private void observe(EndReason reason) {
        Observation seen = Observation.end(reason);
        if (seen != null) {
            server().observe(seen);
        }
    }

    /** The exchange ends for another reason: the server is left at once. */
    void abandon() {
        over = true;
        cancel();
        timers.server.disarm();
        HttpStream cut = stream;
        stream = null;
        if (cut != null) {
            cut.reset(EndReason.CLIENT_ABORT);
        }
        releaseSlot();
    }

    /** The client has its answer; a server's stream that has not come to its end as well is cut. */
    void finished() {
        if (relay.stage != Stage.LAST || !relay.requestEnded) {
            abandon();
            return;
        }
        over = true;
        releaseSlot();
    }
}
