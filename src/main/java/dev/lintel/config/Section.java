package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.List;

/**
 * One section as it stands in a file: its kind, its name, and its statements, old ones already translated.
 *
 * @param name null where the section has none
 * @param from the {@code defaults} section that it names with {@code from}, or null
 */
record Section(SectionKind kind, Word name, Word from, Pos pos, List<Line> lines) {
    /** {@code frontend 'web'}: how messages call it. */
    String title() {
        return name == null ? "'" + kind.keyword() + "'" : kind.keyword() + " '" + name + "'";
    }
}
