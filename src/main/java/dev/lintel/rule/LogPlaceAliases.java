package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.stream.Address;
import java.util.List;
import java.util.function.Function;

/** Aliases for who takes part: addresses, names of sections and servers. */
final class LogPlaceAliases {
    private static final byte[] NO_SERVER = Bytes.of("<NOSRV>");

    static final List<LogAlias> ROWS = List.of(
            ip("ci", x -> x.source),
            port("cp", x -> x.source),
            ip("fi", x -> x.destination),
            port("fp", x -> x.destination),
            ip("bi", x -> x.serverSource),
            port("bp", x -> x.serverSource),
            ip("si", x -> x.serverAddress),
            port("sp", x -> x.serverAddress),
            text("f", false, x -> x.frontend.nameBytes()),
            new LogAlias("ft", false, LogPlaceAliases::frontendAndTransport),
            text("b", false, x -> (x.backend == null ? x.frontend : x.backend).nameBytes()),
            text("s", false, x -> x.server == null ? NO_SERVER : x.server.nameBytes()),
            text("sslc", false, x -> x.session.tls == null ? null : Bytes.of(x.session.tls.cipher())),
            text("sslv", false, x -> x.session.tls == null ? null : Bytes.of(x.session.tls.version())),
            new LogAlias("H", false, (st, n) -> {
                byte[] hostname = n.process().hostname;
                return (x, out) -> LogText.text(out, st, hostname);
            }),
            text("ID", false, x -> x.uniqueId));

    private LogPlaceAliases() {}

    private static LogAlias ip(String name, Function<Exchange, Address> of) {
        return new LogAlias(name, false, (st, n) -> (x, out) -> LogText.ip(out, st, of.apply(x)));
    }

    private static LogAlias port(String name, Function<Exchange, Address> of) {
        return new LogAlias(
                name, false, (st, n) -> (x, out) -> LogText.port(out, st, of.apply(x), x.session.listenerId));
    }

    private static LogAlias text(String name, boolean http, Function<Exchange, byte[]> of) {
        return new LogAlias(name, http, (st, n) -> (x, out) -> LogText.text(out, st, of.apply(x)));
    }

    /** The frontend, with a tilde where TLS protects the connection. */
    private static LogFormat.Piece frontendAndTransport(LogStyle style, Names names) {
        return (x, out) -> {
            if (style.quote()) {
                out.put('"');
            }
            out.put(x.frontend.nameBytes());
            if (x.session.tls != null) {
                out.put('~');
            }
            if (style.quote()) {
                out.put('"');
            }
        };
    }
}
