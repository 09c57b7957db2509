package dev.lintel.compile;

import dev.lintel.rule.RuleMistake;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts between the parentheses behind a fetch or converter, with the second level of quotes and escapes resolved (manual section
 * 2.2).
 *
 * @param present whether there are parentheses at all
 * @param end the place behind the closing one
 */
record ArgumentList(boolean present, List<String> values, int end) {
    static ArgumentList read(String text, int at) {
        if (at >= text.length() || text.charAt(at) != '(') {
            return new ArgumentList(false, List.of(), at);
        }
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        char quote = 0;
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && c == ')') {
                values.add(value.toString());
                return new ArgumentList(true, values, i + 1);
            }
            if (quote == 0 && c == ',') {
                values.add(value.toString());
                value.setLength(0);
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                i += escaped(text.charAt(i + 1), value);
            } else {
                value.append(c);
            }
        }
        throw new RuleMistake(
                quote != 0
                        ? "the quote " + quote + " of an argument is never closed in '" + text.substring(at) + "'"
                        : "the parenthesis of '" + text.substring(at) + "' is never closed");
    }

    /** Appends what a backslash and this character mean; returns how many characters behind the backslash were used. */
    private static int escaped(char c, StringBuilder value) {
        switch (c) {
            case '\\', ' ', '"', '\'' -> value.append(c);
            case 'r' -> value.append('\r');
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            default -> {
                value.append('\\');
                return 0;
            }
        }
        return 1;
    }
}
