package dev.lintel.config;

import dev.lintel.config.OldDialect.Answer;
import dev.lintel.config.OldDialect.Modern;
import dev.lintel.config.OldDialect.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the {@code req*} and {@code rsp*} rules of HAProxy 1.x. Their expressions ran over whole lines of a head, the
 * request line and every header alike; today each rule names what it works on. A translation is given only where the
 * expression says which one it meant.
 */
final class OldRules {
    private static final String GONE = "2.1";

    /** {@code ^Name:} with the blank that follows it in a head, then the expression for the value. */
    private static final Pattern HEADER =
            Pattern.compile("\\^([A-Za-z0-9_-]+):(?:\\\\s[*+]|\\[ \\t\\][*+]| [*+]?)?(.*)", Pattern.DOTALL);

    /** Any method, a blank, then a path: {@code ^([^\ ]*)\ /from/(.*)}. */
    private static final Pattern REQUEST_LINE =
            Pattern.compile("\\^\\((?:\\[\\^ :?\\][*+]|\\\\w[*+]|\\.\\*|\\\\S[*+])\\) (/.*)", Pattern.DOTALL);

    /** The same without a group, as conditions use it. */
    private static final Pattern ANY_METHOD =
            Pattern.compile("\\^\\(?(?:\\[\\^ :?\\]|\\[\\^:? \\]|\\\\S|\\\\w)[*+]\\)? (.*)", Pattern.DOTALL);

    private static final Pattern HTTP_VERSION = Pattern.compile(" HTTP/1\\\\?\\.(?:[01.]|\\[01\\])\\$?$");

    private OldRules() {}

    /** {@code reqadd <header line> [if|unless ...]}. */
    static Answer add(Line line, String family) {
        String text = line.word(1);
        int colon = text.indexOf(':');
        if (colon < 1 || line.size() > 2 && !isCondition(line, 2)) {
            return new Refused("was removed in 2.1 and expected one header line such as 'X-Name:\\ value'; use '"
                    + family + " add-header <name> <format>'");
        }
        List<String> words = new ArrayList<>(List.of(family, "add-header", text.substring(0, colon)));
        words.add(format(text.substring(colon + 1).strip()));
        words.addAll(line.from(2));
        String advice = "'" + family + " set-header " + text.substring(0, colon) + "' would replace a value that the "
                + (family.equals("http-request") ? "client" : "server")
                + " sent; add-header puts a second one beside it";
        return new Modern(List.of(words), GONE, null, advice);
    }

    /** {@code reqrep <search> <replacement> [if|unless ...]}: a header by name, or the path of the request line. */
    static Answer replaceRequest(Line line, boolean ignoreCase) {
        Answer header = replaceHeader(line, ignoreCase, "http-request");
        if (header != null) {
            return header;
        }
        Matcher request = REQUEST_LINE.matcher(line.word(1));
        String replacement = line.word(2);
        if (request.matches()
                && replacement.startsWith("\\1 /")
                && !replacement.substring(3).contains("\\1")) {
            String path = request.group(1);
            String target = replacement.substring(3);
            if (HTTP_VERSION.matcher(path).find()) {
                path = HTTP_VERSION.matcher(path).replaceFirst("");
                target = target.replaceFirst(" HTTP/1\\.[01]$", "");
            }
            if (target.indexOf(' ') < 0 && path.indexOf(' ') < 0 && endsOpen(path)) {
                List<String> words = new ArrayList<>(
                        List.of("http-request", path.contains("\\?") ? "replace-pathq" : "replace-path"));
                words.add((ignoreCase ? "(?i)^" : "^") + path);
                words.add(format(shiftGroups(target)));
                words.addAll(line.from(3));
                return new Modern(List.of(words), GONE, null, null);
            }
        }
        return ambiguous("'http-request replace-path <regex> <format>', 'http-request replace-uri <regex> <format>' or"
                + " 'http-request replace-header <name> <regex> <format>'");
    }

    /** {@code rsprep <search> <replacement> [if|unless ...]}: a header by name. */
    static Answer replaceResponse(Line line, boolean ignoreCase) {
        Answer header = replaceHeader(line, ignoreCase, "http-response");
        return header != null
                ? header
                : ambiguous(
                        "'http-response replace-header <name> <regex> <format>', or 'http-response set-status <code>' for the"
                                + " status line");
    }

    private static Answer replaceHeader(Line line, boolean ignoreCase, String family) {
        Matcher from = HEADER.matcher(line.word(1));
        Matcher to =
                Pattern.compile("([A-Za-z0-9_-]+):[ \t]*(.*)", Pattern.DOTALL).matcher(line.word(2));
        if (!from.matches() || !to.matches() || !from.group(1).equalsIgnoreCase(to.group(1))) {
            return null;
        }
        if (line.size() > 3 && !isCondition(line, 3)) {
            return null;
        }
        String regex = from.group(2).isEmpty() ? ".*" : "^" + from.group(2);
        List<String> words = new ArrayList<>(List.of(family, "replace-header", from.group(1)));
        words.add((ignoreCase ? "(?i)" : "") + regex);
        words.add(format(to.group(2)));
        words.addAll(line.from(3));
        return new Modern(List.of(words), GONE, null, null);
    }

    /** {@code reqdel <search> [if|unless ...]}: headers by name. */
    static Answer delete(Line line, String family) {
        Matcher header = Pattern.compile("\\^([^: ]+):(?:\\.\\*)?\\$?").matcher(line.word(1));
        if (!header.matches() || line.size() > 2 && !isCondition(line, 2)) {
            return ambiguous(
                    "'" + family + " del-header <name>', with '-m reg' behind it when the name is an expression");
        }
        String name = header.group(1);
        List<String> words = new ArrayList<>(List.of(family, "del-header"));
        if (name.matches("[A-Za-z0-9_-]+")) {
            words.add(name);
        } else {
            words.addAll(List.of("^" + name + "$", "-m", "reg"));
        }
        words.addAll(line.from(2));
        return new Modern(List.of(words), GONE, null, null);
    }

    /** {@code reqdeny <search> [if|unless ...]} and its like. */
    static Answer verdict(Line line, boolean ignoreCase, String family, String action) {
        List<String> condition = condition(line, 2, ignoreCase, family);
        if (condition == null) {
            return ambiguous("'" + family + " " + action + " if { <fetch> -m reg <regex> }'");
        }
        List<String> words = new ArrayList<>(List.of(family, action));
        words.addAll(condition);
        return new Modern(List.of(words), GONE, null, null);
    }

    /** {@code reqsetbe <search> <backend> [if|unless ...]}. */
    static Answer setBackend(Line line, boolean ignoreCase) {
        List<String> condition = condition(line, 3, ignoreCase, "http-request");
        if (condition == null || line.word(2).isEmpty()) {
            return ambiguous("'use_backend <backend> if { <fetch> -m reg <regex> }'");
        }
        List<String> words = new ArrayList<>(List.of("use_backend", line.word(2)));
        words.addAll(condition);
        return new Modern(List.of(words), "1.6", null, null);
    }

    /** The test that the expression stood for, ANDed with the line's own condition; null where either is not certain. */
    private static List<String> condition(Line line, int at, boolean ignoreCase, String family) {
        List<String> test = new ArrayList<>(List.of("if", "{"));
        Matcher header = HEADER.matcher(line.word(1));
        Matcher request = ANY_METHOD.matcher(line.word(1));
        String regex;
        if (header.matches()) {
            test.add((family.equals("http-request") ? "req" : "res") + ".fhdr(" + header.group(1) + ")");
            regex = header.group(2).isEmpty() ? ".*" : "^" + header.group(2);
        } else if (request.matches()
                && family.equals("http-request")
                && request.group(1).indexOf(' ') < 0) {
            test.add("url");
            regex = "^" + request.group(1);
        } else {
            return null;
        }
        test.addAll(ignoreCase ? List.of("-m", "reg", "-i", regex, "}") : List.of("-m", "reg", regex, "}"));
        if (line.size() > at) {
            boolean plain = isCondition(line, at)
                    && !line.from(at).contains("||")
                    && !line.from(at).contains("or");
            if (!plain || line.word(at).equals("unless") && line.size() != at + 2) {
                return null;
            }
            boolean unless = line.word(at).equals("unless");
            test.addAll(unless ? List.of(negated(line.word(at + 1))) : line.from(at + 1));
        }
        return test;
    }

    private static String negated(String acl) {
        return acl.startsWith("!") ? acl.substring(1) : "!" + acl;
    }

    private static Refused ambiguous(String proposal) {
        return new Refused("was removed in 2.1, and what its expression is meant for is not certain; use " + proposal);
    }

    private static boolean isCondition(Line line, int index) {
        return line.word(index).equals("if") || line.word(index).equals("unless");
    }

    /** Whether an expression that ran to the end of the request line still matches the path alone. */
    private static boolean endsOpen(String path) {
        return !path.endsWith("$") && (path.endsWith("(.*)") || path.endsWith(".*") || !path.contains("("));
    }

    /** The group of the method is gone, so every other one has moved down. */
    private static String shiftGroups(String replacement) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            out.append(c);
            if (c == '\\' && i + 1 < replacement.length()) {
                char next = replacement.charAt(++i);
                out.append(next >= '2' && next <= '9' ? (char) (next - 1) : next);
            }
        }
        return out.toString();
    }

    /** Plain text as a log format string, where '%' is special. */
    private static String format(String text) {
        return text.replace("%", "%%");
    }
}
