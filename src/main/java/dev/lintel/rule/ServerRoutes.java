package dev.lintel.rule;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import java.util.List;

/**
 * The {@code use-server} lines of a backend in order: the first that holds and whose server can be used wins. Immutable, shared by all
 * loops.
 */
public final class ServerRoutes {
    /** Whether a server may get this exchange now: up, or persistence does not ask. */
    @FunctionalInterface
    public interface Usable {
        boolean test(Exchange x, Server server);
    }

    /** One line; either the server is known, or its name is computed. */
    public record Line(Condition condition, Server server, LogFormat name) {}

    private final Line[] lines;
    private final Servers servers;

    public ServerRoutes(List<Line> lines, Servers servers) {
        this.lines = lines.toArray(Line[]::new);
        this.servers = servers;
    }

    /** The server, or null where balancing decides. Where {@link Exchange#offLoop} is set behind it, it is to be asked again. */
    public Server choose(Exchange x, Usable usable) {
        for (Line line : lines) {
            boolean holds = line.condition == null || line.condition.holds(x);
            if (x.offLoop != null) {
                return null;
            }
            if (!holds) {
                continue;
            }
            Server server = line.server != null ? line.server : named(line.name.bytes(x));
            if (server == null) {
                return null;
            }
            if (usable.test(x, server)) {
                return server;
            }
        }
        return null;
    }

    private Server named(byte[] name) {
        for (Server server : servers.all()) {
            if (Bytes.equal(name, 0, name.length, server.nameBytes())) {
                return server;
            }
        }
        return null;
    }
}
