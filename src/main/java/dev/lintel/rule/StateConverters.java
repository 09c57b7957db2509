package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.ANY;
import static dev.lintel.exchange.SampleType.BOOL;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.Kind.VARIABLE;
import static dev.lintel.rule.Converter.converter;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import java.io.PrintStream;
import java.util.List;

/** Converters that read or change what surrounds the value: variables, captures, servers, the exchange itself (manual 7.3.1). */
final class StateConverters {
    private static final Args.Spec ID = Args.Spec.of(Args.Kind.INT, "id");

    static final List<Converter> ROWS = List.of(
            converter("set-var", setVarSpec(), ANY, ANY, SetVar::bind),
            converter("unset-var", Args.Spec.of(VARIABLE, "var"), ANY, ANY, a -> {
                Variable variable = a.as(0, Variable.class);
                return (x, s) -> {
                    variable.unset(x);
                    return true;
                };
            }),
            converter("capture-req", ID, STR, STR, a -> capture(a, true)),
            converter("capture-res", ID, STR, STR, a -> capture(a, false)),
            converter("fe_exists", Args.NONE, STR, BOOL, a -> {
                Names names = a.names();
                return (x, s) -> s.bool(names.frontend(s.text()) != null);
            }),
            converter("nbsrv", Args.NONE, STR, INT, a -> {
                Names names = a.names();
                return (x, s) -> {
                    Servers servers = names.servers(s.text());
                    return servers != null && s.number(ServiceFetches.usable(servers.set()));
                };
            }),
            converter("srv_is_up", Args.NONE, STR, BOOL, a -> {
                Names names = a.names();
                return (x, s) -> {
                    Server server = server(names, s.text());
                    return server != null && s.bool(ServiceFetches.isUp(server));
                };
            }),
            converter("srv_queue", Args.NONE, STR, INT, a -> {
                Names names = a.names();
                return (x, s) -> {
                    Server server = server(names, s.text());
                    return server != null && s.number(server.queued.get());
                };
            }),
            converter(
                    "debug",
                    Args.Spec.maybe(Args.Kind.STR, "prefix").optional(Args.Kind.STR, "destination"),
                    ANY,
                    ANY,
                    StateConverters::debug),
            converter(
                    "when",
                    Args.Spec.of(Args.Kind.STR, "condition").optional(Args.Kind.STR, "acl"),
                    ANY,
                    ANY,
                    StateConverters::when));

    private StateConverters() {}

    private static Args.Spec setVarSpec() {
        Args.Spec spec = Args.Spec.of(VARIABLE, "var");
        for (int i = 0; i < 4; i++) {
            spec = spec.optional(Args.Kind.STR, "cond");
        }
        return spec;
    }

    /** A slot that was not declared takes nothing and has no value. */
    private static Conversion capture(Args a, boolean request) {
        long id = a.num(0, -1);
        int slot = id < 0 || id > Integer.MAX_VALUE ? -1 : a.names().captureSlot(request, (int) id);
        if (slot < 0) {
            return (x, s) -> false;
        }
        int length = a.names().captureLength(request, slot);
        return (x, s) -> {
            byte[][] slots = request ? x.requestCaptures : x.responseCaptures;
            if (slots == null || slot >= slots.length) {
                return false;
            }
            slots[slot] = Bytes.copy(s.buf, s.off, Math.min(s.len, length));
            return true;
        };
    }

    /** {@code backend/server}, or a server of the section that the expression stands in. */
    private static Server server(Names names, String name) {
        int slash = name.indexOf('/');
        Servers servers = names.servers(slash < 0 ? "" : name.substring(0, slash));
        return servers == null ? null : servers.find(name.substring(slash + 1));
    }

    /** Writes each value to the terminal; into a ring, where nobody could read it here, nothing is written. */
    private static Conversion debug(Args a) {
        byte[] start = Bytes.of("[debug] " + a.str(0, "") + ": type=");
        String destination = a.str(1, "buf0");
        PrintStream sink = switch (destination) {
            case "stdout" -> System.out;
            case "stderr" -> System.err;
            case "buf0" -> null;
            default -> throw a.mistake("expects stdout, stderr or buf0 as destination, not '" + destination + "'");
        };
        if (sink == null) {
            return (x, s) -> true;
        }
        return (x, s) -> {
            Sample shown = new Sample();
            shown.copyFrom(s);
            ByteWriter line = new ByteWriter(128);
            line.put(start).put(s.type.label()).put(" <");
            if (Casts.cast(shown, STR)) {
                line.put(shown.buf, shown.off, shown.len);
            }
            line.put(">\n");
            sink.write(line.array(), 0, line.size());
            sink.flush();
            return true;
        };
    }

    private static Conversion when(Args a) {
        String word = a.str(0, "");
        boolean negated = word.startsWith("!");
        String name = negated ? word.substring(1) : word;
        Condition condition = name.equals("acl") ? a.names().acl(acl(a)) : null;
        if (condition != null) {
            return (x, s) -> {
                // The condition's fetch uses the register that the value may be in.
                Sample kept = new Sample();
                kept.copyFrom(s);
                boolean holds = condition.holds(x);
                s.copyFrom(kept);
                return holds != negated;
            };
        }
        When when = named(a, name);
        return (x, s) -> when.holds(x) != negated;
    }

    private static String acl(Args a) {
        if (!a.has(1) || a.str(1).isEmpty()) {
            throw a.mistake("expects the name of an ACL behind 'acl'");
        }
        if (a.names().acl(a.str(1)) == null) {
            throw a.mistake("expects the name of an ACL defined above, not '" + a.str(1) + "'");
        }
        return a.str(1);
    }

    /** A condition on the state of the exchange. */
    @FunctionalInterface
    private interface When {
        boolean holds(Exchange x);
    }

    private static When named(Args a, String name) {
        return switch (name) {
            case "stopping" -> x -> a.names().process().stopping;
            case "error" -> StateConverters::failed;
            case "normal" -> x -> !failed(x);
            case "forwarded", "processed" -> x -> x.server != null;
            // What other programs hand to an applet, Lintel answers by itself.
            case "toapplet" -> x -> false;
            default ->
                throw a.mistake(
                        "expects stopping, normal, error, forwarded, toapplet, processed or acl, each with '!' before it"
                                + " to negate it, not '" + name + "'");
        };
    }

    /** What {@code option dontlog-normal} would log: errors, retries, redispatches and answers from 500 up. */
    private static boolean failed(Exchange x) {
        return x.redispatched || x.retries > 0 || x.status >= 500 || x.causeFlag != '-' && x.causeFlag != 'L';
    }
}
