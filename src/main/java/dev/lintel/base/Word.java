package dev.lintel.base;

/**
 * One word of a configuration line after quotes, escapes and variables are resolved (HAProxy manual, section 2.2).
 *
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
