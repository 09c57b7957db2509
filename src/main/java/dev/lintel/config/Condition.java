package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Table;
import dev.lintel.base.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * A condition of {@code .if}, {@code .elif} and {@code -cc} (HAProxy manual, section 2.4): integers, predicates, {@code !},
 * {@code &&}, {@code ||} and parentheses.
 *
 * <p>Parsing and evaluation are one pass: predicates have no effect but their answer, and what stands behind a decided
 * {@code ||} must parse but is not asked.
 */
public final class Condition {
    /** A condition that cannot be read; the message says what was expected. Stackless: it answers a user. */
    public static final class Unparsable extends Exception {
        private static final long serialVersionUID = 1L;

        Unparsable(String message) {
            super(message, null, false, false);
        }
    }

    /** HAProxy's bound on nested parentheses and chained operators, which it reads by recursion as we do. */
    private static final int MAX_DEPTH = 1024;

    private record Predicate(String name, int arguments, BiPredicate<Environment, List<String>> test) {}

    private static final Table<Predicate> PREDICATES = Table.of(
            Predicate::name,
            new Predicate("defined", 1, (env, a) -> env.find(a.get(0)) != null),
            new Predicate("feature", 1, (env, a) -> Features.present(a.get(0))),
            new Predicate("enabled", 1, (env, a) -> Features.enabled(a.get(0))),
            new Predicate("streq", 2, (env, a) -> a.get(0).equals(a.get(1))),
            new Predicate("strneq", 2, (env, a) -> !a.get(0).equals(a.get(1))),
            new Predicate("strstr", 2, (env, a) -> a.get(0).contains(a.get(1))),
            new Predicate("version_atleast", 1, (env, a) -> Version.compare(a.get(0), Environment.VERSION) <= 0),
            new Predicate("version_before", 1, (env, a) -> Version.compare(a.get(0), Environment.VERSION) > 0),
            new Predicate("openssl_version_atleast", 1, (env, a) -> openssl(a.get(0)) <= 0),
            new Predicate("openssl_version_before", 1, (env, a) -> openssl(a.get(0)) > 0),
            new Predicate("ssllib_name_startswith", 1, (env, a) -> Features.SSL_LIBRARY.startsWith(a.get(0))),
            new Predicate("awslc_api_atleast", 1, (env, a) -> noAwsLc(a.get(0))),
            new Predicate("awslc_api_before", 1, (env, a) -> noAwsLc(a.get(0))));

    /** Carries a predicate's complaint about its argument out of the table's lambdas. */
    private static final class BadArgument extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadArgument(String message) {
            super(message, null, false, false);
        }
    }

    private final String text;
    private final Environment environment;
    private int at;

    private Condition(String text, Environment environment) {
        this.text = text;
        this.environment = environment;
    }

    /** Evaluates {@code -cc}'s argument, which goes through the same lexer as a line of a file. */
    public static boolean evaluate(String argument, Environment environment) throws Unparsable {
        Lexed lexed = Lexer.lex(argument, Pos.of("-cc", 1), "", environment);
        if (lexed.fault() != null) {
            throw new Unparsable(lexed.fault());
        }
        return evaluate(lexed.words(), environment);
    }

    /** Evaluates the words behind {@code .if}, joined by one blank each; no words, or empty ones, are false. */
    static boolean evaluate(List<Word> words, Environment environment) throws Unparsable {
        String text = String.join(" ", words.stream().map(Word::text).toList());
        if (text.isEmpty()) {
            return false;
        }
        Condition condition = new Condition(text, environment);
        try {
            boolean value = condition.or(true, 0);
            condition.skipBlanks();
            if (condition.at < text.length()) {
                throw condition.unparsable(
                        "ends before '" + text.substring(condition.at) + "'; join terms with && or ||");
            }
            return value;
        } catch (BadArgument e) {
            throw new Unparsable(e.getMessage());
        }
    }

    /** {@code live} is false where the value is already decided: then predicates are parsed and not asked. */
    private boolean or(boolean live, int depth) throws Unparsable {
        boolean value = and(live, depth);
        while (operator("||")) {
            value |= and(live && !value, depth);
        }
        return value;
    }

    private boolean and(boolean live, int depth) throws Unparsable {
        boolean value = term(live, depth);
        while (operator("&&")) {
            value &= term(live && value, depth);
        }
        return value;
    }

    private boolean term(boolean live, int depth) throws Unparsable {
        boolean negated = false;
        skipBlanks();
        while (peek() == '!') {
            negated = !negated;
            at++;
            skipBlanks();
        }
        if (depth > MAX_DEPTH) {
            throw unparsable("is nested too deeply");
        }
        boolean value;
        int number = numberLength();
        if (number > 0) {
            value = isNotZero(text.substring(at, at + number));
            at += number;
        } else if (peek() == '(') {
            at++;
            value = or(live, depth + 1);
            skipBlanks();
            expect(')');
        } else {
            value = predicate(live);
        }
        return value != negated;
    }

    private boolean predicate(boolean live) throws Unparsable {
        int end = at;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '(') {
            end++;
        }
        String name = text.substring(at, end);
        Predicate predicate = PREDICATES.find(name);
        if (predicate == null) {
            throw unparsable(
                    name.isEmpty()
                            ? "lacks a term at its end"
                            : "has no predicate '" + name + "'" + PREDICATES.didYouMean(name));
        }
        at = end;
        List<String> arguments = arguments();
        if (arguments.size() != predicate.arguments) {
            throw unparsable("gives '" + name + "' " + arguments.size() + " of " + predicate.arguments + " arguments");
        }
        return live && predicate.test.test(environment, arguments);
    }

    /** Arguments in parentheses, commas between; no parentheses at all stand for one empty argument. */
    private List<String> arguments() throws Unparsable {
        List<String> arguments = new ArrayList<>();
        if (peek() != '(') {
            return List.of("");
        }
        do {
            at++;
            arguments.add(argument());
        } while (peek() == ',');
        expect(')');
        return arguments;
    }

    /** One argument with its second level of quotes and escapes (manual, section 2.2). */
    private String argument() {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote == 0 && (c == ',' || c == ')')) {
                break;
            }
            if ((c == '"' || c == '\'') && (quote == 0 || quote == c)) {
                quote = quote == 0 ? c : 0;
            } else if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
                out.append(unescape(text.charAt(at + 1)));
                at += "\\ \"'rnt".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
            } else {
                out.append(c);
            }
            at++;
        }
        return out.toString();
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case '\\', ' ', '"', '\'' -> c;
            default -> '\\';
        };
    }

    /** Length of a C integer (decimal, octal, hexadecimal, signed) at the cursor, or 0. */
    private int numberLength() {
        int i = at;
        if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        int radix = 10;
        if (text.startsWith("0x", i) && digitAt(i + 2, 16)) {
            radix = 16;
            i += 2;
        } else if (i < text.length() && text.charAt(i) == '0') {
            radix = 8;
        }
        int first = i;
        while (digitAt(i, radix)) {
            i++;
        }
        return i == first ? 0 : i - at;
    }

    private boolean digitAt(int index, int radix) {
        return index < text.length() && Character.digit(text.charAt(index), radix) >= 0;
    }

    private static boolean isNotZero(String number) {
        for (int i = 0; i < number.length(); i++) {
            if ("+-0x".indexOf(number.charAt(i)) < 0) {
                return true;
            }
        }
        return false;
    }

    private boolean operator(String operator) {
        skipBlanks();
        if (!text.startsWith(operator, at)) {
            return false;
        }
        at += 2;
        return true;
    }

    private void expect(char c) throws Unparsable {
        if (peek() != c) {
            throw unparsable("lacks a '" + c + "'"
                    + (at < text.length() ? " before '" + text.substring(at) + "'" : " at its end"));
        }
        at++;
    }

    private Unparsable unparsable(String what) {
        return new Unparsable("the condition '" + text + "' " + what);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private static int openssl(String version) {
        long asked = Version.openssl(version);
        if (asked < 0) {
            throw new BadArgument("'openssl_version' predicates expect a version such as 3.0.0, not '" + version + "'");
        }
        return Long.compare(asked, Version.openssl(Features.SSL_LIBRARY_VERSION));
    }

    private static boolean noAwsLc(String version) {
        throw new BadArgument("'awslc_api' predicates have no answer for '" + version
                + "': the TLS library is not AWS-LC; test ssllib_name_startswith(AWS-LC) first");
    }
}
