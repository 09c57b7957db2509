package dev.lintel.config;

import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.config.Document.Kind;
import dev.lintel.config.Document.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes a file in canonical form: four blanks of indent, one blank line between sections, least quoting, comments kept where
 * they stood. Printing what it printed changes nothing.
 *
 * <p>Rows are first given an indent and a blank line before them where one belongs, then written.
 */
public final class Printer {
    private static final String INDENT = "    ";

    private final List<Row> rows;
    private final boolean translate;
    private final int[] depth;
    private final StringBuilder out = new StringBuilder();

    private Printer(List<Row> rows, boolean translate) {
        this.rows = rows;
        this.translate = translate;
        this.depth = new int[rows.size()];
    }

    /** The canonical text of a file, whatever it says ({@code lintel fmt}); a line that cannot be cut into words stays as it is. */
    public static String format(Source source) {
        Document document = Parser.parse(List.of(source), Environment.empty(), new Problems(), false);
        return format(document, source.name());
    }

    /** One file that today's HAProxy takes: all files in their order, with old lines in today's words ({@code lintel export}). */
    public static String export(List<Source> sources, Environment environment, Problems problems, boolean strict) {
        Document document = Parser.parse(sources, environment, problems, strict);
        return String.join(
                "\n", sources.stream().map(s -> export(document, s.name())).toList());
    }

    /** The canonical text of one file of the document, its old lines as they are ({@code lintel fmt}). */
    static String format(Document document, String file) {
        return new Printer(rowsOf(document, file), false).print();
    }

    /** The same with every line of an old release in today's words ({@code lintel export}). */
    static String export(Document document, String file) {
        return new Printer(rowsOf(document, file), true).print();
    }

    private static List<Row> rowsOf(Document document, String file) {
        return document.rows().stream().filter(r -> r.pos().file().equals(file)).toList();
    }

    private String print() {
        indentStatements();
        indentComments();
        boolean blankPending = false;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).kind() == Kind.BLANK) {
                blankPending = true;
                continue;
            }
            if (!out.isEmpty() && (beginsPart(i) || blankPending && !followsHeader(i) && !leadsToSection(i))) {
                out.append('\n');
            }
            blankPending = false;
            write(i);
        }
        return out.toString();
    }

    /** Statements stand under their section; a block that holds whole sections stands at the margin with all it holds. */
    private void indentStatements() {
        boolean[] outer = outerBlocks();
        Deque<Boolean> open = new ArrayDeque<>();
        boolean inSection = false;
        int inner = 0;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String word = row.keyword();
            boolean middle = word.equals(".else") || word.equals(".elif");
            if (row.kind() == Kind.DIRECTIVE && word.equals(".endif") && !open.isEmpty() && !open.pop()) {
                inner--;
            }
            boolean atMargin = row.kind() == Kind.SECTION || row.kind() == Kind.DIRECTIVE && outer[i];
            depth[i] = atMargin ? 0 : (inSection ? 1 : 0) + inner - (middle && inner > 0 ? 1 : 0);
            if (row.kind() == Kind.DIRECTIVE && word.equals(".if")) {
                open.push(outer[i]);
                inner += outer[i] ? 0 : 1;
            }
            inSection |= row.kind() == Kind.SECTION;
        }
    }

    /** Which directives belong to a block in which a section begins. */
    private boolean[] outerBlocks() {
        boolean[] outer = new boolean[rows.size()];
        Deque<List<Integer>> open = new ArrayDeque<>();
        Deque<boolean[]> holdsSection = new ArrayDeque<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (row.kind() == Kind.SECTION) {
                holdsSection.forEach(h -> h[0] = true);
            }
            if (row.kind() != Kind.DIRECTIVE) {
                continue;
            }
            if (row.keyword().equals(".if")) {
                open.push(new ArrayList<>());
                holdsSection.push(new boolean[1]);
            }
            boolean member = List.of(".if", ".elif", ".else", ".endif").contains(row.keyword());
            if (member && !open.isEmpty()) {
                open.peek().add(i);
            }
            if (row.keyword().equals(".endif") && !open.isEmpty()) {
                boolean holds = holdsSection.pop()[0];
                open.pop().forEach(index -> outer[index] = holds);
            }
        }
        return outer;
    }

    /** A comment goes with the line below it; above a blank line it stays with what is above, or at the margin if it was there. */
    private void indentComments() {
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (rows.get(i).kind() != Kind.COMMENT) {
                continue;
            }
            Row next = i + 1 < rows.size() ? rows.get(i + 1) : null;
            if (next != null && next.kind() != Kind.BLANK) {
                depth[i] = depth[i + 1];
            } else {
                depth[i] = rows.get(i).commentColumn() == 1 ? 0 : depthAbove(i);
            }
        }
    }

    private int depthAbove(int index) {
        for (int i = index - 1; i >= 0; i--) {
            Row row = rows.get(i);
            if (row.kind() == Kind.SECTION
                    || row.keyword().equals(".if")
                    || row.keyword().startsWith(".el")) {
                return depth[i] + 1;
            }
            if (row.kind() == Kind.STATEMENT || row.kind() == Kind.DIRECTIVE) {
                return depth[i];
            }
        }
        return 0;
    }

    /** Whether the row is a section's first: its header, or the comment or the outer directive that leads to it. */
    private boolean beginsPart(int index) {
        if (!leadsToSection(index)) {
            return false;
        }
        int above = index - 1;
        while (above >= 0 && rows.get(above).kind() == Kind.BLANK) {
            above--;
        }
        boolean adjacent = above == index - 1 && above >= 0 && rows.get(above).kind() == Kind.COMMENT;
        return above < 0 || !(adjacent || isOuterDirective(above)) || !leadsToSection(above);
    }

    private boolean leadsToSection(int index) {
        for (int i = index; i < rows.size(); i++) {
            Kind kind = rows.get(i).kind();
            if (kind == Kind.SECTION) {
                return true;
            }
            boolean blankBelowDirective = kind == Kind.BLANK && i > index && isOuterDirective(i - 1);
            if (kind != Kind.COMMENT && !isOuterDirective(i) && !blankBelowDirective) {
                return false;
            }
        }
        return false;
    }

    private boolean isOuterDirective(int index) {
        Row row = rows.get(index);
        return row.kind() == Kind.DIRECTIVE
                && depth[index] == 0
                && !row.keyword().equals(".endif");
    }

    private boolean followsHeader(int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (rows.get(i).kind() != Kind.BLANK) {
                return rows.get(i).kind() == Kind.SECTION;
            }
        }
        return true;
    }

    private void write(int index) {
        Row row = rows.get(index);
        if (translate && row.translated() != null) {
            writeTranslated(row, depth[index]);
            return;
        }
        String words =
                String.join(" ", row.raw().stream().map(Quoting::canonical).toList());
        line(depth[index], row.kind() == Kind.DIRECTIVE ? String.join(" ", row.raw()) : words, row.comment());
    }

    private void writeTranslated(Row row, int indent) {
        String comment = row.comment();
        int at = indent;
        for (Line line : row.translated()) {
            line(
                    at,
                    String.join(
                            " ",
                            line.words().stream()
                                    .map(Word::text)
                                    .map(Quoting::of)
                                    .toList()),
                    comment);
            comment = "";
            at = row.kind() == Kind.SECTION ? indent + 1 : indent;
        }
        if (!comment.isEmpty()) {
            line(indent, "", comment);
        }
    }

    private void line(int indent, String words, String comment) {
        String gap = words.isEmpty() || comment.isEmpty() ? "" : " ";
        out.append(INDENT.repeat(indent))
                .append(words)
                .append(gap)
                .append(comment)
                .append('\n');
    }
}
