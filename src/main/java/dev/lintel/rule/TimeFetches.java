package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ANSWER;
import static dev.lintel.rule.Scope.BACKEND;
import static dev.lintel.rule.Scope.REQUEST;
import static dev.lintel.rule.Scope.SESSION;
import static dev.lintel.rule.Scope.TRANSACTION;

import dev.lintel.exchange.Exchange;
import dev.lintel.model.Timeouts;
import java.util.List;
import java.util.function.ToLongFunction;

/** Fetches of dates, durations and timeouts of an exchange (manual sections 7.3.3, 7.3.6 and 8.4); milliseconds. */
final class TimeFetches {
    private static final Args.Spec UNIT = Args.Spec.maybe(Args.Kind.STR, "unit");

    static final List<Fetch> ROWS = List.of(
            fetch("accept_date", UNIT, INT, SESSION, a -> date(a, TimeFetches::acceptMicros)),
            fetch("request_date", UNIT, INT, TRANSACTION, a -> date(a, x -> x.startWall * 1000)),
            fetch("fc.timer.handshake", NONE, INT, SESSION, a -> (x, o) -> o.number(x.session.handshakeMicros / 1000)),
            fetch("fc.timer.total", NONE, INT, SESSION, a -> (x, o) -> o.number(since(x, x.session.acceptedMicros))),
            fetch("req.timer.idle", NONE, INT, REQUEST, a -> (x, o) -> o.number(span(x.idleMicros, x.startMicros))),
            fetch("req.timer.hdr", NONE, INT, REQUEST, a -> (x, o) -> o.number(span(x.startMicros, x.requestMicros))),
            fetch("req.timer.tq", NONE, INT, REQUEST, a -> (x, o) -> o.number(span(x.idleMicros, x.requestMicros))),
            fetch("req.timer.queue", NONE, INT, ANSWER, a -> (x, o) -> o.number(span(x.requestMicros, x.queueMicros))),
            fetch("bc.timer.connect", NONE, INT, ANSWER, a -> (x, o) -> o.number(span(x.queueMicros, x.connectMicros))),
            fetch("res.timer.hdr", NONE, INT, ANSWER, a -> (x, o) -> o.number(span(x.connectMicros, x.responseMicros))),
            fetch("res.timer.data", NONE, INT, TRANSACTION, a -> (x, o) -> o.number(since(x, x.responseMicros))),
            fetch("txn.timer.total", NONE, INT, TRANSACTION, a -> (x, o) -> o.number(since(x, x.startMicros))),
            fetch("txn.timer.user", NONE, INT, TRANSACTION, a -> (x, o) -> o.number(since(x, x.idleMicros))),
            fetch("cur_client_timeout", NONE, INT, SESSION, a -> current(x -> x.clientTimeout, true, Timeouts::client)),
            fetch(
                    "cur_server_timeout",
                    NONE,
                    INT,
                    BACKEND,
                    a -> current(x -> x.serverTimeout, false, Timeouts::server)),
            fetch(
                    "cur_tunnel_timeout",
                    NONE,
                    INT,
                    BACKEND,
                    a -> current(x -> x.tunnelTimeout, false, Timeouts::tunnel)),
            fetch(
                    "cur_connect_timeout",
                    NONE,
                    INT,
                    BACKEND,
                    a -> current(x -> x.connectTimeout, false, Timeouts::connect)),
            fetch("cur_queue_timeout", NONE, INT, BACKEND, a -> current(x -> x.queueTimeout, false, Timeouts::queue)),
            fetch(
                    "cur_tarpit_timeout",
                    NONE,
                    INT,
                    SESSION,
                    a -> current(x -> x.tarpitTimeout, false, Timeouts::tarpit)),
            fetch("fe_client_timeout", NONE, INT, SESSION, a -> configured(true, Timeouts::client)),
            fetch("fe_tarpit_timeout", NONE, INT, SESSION, a -> configured(true, Timeouts::tarpit)),
            fetch("be_server_timeout", NONE, INT, BACKEND, a -> configured(false, Timeouts::server)),
            fetch("be_tunnel_timeout", NONE, INT, BACKEND, a -> configured(false, Timeouts::tunnel)),
            fetch("be_connect_timeout", NONE, INT, BACKEND, a -> configured(false, Timeouts::connect)),
            fetch("be_queue_timeout", NONE, INT, BACKEND, a -> configured(false, Timeouts::queue)),
            fetch("be_tarpit_timeout", NONE, INT, BACKEND, a -> configured(false, Timeouts::tarpit)));

    private TimeFetches() {}

    /** Microseconds since 1970 at which waiting for this request began: accept, or the end of the answer before it. */
    private static long acceptMicros(Exchange x) {
        if (x.startMicros < 0 || x.idleMicros < 0) {
            return x.session.acceptedWall * 1000;
        }
        return x.startWall * 1000 - (x.startMicros - x.idleMicros);
    }

    private static Sampler date(Args a, ToLongFunction<Exchange> micros) {
        long unit = microsOf(a, 0);
        return (x, out) -> out.number(micros.applyAsLong(x) / unit);
    }

    /** How many microseconds the unit has that the argument names: {@code s}, {@code ms} or {@code us}. */
    static long microsOf(Args a, int i) {
        String unit = a.str(i, "s");
        return switch (unit) {
            case "s", "" -> 1_000_000;
            case "ms" -> 1_000;
            case "us" -> 1;
            default -> throw a.mistake("expects the unit 's', 'ms' or 'us', not '" + unit + "'");
        };
    }

    /** -1 where one of the two points was not reached, as in the log. */
    private static long span(long from, long to) {
        return from < 0 || to < 0 ? -1 : Math.max(to - from, 0) / 1000;
    }

    private static long since(Exchange x, long from) {
        return span(from, x.endMicros >= 0 ? x.endMicros : x.loop.micros());
    }

    private static Sampler configured(boolean client, ToLongFunction<Timeouts> which) {
        return (x, out) -> out.number(Math.max(which.applyAsLong(side(x, client)), 0));
    }

    private static Sampler current(ToLongFunction<Exchange> changed, boolean client, ToLongFunction<Timeouts> which) {
        return (x, out) -> {
            long now = changed.applyAsLong(x);
            return out.number(now >= 0 ? now : Math.max(which.applyAsLong(side(x, client)), 0));
        };
    }

    private static Timeouts side(Exchange x, boolean client) {
        return client || x.backend == null ? x.clientSide : x.serverSide;
    }
}
