package dev.lintel.base;

/**
 * A place in configuration text: the file as the user named it, the line and the column, both counted from one.
 *
 * <p>The column orders problems of one line and never reaches a message: a line is what people look for in an editor, and it
 * is what HAProxy prints.
 */
public record Pos(String file, int line, int column) {
    /** The place of what stands in no file: a command-line argument, a default. */
    public static final Pos NONE = new Pos("", 0, 0);

    public static Pos of(String file, int line) {
        return new Pos(file, line, 1);
    }

    public Pos atColumn(int column) {
        return new Pos(file, line, column);
    }

    public boolean isNone() {
        return line == 0 && file.isEmpty();
    }

    /** {@code file:line}, or only the file where no line applies (a missing file has none). */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
