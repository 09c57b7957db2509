package dev.lintel.rule;

import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code fetch(args),converter(args),...} with HAProxy's quotes, runs it, and shows the result as the tables of tests spell it. */
final class Expressions {
    private final String text;
    private final Names names;
    private int at;

    private Expressions(String text, Names names) {
        this.text = text;
        this.names = names;
    }

    /** {@code type value}, {@code none}, or {@code refused}. */
    static String value(String text, Names names, Exchange x) {
        Sample s = new Sample();
        try {
            return new Expressions(text, names).run(x, s) ? show(s) : "none";
        } catch (RuleMistake mistake) {
            return "refused";
        }
    }

    /** What is wrong with an expression that is refused. */
    static String mistake(String text, Names names) {
        try {
            new Expressions(text, names).compile();
            return null;
        } catch (RuleMistake mistake) {
            return mistake.getMessage();
        }
    }

    private boolean run(Exchange x, Sample s) {
        return compile().sample(x, s);
    }

    private Expression compile() {
        Word first = word();
        Fetch fetch = Fetches.TABLE.find(first.name);
        Sampler sampler = fetch.bind().apply(arguments(fetch.args(), first));
        SampleType type = fetch.out();
        List<Conversion> conversions = new ArrayList<>();
        List<SampleType> takes = new ArrayList<>();
        while (at < text.length()) {
            at++;
            Word next = word();
            Converter converter = Converters.TABLE.find(next.name);
            if (converter == null || !Casts.possible(type, converter.in())) {
                throw new RuleMistake("converter '" + next.name + "' is unknown or cannot be applied");
            }
            conversions.add(converter.bind().apply(arguments(converter.args(), next)));
            takes.add(converter.in());
            type = converter.out();
        }
        return new Expression(
                text, sampler, conversions.toArray(Conversion[]::new), takes.toArray(SampleType[]::new), type);
    }

    private record Word(String name, List<String> arguments) {}

    private Word word() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '(' && text.charAt(at) != ',') {
            at++;
        }
        String name = text.substring(start, at);
        List<String> arguments = new ArrayList<>();
        if (at < text.length() && text.charAt(at) == '(') {
            at++;
            do {
                arguments.add(argument());
            } while (text.charAt(at++) == ',');
        }
        return new Word(name, arguments);
    }

    /** Up to an unquoted comma or closing parenthesis. */
    private String argument() {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote == 0 && (c == ',' || c == ')')) {
                return out.toString();
            }
            if (c == '\\' && quote != '\'' && at + 1 < text.length() && "\\\"' ".indexOf(text.charAt(at + 1)) >= 0) {
                out.append(text.charAt(++at));
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                out.append(c);
            }
        }
        throw new RuleMistake("expects ')'");
    }

    private Args arguments(Args.Spec spec, Word word) {
        Object[] values = new Object[word.arguments.size()];
        if (values.length < spec.required()
                || values.length > Math.max(spec.args().size(), 1)) {
            throw new RuleMistake("expects another number of arguments");
        }
        for (int i = 0; i < values.length && i < spec.args().size(); i++) {
            values[i] = value(spec.args().get(i).kind(), word.arguments.get(i));
        }
        return new Args(values, names, Pos.of("test", 1));
    }

    private Object value(Args.Kind kind, String word) {
        return switch (kind) {
            case INT -> word.isEmpty() ? null : number(word);
            case INT_OR_VARIABLE -> word.isEmpty() ? null : word.matches("[-+]?\\d+") ? number(word) : variable(word);
            case VARIABLE -> word.isEmpty() ? null : variable(word);
            case STR_OR_VARIABLE -> word.matches("(txn|proc|sess|req|res)\\..+") ? variable(word) : word;
            default -> word;
        };
    }

    private static Long number(String word) {
        if (!word.matches("[-+]?\\d+")) {
            throw new RuleMistake("expects a number");
        }
        byte[] digits = Bytes.of(word);
        return Casts.leadingNumber(digits, 0, digits.length);
    }

    private Variable variable(String word) {
        if (!word.matches("(txn|proc|sess|req|res)\\..+")) {
            throw new RuleMistake("expects a variable");
        }
        return names.variable(word);
    }

    private static String show(Sample s) {
        return switch (s.type) {
            case BOOL -> "bool " + s.num;
            case INT -> "sint " + s.num;
            case STR, METH -> s.type.label() + " \"" + escaped(s) + '"';
            case BIN -> "bin " + java.util.HexFormat.of().formatHex(s.copyBytes());
            default -> {
                String type = s.type.label();
                Casts.cast(s, SampleType.STR);
                yield type + " " + s.text();
            }
        };
    }

    private static String escaped(Sample s) {
        StringBuilder out = new StringBuilder();
        for (char c : s.text().toCharArray()) {
            if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append("\\x").append(java.util.HexFormat.of().toHexDigits((byte) c));
            }
        }
        return out.toString();
    }
}
