package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import java.util.List;
import java.util.function.ToLongFunction;

/** Aliases for dates and timers. */
final class LogTimeAliases {
    static final List<LogAlias> ROWS = List.of(
            new LogAlias("t", false, (st, n) -> (x, out) -> LogDates.LOCAL.withMillis(out, LogTimes.acceptDate(x))),
            new LogAlias("T", false, (st, n) -> (x, out) -> LogDates.UTC.withZone(out, LogTimes.acceptDate(x))),
            new LogAlias("Tl", false, (st, n) -> (x, out) -> LogDates.LOCAL.withZone(out, LogTimes.acceptDate(x))),
            new LogAlias("tr", true, (st, n) -> (x, out) -> LogDates.LOCAL.withMillis(out, LogTimes.requestDate(x))),
            new LogAlias("trg", true, (st, n) -> (x, out) -> LogDates.UTC.withZone(out, LogTimes.requestDate(x))),
            new LogAlias("trl", true, (st, n) -> (x, out) -> LogDates.LOCAL.withZone(out, LogTimes.requestDate(x))),
            new LogAlias("Ts", false, (st, n) -> (x, out) -> LogText.number(out, st, LogTimes.acceptDate(x) / 1000)),
            new LogAlias("ms", false, (st, n) -> (x, out) -> {
                long millis = LogTimes.acceptDate(x) % 1000;
                if (st.hex()) {
                    LogText.hex(out, millis, 2);
                } else {
                    out.putPadded(millis, 3);
                }
            }),
            timer("Th", false, LogTimes::handshake),
            timer("Ti", true, LogTimes::idle),
            timer("Tq", true, LogTimes::request),
            timer("TR", true, LogTimes::receive),
            timer("Tw", false, LogTimes::queue),
            timer("Tc", false, LogTimes::connect),
            timer("Tr", true, LogTimes::response),
            new LogAlias("Td", false, (st, n) -> (x, out) -> out.putDecimal(LogTimes.data(x, st.tcp()))),
            growing("Ta", true, LogTimes::active),
            growing("Tt", false, LogTimes::total),
            growing("Tu", false, LogTimes::user));

    private LogTimeAliases() {}

    private static LogAlias timer(String name, boolean http, ToLongFunction<Exchange> millis) {
        return new LogAlias(name, http, (st, n) -> (x, out) -> out.putDecimal(millis.applyAsLong(x)));
    }

    /** A timer that runs until the end of the exchange. */
    private static LogAlias growing(String name, boolean http, ToLongFunction<Exchange> millis) {
        return new LogAlias(name, http, (st, n) -> (x, out) -> {
            if (st.asap()) {
                out.put('+');
            }
            out.putDecimal(millis.applyAsLong(x));
        });
    }
}
