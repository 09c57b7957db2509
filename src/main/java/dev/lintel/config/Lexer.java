package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts one line into words exactly as HAProxy does (manual, sections 2.2 and 2.3): blanks, {@code \} escapes, {@code '…'},
 * {@code "…"} with variables, {@code #} comments.
 *
 * <p>One object reads one line and is thrown away. Two things are ours: a backslash alone at the end of a line, after a blank,
 * continues it (HAProxy would take it as a word, always an error), and {@code \x00} is refused where HAProxy would cut the
 * word there in silence.
 */
final class Lexer {
    private final String text;
    private final Pos line;
    private final String section;
    private final Environment environment;

    private final List<Word> words = new ArrayList<>();
    private final List<String> raw = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean wordQuoted;
    private int wordStart;
    private int rawStart = -1;
    private int at;
    private char quote;
    private int quoteStart;
    private boolean quoteMakesWord;
    private String unset;
    private String unsetInWord;
    private String fault;
    private int faultAt;

    private Lexer(String text, Pos line, String section, Environment environment) {
        this.text = text;
        this.line = line;
        this.section = section;
        this.environment = environment;
    }

    /** Reads one line without its line feed; {@code section} is what {@code ${.SECTION}} stands for there. */
    static Lexed lex(String text, Pos line, String section, Environment environment) {
        return new Lexer(text, line, section, environment).run();
    }

    private Lexed run() {
        int commentAt = -1;
        boolean continued = false;
        while (fault == null && at < text.length()) {
            char c = text.charAt(at);
            if (c == '\r' || c == '\n') {
                break;
            }
            if (c == '#' && quote == 0) {
                commentAt = at;
                break;
            }
            if (quote == 0 && isBlank(c)) {
                endWord();
                endRaw();
                at++;
                continue;
            }
            if (c == '\\' && quote == 0 && !inWord && atEnd(at + 1)) {
                continued = true;
                at++;
                break;
            }
            if (rawStart < 0) {
                rawStart = at;
            }
            step(c);
        }
        if (fault == null && quote != 0) {
            fail(quoteStart, "the quote opened at column " + (quoteStart + 1) + " is never closed");
        }
        endWord();
        endRaw();
        String comment = commentAt < 0 ? "" : text.substring(commentAt).stripTrailing();
        return fault != null
                ? new Lexed(List.of(), raw, comment, commentAt + 1, false, null, fault, faultAt + 1)
                : new Lexed(words, raw, comment, commentAt + 1, continued, unset, null, 0);
    }

    private void step(char c) {
        if (c == '"' && quote != '\'' || c == '\'' && quote != '"') {
            toggleQuote(c);
        } else if (c == '\\' && quote != '\'') {
            escape();
        } else if (c == '$' && quote == '"') {
            variable();
        } else {
            emit(c);
            at++;
        }
    }

    private void toggleQuote(char c) {
        startQuoted();
        if (quote == 0) {
            quote = c;
            quoteStart = at;
            quoteMakesWord = true;
        } else {
            quote = 0;
            if (quoteMakesWord) {
                startWord(quoteStart);
            }
        }
        at++;
    }

    /** Only what has a meaning is unescaped; {@code \1} and the like stay as they are, for regular expressions. */
    private void escape() {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        startQuoted();
        switch (next) {
            case ' ', '\\', '#', '\'', '"' -> emitEscape(next, 2);
            case 't' -> emitEscape('\t', 2);
            case 'n' -> emitEscape('\n', 2);
            case 'r' -> emitEscape('\r', 2);
            case 'x' -> hexEscape();
            case '$' -> emitEscape(quote == '"' ? '$' : '\\', quote == '"' ? 2 : 1);
            default -> emitEscape('\\', 1);
        }
    }

    private void emitEscape(char value, int length) {
        emit(value);
        at += length;
    }

    private void hexEscape() {
        int high = hex(at + 2);
        int low = hex(at + 3);
        if (high < 0 || low < 0) {
            fail(at, "'\\x' expects two hexadecimal digits, as in \\x41; for a plain backslash write '\\\\x'");
        } else if (high == 0 && low == 0) {
            fail(at, "'\\x00' cannot stand in a word: a NUL ends it");
        } else {
            emitEscape((char) (high << 4 | low), 4);
        }
    }

    private void variable() {
        int dollar = at++;
        boolean brace = peek() == '{';
        if (brace) {
            at++;
        }
        int nameAt = at;
        if (peek() == '.') {
            at++;
        }
        while (isNamePart(peek())) {
            at++;
        }
        String name = text.substring(nameAt, at);
        if (name.isEmpty() || isDigit(name.charAt(0))) {
            fail(
                    nameAt,
                    "the '$' at column " + (dollar + 1)
                            + " expects the name of a variable; for a plain dollar in double quotes write '\\$'");
            return;
        }
        String value = name.charAt(0) == '.' ? pseudo(name) : environment.find(name);
        if (fault != null) {
            fault = "'" + name + "' is no variable; use .FILE, .LINE or .SECTION";
            faultAt = nameAt;
            return;
        }
        boolean expand = brace && text.startsWith("[*]", at);
        if (expand) {
            at += 3;
        } else if (brace && peek() == '[') {
            fail(at, "'${" + name + "[' expects '*]}' next, to make one word of each value");
            return;
        }
        if (brace) {
            value = closeBrace(dollar, name, value);
        }
        if (fault == null) {
            substitute(name, value, expand, dollar);
        }
    }

    /** After the name within braces: an optional default, then the closing brace. */
    private String closeBrace(int dollar, String name, String value) {
        int close = text.indexOf('}', at);
        boolean hasDefault = peek() == '-';
        if (close < 0 || !hasDefault && close != at) {
            fail(dollar, "'${" + name + "' expects '}' after the name, or '-' and a default");
            return null;
        }
        String fallback = hasDefault ? text.substring(at + 1, close) : null;
        at = close + 1;
        return value == null ? fallback : value;
    }

    private void substitute(String name, String value, boolean expand, int dollar) {
        if (expand) {
            quoteMakesWord = false;
        }
        if (value == null) {
            if (!expand) {
                startWord(dollar);
                unsetInWord = unsetInWord == null ? name : unsetInWord;
            }
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (expand && isBlank(c)) {
                endWord();
            } else {
                startWord(dollar);
                word.append(c);
            }
        }
    }

    private String pseudo(String name) {
        return switch (name) {
            case ".FILE" -> line.file();
            case ".LINE" -> Integer.toString(line.line());
            case ".SECTION" -> section;
            default -> {
                fault = name;
                yield null;
            }
        };
    }

    private void emit(char c) {
        startWord(at);
        word.append(c);
    }

    private void startQuoted() {
        if (!inWord) {
            wordStart = at;
        }
        wordQuoted = true;
    }

    private void startWord(int start) {
        if (!inWord) {
            inWord = true;
            wordStart = wordQuoted ? Math.min(wordStart, start) : start;
        }
    }

    private void endWord() {
        if (inWord) {
            if (word.isEmpty() && unset == null) {
                unset = unsetInWord;
            }
            words.add(new Word(word.toString(), line.atColumn(wordStart + 1), wordQuoted));
        }
        word.setLength(0);
        inWord = false;
        wordQuoted = quote != 0;
        unsetInWord = null;
    }

    private void endRaw() {
        if (rawStart >= 0) {
            raw.add(text.substring(rawStart, at));
        }
        rawStart = -1;
    }

    private void fail(int column, String message) {
        fault = message;
        faultAt = column;
    }

    private boolean atEnd(int index) {
        return index >= text.length() || text.charAt(index) == '\r' || text.charAt(index) == '\n';
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private int hex(int index) {
        return index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == 0x0b || c == '\f';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_';
    }
}
