package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.exchange.SampleType;
import dev.lintel.model.Mode;
import dev.lintel.rule.Args;
import dev.lintel.rule.Casts;
import dev.lintel.rule.Condition;
import dev.lintel.rule.Conversion;
import dev.lintel.rule.Converter;
import dev.lintel.rule.Converters;
import dev.lintel.rule.Expression;
import dev.lintel.rule.Fetch;
import dev.lintel.rule.Fetches;
import dev.lintel.rule.Phase;
import dev.lintel.rule.Refusals;
import dev.lintel.rule.RuleMistake;
import dev.lintel.rule.Sampler;
import dev.lintel.rule.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads sample expressions, {@code fetch(args),converter(args),...} (manual sections 7.3 and 7.3.1): finds the rows, resolves their
 * arguments, inserts casts and refuses those that cannot be. Mistakes are thrown; whoever knows the line reports them.
 */
final class ExprCompiler {
    private final SectionNames names;

    /** Resolves the names of ACLs for {@code acl(...)}. */
    private final java.util.function.BiFunction<List<String>, Pos, Condition> acls;

    ExprCompiler(SectionNames names, java.util.function.BiFunction<List<String>, Pos, Condition> acls) {
        this.names = names;
        this.acls = acls;
    }

    /**
     * An expression and where it ends in its text.
     *
     * @param converted whether a converter stands in it
     */
    record Parsed(Expression expression, Fetch fetch, boolean converted, int end) {}

    /** The expression that the whole text is, for a place where its fetch must be able to have a value. */
    Expression whole(String text, Pos pos, Phase phase) {
        Parsed parsed = toEnd(text, pos);
        refuseUnread(parsed.fetch.name(), parsed.fetch.needs(), phase);
        return inPhase(parsed, phase);
    }

    /** The expression that the whole text is, whatever the place. */
    Parsed toEnd(String text, Pos pos) {
        Parsed parsed = parse(text, 0, pos);
        if (parsed.end < text.length()) {
            throw new RuleMistake("unexpected '" + text.substring(parsed.end) + "' behind '"
                    + text.substring(0, parsed.end) + "': converters follow behind a comma");
        }
        return parsed;
    }

    /** Rules on bytes cannot ask for HTTP where nobody reads it: HAProxy parses the bytes for them. */
    void refuseUnread(String fetch, Scope needs, Phase phase) {
        boolean bytes = phase == Phase.TCP_REQUEST_CONTENT || phase == Phase.TCP_RESPONSE_CONTENT;
        if (bytes && names.proxy.mode() == Mode.TCP && needs.ofHttp()) {
            throw new RuleMistake("'" + fetch + "' needs " + PhaseTexts.needed(needs)
                    + " of HTTP, which is read in 'mode http' only");
        }
    }

    /** Refuses an expression whose fetch has no value in that phase. */
    static Expression inPhase(Parsed parsed, Phase phase) {
        Scope needs = parsed.fetch.needs();
        if (phase != null && !needs.in(phase)) {
            throw new RuleMistake("'" + parsed.fetch.name() + "' needs " + PhaseTexts.needed(needs)
                    + ", which is not there in " + PhaseTexts.place(phase));
        }
        return parsed.expression;
    }

    /** The expression that begins at a place of a text and ends at the first character that cannot belong to it. */
    Parsed parse(String text, int from, Pos pos) {
        int nameEnd = identifier(text, from);
        String name = text.substring(from, nameEnd);
        if (name.isEmpty()) {
            throw new RuleMistake(
                    "expects a sample fetch such as path or hdr(host), not '" + text.substring(from) + "'");
        }
        ArgumentList list = ArgumentList.read(text, nameEnd);
        Fetch fetch = fetch(name, list, pos);
        return chain(text, from, list, fetch, pos);
    }

    /** The expression whose fetch another name stands for: {@code path_beg} is {@code path} with a match method. */
    Parsed alias(String text, String fetchName, Pos pos) {
        ArgumentList list = ArgumentList.read(text, identifier(text, 0));
        Parsed parsed = chain(text, 0, list, fetch(fetchName, list, pos), pos);
        if (parsed.end < text.length()) {
            throw new RuleMistake("unexpected '" + text.substring(parsed.end) + "' in '" + text + "'");
        }
        return parsed;
    }

    private Parsed chain(String text, int from, ArgumentList list, Fetch fetch, Pos pos) {
        Args args = new Arguments(names, pos).resolve(fetch.name(), fetch.args(), list);
        Sampler sampler = bind(fetch.name(), () -> fetch.bind().apply(args));
        List<Conversion> conversions = new ArrayList<>();
        List<SampleType> takes = new ArrayList<>();
        SampleType type = fetch.out();
        int end = list.end();
        String before = fetch.name();
        while (end < text.length() && text.charAt(end) == ',') {
            int start = end;
            while (start < text.length() && text.charAt(start) == ',') {
                start++;
            }
            int nameEnd = identifier(text, start);
            if (start == text.length()) {
                // HAProxy tolerates commas at the end of a word.
                end = start;
                break;
            }
            Converter converter = converter(text.substring(start, nameEnd));
            refuseImpossible(before, type, converter);
            ArgumentList given = ArgumentList.read(text, nameEnd);
            Args bound = new Arguments(names, pos).resolve(converter.name(), converter.args(), given);
            conversions.add(bind(converter.name(), () -> converter.bind().apply(bound)));
            takes.add(converter.in());
            type = result(type, converter);
            before = converter.name();
            end = given.end();
        }
        Expression expression = new Expression(
                text.substring(from, end),
                sampler,
                conversions.toArray(Conversion[]::new),
                takes.toArray(SampleType[]::new),
                type);
        return new Parsed(expression, fetch, !conversions.isEmpty(), end);
    }

    private Fetch fetch(String name, ArgumentList list, Pos pos) {
        if (name.equals("acl")) {
            Condition condition = acls.apply(list.values(), pos);
            return new Fetch("acl", anyStrings(list.values().size()), SampleType.BOOL, Scope.ALWAYS, a -> (x, out) -> {
                int holds = x.inspecting ? condition.weigh(x) : condition.holds(x) ? Condition.HOLDS : Condition.FAILS;
                out.reset();
                out.mayChange = holds == Condition.UNKNOWN;
                return out.bool(holds == Condition.HOLDS);
            });
        }
        Fetch fetch = Fetches.TABLE.find(name);
        if (fetch == null) {
            throw OtherKeywords.unknown(
                    "sample fetch",
                    name,
                    Refusals.FETCHES,
                    OtherKeywords.isFetch(name),
                    Fetches.TABLE.didYouMean(name));
        }
        if (fetch.needs().ofBytes() && names.proxy.mode() == Mode.HTTP) {
            throw new RuleMistake("'" + name + "' needs 'mode tcp': with HTTP, raw bytes are not kept for rules;"
                    + " use req.body or res.body");
        }
        return fetch;
    }

    private static Args.Spec anyStrings(int count) {
        Args.Spec spec = Args.NONE;
        for (int i = 0; i < count; i++) {
            spec = spec.and(Args.Kind.STR, "acl");
        }
        return spec;
    }

    private static Converter converter(String name) {
        Converter converter = Converters.TABLE.find(name);
        if (converter == null) {
            boolean known = OtherKeywords.isConverter(name);
            throw OtherKeywords.unknown(
                    "converter", name, Refusals.CONVERTERS, known, Converters.TABLE.didYouMean(name));
        }
        return converter;
    }

    private static void refuseImpossible(String before, SampleType type, Converter converter) {
        if (!Casts.possible(type, converter.in())) {
            throw new RuleMistake("the converter '" + converter.name() + "' takes type "
                    + converter.in().label() + ", which the " + type.label() + " of '" + before + "' cannot become");
        }
    }

    /** A converter that keeps its type gives what it got, or what that was cast to. */
    private static SampleType result(SampleType type, Converter converter) {
        if (converter.out() != SampleType.ANY) {
            return converter.out();
        }
        return converter.in() == SampleType.ANY || Casts.isFree(type, converter.in()) ? type : converter.in();
    }

    private static <T> T bind(String name, java.util.function.Supplier<T> bind) {
        try {
            return bind.get();
        } catch (RuleMistake e) {
            throw e.getMessage() == null ? e : new RuleMistake(Blame.tail(name, e.getMessage()));
        }
    }

    /** Where the word of a keyword's name ends that begins at {@code from}. */
    static int identifier(String text, int from) {
        int i = from;
        while (i < text.length() && isNameChar(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isNameChar(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.-:+".indexOf(c) >= 0;
    }
}
