package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ANY;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.ALWAYS;
import static dev.lintel.rule.Scope.SESSION;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProcessState;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Fetches of the process, of variables, and of chance (manual section 7.3.2). */
final class StateFetches {
    private static final Args.Spec VARIABLE =
            Args.Spec.of(Args.Kind.VARIABLE, "var-name").optional(Args.Kind.STR, "default");
    private static final Args.Spec DATE =
            Args.Spec.maybe(Args.Kind.INT, "offset").optional(Args.Kind.STR, "unit");

    static final List<Fetch> ROWS = List.of(
            fetch("var", VARIABLE, ANY, ALWAYS, StateFetches::variable),
            fetch("env", Args.Spec.of(Args.Kind.STR, "name"), STR, ALWAYS, StateFetches::environment),
            fetch("date", DATE, INT, ALWAYS, StateFetches::date),
            fetch("date_us", NONE, INT, ALWAYS, a -> (x, out) -> out.number(wallMillis(x) % 1000 * 1000)),
            fetch("rand", Args.Spec.maybe(Args.Kind.INT, "range"), INT, ALWAYS, StateFetches::random),
            fetch("uuid", Args.Spec.maybe(Args.Kind.INT, "version"), STR, ALWAYS, StateFetches::uuid),
            fetch("hostname", NONE, STR, ALWAYS, a -> process(a, (p, out) -> out.str(p.hostname))),
            fetch("pid", NONE, INT, ALWAYS, StateFetches::pid),
            fetch("proc", NONE, INT, ALWAYS, a -> (x, out) -> out.number(1)),
            fetch("nbproc", NONE, INT, ALWAYS, a -> (x, out) -> out.number(1)),
            fetch("thread", NONE, INT, ALWAYS, a -> (x, out) -> out.number(x.loop == null ? 0 : x.loop.index())),
            fetch("tgroup", NONE, INT, ALWAYS, a -> (x, out) -> out.number(0)),
            fetch("act_conn", NONE, INT, ALWAYS, a -> process(a, (p, out) -> out.number(p.connections.get()))),
            fetch("stopping", NONE, BOOL, ALWAYS, a -> process(a, (p, out) -> out.bool(p.stopping))),
            fetch("uptime", NONE, INT, ALWAYS, StateFetches::uptime),
            fetch("quic_enabled", NONE, BOOL, ALWAYS, a -> (x, out) -> out.bool(false)),
            fetch("prio_class", NONE, INT, ALWAYS, a -> (x, out) -> out.number(0)),
            fetch("prio_offset", NONE, INT, ALWAYS, a -> (x, out) -> out.number(0)),
            fetch("wait_end", NONE, BOOL, ALWAYS, a -> StateFetches::waitEnd),
            fetch("txn.id32", NONE, INT, SESSION, a -> (x, out) -> out.number(transaction(x))),
            fetch("txn.sess_term_state", NONE, STR, SESSION, a -> StateFetches::termination),
            fetch("last_rule_file", NONE, STR, SESSION, a -> (x, out) -> lastRule(x, out, true, false)),
            fetch("last_rule_line", NONE, INT, SESSION, a -> (x, out) -> lastRule(x, out, false, true)),
            fetch("last_entity", NONE, STR, SESSION, a -> (x, out) -> lastRule(x, out, true, true)));

    private StateFetches() {}

    /** A question to the process. */
    @FunctionalInterface
    private interface OfProcess {
        boolean sample(ProcessState process, Sample out);
    }

    private static Sampler process(Args a, OfProcess question) {
        ProcessState process = a.names().process();
        return (x, out) -> question.sample(process, out);
    }

    private static Sampler variable(Args a) {
        Variable variable = a.as(0, Variable.class);
        if (a.count() < 2) {
            return variable::get;
        }
        byte[] otherwise = Bytes.of(a.str(1, ""));
        return (x, out) -> variable.get(x, out) || out.str(otherwise);
    }

    private static Sampler environment(Args a) {
        String value = a.names().environment(a.str(0, ""));
        if (value == null) {
            return (x, out) -> false;
        }
        byte[] text = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return (x, out) -> out.str(text);
    }

    private static long wallMillis(Exchange x) {
        return x.loop == null ? System.currentTimeMillis() : x.loop.wallClock();
    }

    private static Sampler date(Args a) {
        long offset = a.num(0, 0);
        long unit = TimeFetches.microsOf(a, 1);
        return (x, out) -> out.number(wallMillis(x) * 1000 / unit + offset);
    }

    private static Sampler random(Args a) {
        long range = a.num(0, 1L << 32);
        if (range < 0) {
            throw a.mistake("expects a number of possible values, not '" + range + "'");
        }
        return (x, out) ->
                out.number(range == 0 ? 0 : ThreadLocalRandom.current().nextLong(range));
    }

    private static Sampler uuid(Args a) {
        long version = a.num(0, 4);
        if (version != 4 && version != 7) {
            throw a.mistake("expects the version 4 or 7 of a UUID, not '" + version + "'");
        }
        return version == 4
                ? (x, out) -> out.str(UUID.randomUUID().toString())
                : (x, out) -> out.str(timeOrdered(wallMillis(x)).toString());
    }

    /** RFC 9562 section 5.7: 48 bits of milliseconds, then chance. */
    private static UUID timeOrdered(long millis) {
        UUID random = UUID.randomUUID();
        long high = millis << 16 | 0x7000 | random.getMostSignificantBits() & 0xfff;
        return new UUID(high, random.getLeastSignificantBits());
    }

    private static Sampler pid(Args a) {
        long pid = ProcessHandle.current().pid();
        return (x, out) -> out.number(pid);
    }

    private static Sampler uptime(Args a) {
        ProcessState process = a.names().process();
        return (x, out) -> out.number((wallMillis(x) - process.startedMillis) / 1000);
    }

    private static boolean waitEnd(Exchange x, Sample out) {
        out.mayChange = x.inspecting;
        return out.bool(!x.inspecting);
    }

    private static long transaction(Exchange x) {
        return Integer.toUnsignedLong(x.id);
    }

    private static boolean termination(Exchange x, Sample out) {
        return out.str(new byte[] {(byte) x.causeFlag, (byte) x.phaseFlag});
    }

    private static boolean lastRule(Exchange x, Sample out, boolean file, boolean line) {
        if (x.finalRule == null) {
            return false;
        }
        if (!file) {
            return out.number(x.finalRule.line());
        }
        return out.str(line ? x.finalRule.toString() : x.finalRule.file());
    }
}
