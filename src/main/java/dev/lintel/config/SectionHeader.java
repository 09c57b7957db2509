package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;

/** The words behind a section's keyword: its name and the {@code defaults} it starts from (HAProxy manual, chapter 4). */
record SectionHeader(Word name, Word from) {
    static SectionHeader read(SectionKind kind, Line line, Problems problems) {
        int at = 1;
        Word name = null;
        if (kind.naming() != SectionKind.Naming.NONE && at < line.size() && !opensFrom(kind, line)) {
            name = line.words().get(at++);
            checkName(kind, name, problems);
        } else if (kind.naming() == SectionKind.Naming.REQUIRED) {
            problems.error(line.pos(), "'" + kind.keyword() + "' expects a name, but the line ends after it");
        }
        Word from = null;
        if (kind.isProxy() && line.word(at).equals("from")) {
            if (at + 1 < line.size()) {
                from = line.words().get(at + 1);
            } else {
                problems.error(
                        line.pos(), "'from' expects the name of a 'defaults' section, but the line ends after it");
            }
            at = Math.min(at + 2, line.size());
        }
        if (at < line.size()) {
            Pos pos = line.words().get(at).pos();
            problems.error(
                    pos,
                    "'" + kind.keyword() + "' expects " + expected(kind) + ", not '" + line.word(at) + "' behind it");
        }
        return new SectionHeader(name, from);
    }

    private static boolean opensFrom(SectionKind kind, Line line) {
        return kind == SectionKind.DEFAULTS && line.size() == 3 && line.word(1).equals("from");
    }

    private static String expected(SectionKind kind) {
        if (kind.isProxy()) {
            return kind.naming() == SectionKind.Naming.OPTIONAL
                    ? "[<name>] [from <defaults>]"
                    : "<name> [from <defaults>]";
        }
        return kind.naming() == SectionKind.Naming.NONE ? "no name" : "<name> only";
    }

    private static void checkName(SectionKind kind, Word name, Problems problems) {
        for (int i = 0; i < name.text().length(); i++) {
            char c = name.text().charAt(i);
            boolean fine = c < 128 && Character.isLetterOrDigit(c) || "_:.-".indexOf(c) >= 0;
            if (!fine) {
                problems.error(
                        name.pos(),
                        "the name of a '" + kind.keyword() + "' may have letters, digits, '-', '_', '.' and ':', not '"
                                + c + "' ('" + name + "')");
                return;
            }
        }
    }
}
