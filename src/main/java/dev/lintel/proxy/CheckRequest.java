package dev.lintel.proxy;

import dev.lintel.balance.Health;
import dev.lintel.balance.Server;
import dev.lintel.balance.Server.State;
import dev.lintel.balance.ServerSet;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.stream.Address;
import dev.lintel.stream.Target;
import java.util.Locale;

/**
 * The request of a health check as HAProxy sends it: names in lower case, and Connection only where it says something.
 *
 * @param connection what HTTP/1 says of the connection
 */
record CheckRequest(Method method, byte[] target, String version, Headers fields, String connection, byte[] body) {
    private static final byte[] ROOT = {'/'};
    private static final HeaderName STATE = HeaderName.of("x-haproxy-server-state");

    static CheckRequest of(CheckStep.Send send, Exchange x, boolean state, String node) {
        Headers fields = new Headers(send.fields().size() + 1);
        String connection = "close";
        for (CheckStep.Field field : send.fields()) {
            byte[] value = field.value().bytes(x);
            if (value.length == 0) {
                continue;
            }
            if (field.name().is(HeaderName.CONNECTION)) {
                connection = Bytes.text(value, 0, value.length).toLowerCase(Locale.ROOT);
            } else {
                fields.add(field.name(), value);
            }
        }
        if (state) {
            fields.add(STATE, state(x.server, node));
        }
        byte[] uri = send.uri() == null ? ROOT : send.uri().bytes(x);
        return new CheckRequest(
                send.method() == null ? Method.OPTIONS : send.method(),
                uri.length == 0 ? ROOT : uri,
                send.version() == null ? "HTTP/1.0" : send.version(),
                fields,
                connection,
                send.body() == null ? Bytes.EMPTY : send.body().bytes(x));
    }

    ByteWriter http1() {
        ByteWriter out = new ByteWriter(256);
        boolean old = version.equals("HTTP/1.0");
        // Where HTTP/2 is meant and not spoken, its sense is that of HTTP/1.1.
        boolean newer = version.startsWith("HTTP/2");
        out.put(method.bytes()).put(' ').put(target).put(' ').put(newer ? "HTTP/1.1" : version);
        out.put("\r\n");
        for (int i = 0; i < fields.size(); i++) {
            out.put(fields.name(i).bytes()).put(": ").put(fields.buf(i), fields.off(i), fields.len(i));
            out.put("\r\n");
        }
        if (saysLength()) {
            out.put("content-length: ").putDecimal(body.length).put("\r\n");
        }
        if (!connection.equals(old ? "close" : "keep-alive")) {
            out.put("connection: ").put(connection).put("\r\n");
        }
        return out.put("\r\n").put(body);
    }

    RequestHead http2() {
        RequestHead head = new RequestHead(fields);
        head.method = method;
        int fragment = Bytes.indexOf(target, 0, target.length, (byte) '#');
        head.target(target, 0, fragment < 0 ? target.length : fragment);
        head.framing = body.length > 0 ? Framing.LENGTH : Framing.NONE;
        head.length = saysLength() && method != Method.CONNECT ? body.length : -1;
        return head;
    }

    /** Some methods need not say that they have no body. */
    private boolean saysLength() {
        boolean plain =
                method == Method.OPTIONS || method == Method.GET || method == Method.HEAD || method == Method.DELETE;
        return body.length > 0 || !plain;
    }

    /** Manual section 4.2, {@code http-check send-state}. */
    private static byte[] state(Server server, String node) {
        ByteWriter out = new ByteWriter(128);
        Health health = server.health();
        boolean up = server.state() != State.STOPPED;
        boolean exact = up ? !health.steady() : health.streak() > 0;
        out.put(!up ? "DOWN" : server.state() == State.STOPPING ? "NOLB" : "UP");
        if (exact) {
            out.put(' ').putDecimal(health.streak()).put('/').putDecimal(health.goal());
        }
        ServerSet set = server.group().set();
        Target target = server.target();
        out.put("; address=")
                .put(
                        target == null
                                ? Address.UNKNOWN.ipText()
                                : target.address().ipText());
        out.put("; port=").putDecimal(target == null ? 0 : target.address().port());
        out.put("; name=").put(server.group().name()).put('/').put(server.name());
        out.put("; node=").put(node);
        out.put("; weight=")
                .putDecimal(units(server.effectiveWeight()))
                .put('/')
                .putDecimal(units(set.totalWeight()));
        out.put("; scur=")
                .putDecimal(server.current.get())
                .put('/')
                .putDecimal(server.group().served());
        out.put("; qcur=").putDecimal(server.queued.get());
        return Bytes.copy(out.array(), 0, out.size());
    }

    private static int units(int weight) {
        return (weight + Server.WEIGHT_SCALE - 1) / Server.WEIGHT_SCALE;
    }
}
