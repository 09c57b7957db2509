package dev.lintel.proxy;

import dev.lintel.balance.Health;
import dev.lintel.balance.Server;
import dev.lintel.balance.Server.State;
import dev.lintel.balance.ServerSet;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.HeaderName;
import dev.lintel.stream.Address;
import dev.lintel.stream.Target;

/** Writes the request of a health check as HAProxy sends it: names in lower case, Connection last and only where it says something. */
final class CheckRequest {
    private CheckRequest() {}

    static ByteWriter of(CheckStep.Send send, Exchange x, boolean state, String node) {
        ByteWriter out = new ByteWriter(256);
        String method = send.method() == null ? "OPTIONS" : send.method();
        String version = send.version() == null ? "HTTP/1.0" : send.version();
        byte[] uri = send.uri() == null ? null : send.uri().bytes(x);
        out.put(method).put(' ');
        if (uri == null || uri.length == 0) {
            out.put('/');
        } else {
            out.put(uri);
        }
        out.put(' ').put(version).put("\r\n");
        String connection = "close";
        for (CheckStep.Field field : send.fields()) {
            byte[] value = field.value().bytes(x);
            if (value.length == 0) {
                continue;
            }
            if (field.name().is(HeaderName.CONNECTION)) {
                connection = dev.lintel.http.Bytes.text(value, 0, value.length).toLowerCase(java.util.Locale.ROOT);
            } else {
                out.put(field.name().bytes()).put(": ").put(value).put("\r\n");
            }
        }
        if (state) {
            out.put("x-haproxy-server-state: ");
            state(x.server, node, out);
            out.put("\r\n");
        }
        byte[] body =
                send.body() == null ? dev.lintel.http.Bytes.EMPTY : send.body().bytes(x);
        if (body.length > 0 || !plain(method)) {
            out.put("content-length: ").putDecimal(body.length).put("\r\n");
        }
        boolean old = version.equals("HTTP/1.0");
        if (!connection.equals(old ? "close" : "keep-alive")) {
            out.put("connection: ").put(connection).put("\r\n");
        }
        return out.put("\r\n").put(body);
    }

    /** Methods that need not say that they have no body. */
    private static boolean plain(String method) {
        return switch (method) {
            case "OPTIONS", "GET", "HEAD", "DELETE" -> true;
            default -> false;
        };
    }

    /** Manual section 4.2, {@code http-check send-state}. */
    private static void state(Server server, String node, ByteWriter out) {
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
    }

    private static int units(int weight) {
        return (weight + Server.WEIGHT_SCALE - 1) / Server.WEIGHT_SCALE;
    }
}
