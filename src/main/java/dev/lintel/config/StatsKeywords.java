package dev.lintel.config;

import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Pos;
import dev.lintel.base.Table;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.CommandsSpec;
import dev.lintel.model.CommandsSpec.Level;
import dev.lintel.model.CommandsSpec.SeverityOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of {@code global} about the runtime API (HAProxy manual, section 3.1) and the options of {@code stats socket} (5.1). */
final class StatsKeywords {
    /** The runtime API while it is read. */
    static final class Draft {
        private final List<CommandsSpec.Socket> sockets = new ArrayList<>();
        private long timeoutMillis = CommandsSpec.NONE.timeoutMillis();
        private int maxconn = CommandsSpec.NONE.maxconn();
        private int payloadBytes = CommandsSpec.NONE.payloadBytes();

        CommandsSpec spec() {
            return new CommandsSpec(List.copyOf(sockets), timeoutMillis, maxconn, payloadBytes);
        }
    }

    /** A {@code stats socket} line while it is read. */
    private static final class Socket {
        private String name = "";
        private int mode = OWNER_ONLY;
        private String user;
        private String group;
        private int backlog;
        private Level level = Level.OPERATOR;
        private SeverityOutput severity = SeverityOutput.NONE;

        CommandsSpec.Socket spec(Pos pos, AddressSpec address) {
            return new CommandsSpec.Socket(pos, address, name, mode, user, group, backlog, level, severity);
        }
    }

    /** Whoever reaches the socket commands the proxy: others are let in by a {@code mode} only. */
    private static final int OWNER_ONLY = 0600;

    private static final int MAX_PAYLOAD = 16 << 20;

    private static final String NO_TLS = "commands are not carried over TLS; use a unix socket, and ssh to reach it";

    private static final Table<Keyword<Socket>> OPTIONS = Table.of(
            Keyword::name,
            List.of(
                    runs("backlog", (d, w) -> d.backlog = w.number(0, Integer.MAX_VALUE)),
                    runs("gid", (d, w) -> d.group = Integer.toString(w.number(0, Integer.MAX_VALUE))),
                    runs("group", (d, w) -> d.group = w.text("<group>")),
                    runs("level", (d, w) -> d.level = Level.valueOf(upper(w, List.of("user", "operator", "admin")))),
                    runs("mode", (d, w) -> d.mode = BindKeywords.permissions(w)),
                    runs("name", (d, w) -> d.name = w.text("<name>")),
                    runs("severity-output", StatsKeywords::severity),
                    runs("uid", (d, w) -> d.user = Integer.toString(w.number(0, Integer.MAX_VALUE))),
                    runs("user", (d, w) -> d.user = w.text("<user>")),
                    accepted("expose-fd", 1),
                    accepted("guid-prefix", 1),
                    accepted("id", 1),
                    accepted("label", 1),
                    accepted("maxconn", 1),
                    accepted("nice", 1),
                    accepted("process", 1),
                    accepted("shards", 1),
                    accepted("thread", 1),
                    accepted("v4v6", 0),
                    refused("accept-proxy", "a command socket takes no PROXY header"),
                    refused("interface", "name the address of the interface"),
                    refused("namespace", "network namespaces come later"),
                    refused("crt", NO_TLS),
                    refused("ssl", NO_TLS),
                    refused("v6only", "write the address as 'ipv6@[::]:<port>'")));

    private StatsKeywords() {}

    static Table<Keyword<GlobalDraft>> table() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("stats socket", (d, w) -> socket(d.commands, w)),
                        runs("stats maxconn", (d, w) -> d.commands.maxconn = w.number(1, Integer.MAX_VALUE)),
                        runs("stats timeout", (d, w) -> d.commands.timeoutMillis = w.waitMillis()),
                        runs("tune.cli.max-payload-size", StatsKeywords::payload)));
    }

    private static void socket(Draft draft, Cursor words) {
        List<AddressSpec> addresses = Addresses.listen(words);
        Socket socket = new Socket();
        Keyword.options(OPTIONS, socket, words);
        for (AddressSpec address : addresses) {
            draft.sockets.add(socket.spec(words.pos(), address));
        }
    }

    /** What fits into memory beside the traffic: a larger one than that is no certificate. */
    private static void payload(GlobalDraft draft, Cursor words) {
        draft.commands.payloadBytes = (int) Math.clamp(words.bytes(), 0, MAX_PAYLOAD);
    }

    private static void severity(Socket socket, Cursor words) {
        socket.severity = SeverityOutput.valueOf(upper(words, List.of("none", "number", "string")));
    }

    private static String upper(Cursor words, List<String> values) {
        return words.oneOf(values).toUpperCase(Locale.ROOT);
    }
}
