package dev.lintel.rule;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * The literal arguments of a fetch or converter, checked against its row's {@link Spec} and resolved: numbers are Long, durations and
 * sizes Long, regular expressions Pattern, networks {@code base.Network}, addresses byte[], variables {@link Variable}, userlists {@link UserList}, servers
 * {@code balance.Server}, frontends and backends {@code exchange.ProxyCounters}, everything else String.
 */
public final class Args {
    public static final Spec NONE = new Spec(List.of());

    private final Object[] values;
    private final Names names;
    private final Pos pos;

    public Args(Object[] values, Names names, Pos pos) {
        this.values = values;
        this.names = names;
        this.pos = pos;
    }

    public int count() {
        return values.length;
    }

    public boolean has(int i) {
        return i < values.length && values[i] != null;
    }

    public String str(int i) {
        return has(i) ? values[i].toString() : null;
    }

    public String str(int i, String otherwise) {
        return has(i) ? values[i].toString() : otherwise;
    }

    public long num(int i, long otherwise) {
        return has(i) ? (Long) values[i] : otherwise;
    }

    /** An argument that its type has resolved to an object. */
    public <T> T as(int i, Class<T> type) {
        return has(i) ? type.cast(values[i]) : null;
    }

    public Names names() {
        return names;
    }

    public Pos pos() {
        return pos;
    }

    /** Says what is wrong with the arguments, from within {@code bind}: {@code throw a.mistake("...")}. */
    public RuleMistake mistake(String text) {
        return new RuleMistake(text);
    }

    /** Types of arguments (HAProxy's {@code ARGT_*}). */
    public enum Kind {
        STR,
        INT,
        TIME,
        SIZE,
        IPV4,
        IPV6,
        NETWORK,
        REGEX,
        VARIABLE,
        /** A literal number or a variable: {@code add(5)}, {@code add(txn.n)}; Long or Variable. */
        INT_OR_VARIABLE,
        /** A literal text or a variable: {@code concat}, {@code strcmp}. */
        STR_OR_VARIABLE,
        USERLIST,
        FRONTEND,
        BACKEND,
        SERVER
    }

    public record Arg(Kind kind, String name, boolean required) {}

    /** Which arguments a row takes, in order; optional ones last. */
    public record Spec(List<Arg> args) {
        public static Spec of(Kind kind, String name) {
            return NONE.and(kind, name);
        }

        public static Spec maybe(Kind kind, String name) {
            return NONE.optional(kind, name);
        }

        public Spec and(Kind kind, String name) {
            return plus(new Arg(kind, name, true));
        }

        public Spec optional(Kind kind, String name) {
            return plus(new Arg(kind, name, false));
        }

        private Spec plus(Arg arg) {
            var more = new java.util.ArrayList<>(args);
            more.add(arg);
            return new Spec(List.copyOf(more));
        }

        public int required() {
            int n = 0;
            for (Arg arg : args) {
                n += arg.required() ? 1 : 0;
            }
            return n;
        }
    }
}
