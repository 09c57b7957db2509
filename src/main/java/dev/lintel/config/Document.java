package dev.lintel.config;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * Configuration files as read: their rows for the {@link Printer}, and their sections for the reader.
 *
 * @param rows every line of every file, also blank ones, comments, and those that a condition left out
 */
record Document(List<Row> rows, List<Section> sections) {
    /** What a line is, for the sake of its layout. */
    enum Kind {
        BLANK,
        COMMENT,
        /** {@code .if} and its kin. */
        DIRECTIVE,
        SECTION,
        STATEMENT
    }

    /**
     * One line of a file.
     *
     * @param raw its words as written
     * @param comment from its {@code #} on, or empty
     * @param commentColumn where the comment starts
     * @param translated today's lines for a line of an old release, or null when the line is kept
     */
    record Row(Kind kind, Pos pos, List<String> raw, String comment, int commentColumn, List<Line> translated) {
        String keyword() {
            return raw.isEmpty() ? "" : raw.getFirst();
        }
    }
}
