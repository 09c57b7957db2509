package dev.lintel.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of a step, with its quotes resolved.
 *
 * @param text the whole word
 * @param operator where the first unquoted {@code =} or {@code ~} stands in the text, or -1
 * @param bare whether no part of it was quoted
 */
record Word(String text, int operator, boolean bare) {

    /** Splits a line on blanks; {@code "..."} may stand anywhere in a word and knows \r \n \t \" \\ and \xHH. */
    static List<Word> split(Line line, String text) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && isBlank(text.charAt(at))) at++;
            if (at == text.length()) return words;
            StringBuilder word = new StringBuilder();
            int operator = -1;
            boolean bare = true;
            while (at < text.length() && !isBlank(text.charAt(at))) {
                char c = text.charAt(at);
                if (c == '"') {
                    bare = false;
                    at = quoted(line, text, at + 1, word);
                } else {
                    if (operator < 0 && (c == '=' || c == '~')) operator = word.length();
                    word.append(c);
                    at++;
                }
            }
            words.add(new Word(word.toString(), operator, bare));
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Appends what stands up to the closing quote and returns the index after it. */
    private static int quoted(Line line, String text, int from, StringBuilder word) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return at;
            if (c != '\\' || at == text.length()) {
                word.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'r' -> word.append('\r');
                case 'n' -> word.append('\n');
                case 't' -> word.append('\t');
                case '"', '\\' -> word.append(escaped);
                case 'x' -> {
                    if (at + 2 > text.length()) throw line.error("'\\x' expects two hexadecimal digits");
                    word.append((char) Integer.parseInt(text.substring(at, at + 2), 16));
                    at += 2;
                }
                // Anything else stays as it is, so that a regular expression needs no doubled backslash.
                default -> word.append('\\').append(escaped);
            }
        }
        throw line.error("a quote is opened and not closed");
    }

    boolean is(String word) {
        return bare && text.equals(word);
    }

    /** What stands before the operator. */
    String name() {
        return text.substring(0, operator);
    }

    /** What stands after the operator. */
    String value() {
        return text.substring(operator + 1);
    }

    boolean hasOperator(char c) {
        return operator >= 0 && text.charAt(operator) == c;
    }
}
