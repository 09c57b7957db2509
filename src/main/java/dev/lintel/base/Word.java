package dev.lintel.base;

/**
 * One word of a configuration line after quotes, escapes and variables are resolved (HAProxy manual, section 2.2).
 *
 * @param text one character (0 to 255) for each byte of the file, so that {@code \xNN} and UTF-8 reach the wire as written: turn it
 *     into bytes with ISO-8859-1
 * @param quoted whether any part of it stood in quotes or behind a backslash, so that a blank inside was meant
 */
public record Word(String text, Pos pos, boolean quoted) {
    public boolean is(String other) {
        return text.equals(other);
    }

    @Override
    public String toString() {
        return text;
    }
}
