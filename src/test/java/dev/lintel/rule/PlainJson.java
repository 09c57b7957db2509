package dev.lintel.rule;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A second reader of JSON (RFC 8259), recursive and plain, that finds one value in a text and reads no further than behind it. */
final class PlainJson {
    private static final Pattern TOKEN = Pattern.compile(
            "[ \\t\\r\\n]*+([{}\\[\\]:,]|\"(?:[^\"\\\\]|\\\\.)*+\"|-?[0-9]++(?:\\.[0-9]++|(?!\\.))(?:[eE][+-]?[0-9]++|(?![eE]))|true|false|null)",
            Pattern.DOTALL);

    /** There is no such value, or the text is wrong before it. */
    private static final class Nothing extends RuntimeException {
        Nothing() {
            super(null, null, false, false);
        }
    }

    private final Matcher tokens;
    private final String text;
    private int at;

    private PlainJson(String text) {
        this.text = text;
        this.tokens = TOKEN.matcher(text);
    }

    /** {@code from-to} of the value that those keys (texts) and places (integers) lead to, or null. */
    static String find(String text, List<Object> path) {
        PlainJson json = new PlainJson(text);
        try {
            for (Object step : path) {
                json.enter(step);
            }
            int from = json.spaces();
            json.value(0);
            return from + "-" + json.at;
        } catch (Nothing none) {
            return null;
        }
    }

    private int spaces() {
        int i = at;
        while (i < text.length() && " \t\r\n".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private String next() {
        tokens.region(at, text.length());
        if (!tokens.lookingAt()) {
            throw new Nothing();
        }
        at = tokens.end();
        return tokens.group(1);
    }

    private String peek() {
        int here = at;
        String token = next();
        at = here;
        return token;
    }

    private void expect(String token) {
        if (!next().equals(token)) {
            throw new Nothing();
        }
    }

    private void enter(Object step) {
        if (step instanceof Integer place) {
            expect("[");
            for (int i = 0; i < place; i++) {
                value(0);
                expect(",");
            }
            return;
        }
        expect("{");
        while (!key().equals("\"" + step + "\"")) {
            value(0);
            expect(",");
        }
    }

    private String key() {
        String key = next();
        if (!key.startsWith("\"")) {
            throw new Nothing();
        }
        expect(":");
        return key;
    }

    private void value(int depth) {
        String token = next();
        if (!token.equals("{") && !token.equals("[")) {
            if ("}]:,".contains(token)) {
                throw new Nothing();
            }
            return;
        }
        if (depth == JsonText.MAX_DEPTH) {
            throw new Nothing();
        }
        String close = token.equals("{") ? "}" : "]";
        if (peekIs(close)) {
            next();
            return;
        }
        while (true) {
            if (close.equals("}")) {
                key();
            }
            value(depth + 1);
            String behind = next();
            if (behind.equals(close)) {
                return;
            }
            if (!behind.equals(",")) {
                throw new Nothing();
            }
        }
    }

    private boolean peekIs(String token) {
        return peek().equals(token);
    }
}
