package dev.lintel.config;

import dev.lintel.base.Pos;

/** Writes a word so that {@link Lexer} reads it back: bare where it can be, else in the quotes that need least escaping. */
final class Quoting {
    private static final Environment NO_VARIABLES = Environment.empty();

    private Quoting() {}

    /** The shortest plain way to write a value. */
    static String of(String value) {
        if (readsBack(value, value)) {
            return value;
        }
        String weak = '"' + value + '"';
        if (value.indexOf('$') < 0 && value.indexOf('\\') < 0 && readsBack(weak, value)) {
            return weak;
        }
        String strong = '\'' + value + '\'';
        return readsBack(strong, value) ? strong : escaped(value);
    }

    /**
     * A word of a file in canonical form. One with a variable stays as it was written: its value is not known until the
     * file is read in some environment.
     */
    static String canonical(String raw) {
        if (raw.indexOf('$') >= 0 && raw.indexOf('"') >= 0) {
            return raw;
        }
        Lexed lexed = Lexer.lex(raw, Pos.NONE, "", NO_VARIABLES);
        return lexed.fault() == null && lexed.words().size() == 1
                ? of(lexed.words().getFirst().text())
                : raw;
    }

    /** In the middle of a line: a backslash at its end would take the blank behind it along. */
    private static boolean readsBack(String written, String value) {
        Lexed lexed = Lexer.lex(written + " x", Pos.NONE, "", NO_VARIABLES);
        return lexed.fault() == null
                && !lexed.continued()
                && lexed.comment().isEmpty()
                && lexed.words().size() == 2
                && lexed.words().getFirst().text().equals(value);
    }

    private static String escaped(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\', '$' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
