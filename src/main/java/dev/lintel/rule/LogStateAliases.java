package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import java.util.List;
import java.util.function.ToLongFunction;

/** Aliases for counts, sizes and how the exchange ended (manual sections 8.2.2 and 8.5). */
final class LogStateAliases {
    static final List<LogAlias> ROWS = List.of(
            new LogAlias("B", false, (st, n) -> (x, out) -> {
                if (st.asap()) {
                    out.put('+');
                }
                out.putDecimal(x.bytesOut);
            }),
            count("U", x -> x.bytesIn),
            new LogAlias(
                    "ts", false, (st, n) -> (x, out) -> out.put(x.causeFlag).put(x.phaseFlag)),
            new LogAlias(
                    "tsc",
                    false,
                    (st, n) -> (x, out) -> out.put(x.causeFlag)
                            .put(x.phaseFlag)
                            .put(x.cookieFlag)
                            .put(x.setCookieFlag)),
            new LogAlias("ac", false, (st, n) -> {
                var connections = n.process().connections;
                return (x, out) -> out.putDecimal(connections.get());
            }),
            count("fc", x -> x.frontend.current.get()),
            count("bc", x -> x.backend == null ? 0 : x.backend.current.get()),
            count("sc", x -> x.server == null ? 0 : x.server.current.get()),
            count("sq", x -> x.serverQueue),
            count("bq", x -> x.backendQueue),
            new LogAlias("rc", false, (st, n) -> (x, out) -> {
                if (x.redispatched) {
                    out.put('+');
                }
                out.putDecimal(x.retries);
            }),
            new LogAlias("rt", false, (st, n) -> (x, out) -> LogText.number(out, st, Integer.toUnsignedLong(x.id))),
            new LogAlias(
                    "lc", false, (st, n) -> (x, out) -> LogText.number(out, st, x.frontend.logged.getAndIncrement())),
            new LogAlias("pid", false, (st, n) -> {
                long pid = ProcessHandle.current().pid();
                return (x, out) -> LogText.number(out, st, pid);
            }),
            new LogAlias("OG", false, (st, n) -> (x, out) -> out.put(origin(st, x))));

    private LogStateAliases() {}

    /** When a line is written: at the end of an exchange, or because no request came about. */
    private static String origin(LogStyle style, Exchange x) {
        if (!style.log()) {
            return "unspec";
        }
        return x.loggedMethod == null && !style.tcp() ? "sess_error" : "txn_close";
    }

    private static LogAlias count(String name, ToLongFunction<Exchange> of) {
        return new LogAlias(name, false, (st, n) -> (x, out) -> out.putDecimal(of.applyAsLong(x)));
    }
}
