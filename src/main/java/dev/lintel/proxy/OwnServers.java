package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.BackendSpec.HttpReuse;
import dev.lintel.model.Option;
import dev.lintel.stream.HttpStream;
import dev.lintel.stream.OwnConnections;
import dev.lintel.stream.Target;
import org.jspecify.annotations.Nullable;

/**
 * The server connections that belong to one client, and whether they hold it at its server: {@code http-reuse never}, {@code
 * send-proxy}, {@code option prefer-last-server} and NTLM (manual section 4.2). Owned by the loop of the client's connection.
 */
final class OwnServers {
    private static final byte[] NTLM = Bytes.of("ntlm");
    private static final byte[] NEGOTIATE = Bytes.of("nego");

    private @Nullable OwnConnections connections;
    /** A server knows the client by its connection: it must not lose it. */
    private boolean bound;

    /** An idle connection of this client to that target, behind the same preface and for the same name; or null. */
    @Nullable
    HttpStream take(Target target, byte @Nullable [] preface, @Nullable String name) {
        return connections == null ? null : connections.take(target, preface, name);
    }

    /** A stream of this client has been opened. */
    void opened(Backend backend, HttpStream stream, Target target) {
        if (backend.serverClose() && backend.on(Option.HTTP_PRETEND_KEEPALIVE)) {
            stream.reserve(OwnConnections.NONE);
        } else if (backend.spec().httpReuse() == HttpReuse.NEVER || target.proxyProtocol() != 0) {
            stream.reserve(connections());
        }
    }

    private OwnConnections connections() {
        if (connections == null) {
            connections = new OwnConnections();
        }
        return connections;
    }

    /** NTLM and its kin authenticate connections, not requests: nobody else may speak on this one any more. */
    void answered(ResponseHead head, HttpStream stream) {
        if (head.status == 401 && asksForIdentity(head.headers, HeaderName.WWW_AUTHENTICATE)
                || head.status == 407 && asksForIdentity(head.headers, HeaderName.PROXY_AUTHENTICATE)) {
            bound = true;
            stream.reserve(connections());
        }
    }

    private static boolean asksForIdentity(Headers headers, HeaderName name) {
        for (int i = headers.find(name); i >= 0; i = headers.find(name, i + 1)) {
            byte[] buf = headers.buf(i);
            int end = headers.off(i) + headers.len(i);
            boolean begins = true;
            for (int at = headers.off(i); at + 4 <= end; at++) {
                if (begins && (is(buf, at, NTLM) || is(buf, at, NEGOTIATE))) {
                    return true;
                }
                begins = buf[at] == ',' || begins && (buf[at] == ' ' || buf[at] == '\t');
            }
        }
        return false;
    }

    private static boolean is(byte[] buf, int at, byte[] word) {
        return Bytes.equalIgnoreCase(buf, at, word.length, word);
    }

    /** The server that the client is with, where it is to stay there; null where balancing decides. */
    @Nullable
    Server preferred(Backend backend) {
        boolean wanted =
                bound || backend.on(Option.PREFER_LAST_SERVER) && backend.spec().httpReuse() == HttpReuse.NEVER;
        if (!wanted || connections == null || backend.servers().deterministic()) {
            return null;
        }
        for (Server server : backend.servers().all()) {
            Target target = server.target();
            if (target != null && server.usable() && connections.holds(target) && (bound || mayWait(server, backend))) {
                return server;
            }
        }
        return null;
    }

    /** {@code max-keep-alive-queue}: a server at which too many wait is left for another one. */
    private static boolean mayWait(Server server, Backend backend) {
        long most = backend.spec().proxy().maxKeepAliveQueue();
        return most < 0 || server.hasRoom() || server.queued.get() < most;
    }

    void close() {
        if (connections != null) {
            connections.close();
        }
    }
}
