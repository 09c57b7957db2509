package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.config.Document.Kind;
import dev.lintel.config.Document.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files into sections: lines into words, conditional blocks resolved, old lines translated, environment directives of
 * {@code global} obeyed (HAProxy manual, chapter 2). What a keyword means is not decided here.
 *
 * <p>Owned by the thread that reads; one object reads one set of files.
 */
final class Parser {
    private final Environment environment;
    private final Problems problems;
    private final OldDialect oldDialect;
    private final Blocks blocks;
    private final boolean discovery;

    private final List<Row> rows = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private Section section;

    private Parser(Environment environment, Problems problems, boolean strict, boolean discovery) {
        this.environment = environment;
        this.problems = problems;
        this.oldDialect = new OldDialect(problems, strict);
        this.blocks = new Blocks(environment, problems);
        this.discovery = discovery;
    }

    /**
     * Reads the sources in their order.
     *
     * <p>Like HAProxy 3.4, first only for the environment directives of the {@code global} sections, then in earnest: a
     * variable set at the end of a file is seen from its beginning.
     */
    static Document parse(List<Source> sources, Environment environment, Problems problems, boolean strict) {
        environment.preset(
                "HAPROXY_CFGFILES",
                String.join(";", sources.stream().map(Source::name).toList()));
        new Parser(environment, new Problems(), strict, true).run(sources);
        return new Parser(environment, problems, strict, false).run(sources);
    }

    private Document run(List<Source> sources) {
        for (Source source : sources) {
            problems.file(source.name());
            file(source);
        }
        return new Document(rows, sections);
    }

    private void file(Source source) {
        section = null;
        String text = source.text();
        int number = 0;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            Pos pos = Pos.of(source.name(), ++number);
            Lexed lexed = lex(line, pos);
            at = end < 0 ? text.length() : end + 1;
            while (lexed.continued() && at < text.length()) {
                end = text.indexOf('\n', at);
                lexed = join(
                        lexed, lex(text.substring(at, end < 0 ? text.length() : end), Pos.of(source.name(), ++number)));
                at = end < 0 ? text.length() : end + 1;
            }
            line(pos, line, lexed);
        }
        blocks.endOfFile();
        if (source.looksTruncated()) {
            problems.error(
                    Pos.of(source.name(), number),
                    "the last line expects a line feed at its end: without one the file may have been cut short");
        }
    }

    private Lexed lex(String text, Pos pos) {
        String name = section == null
                ? ""
                : section.name() == null
                        ? section.kind().keyword()
                        : section.name().text();
        return Lexer.lex(text, pos, name, environment);
    }

    private static Lexed join(Lexed a, Lexed b) {
        List<Word> words = new ArrayList<>(a.words());
        words.addAll(b.words());
        List<String> raw = new ArrayList<>(a.raw());
        raw.addAll(b.raw());
        String unset = a.unset() == null ? b.unset() : a.unset();
        return new Lexed(words, raw, b.comment(), b.commentColumn(), b.continued(), unset, b.fault(), b.faultColumn());
    }

    private void line(Pos pos, String text, Lexed lexed) {
        if (text.stripLeading().startsWith("[")) {
            scope(pos, text.strip());
            return;
        }
        if (lexed.fault() != null) {
            problems.error(pos.atColumn(lexed.faultColumn()), lexed.fault());
            rows.add(new Row(Kind.STATEMENT, pos, List.of(text.strip()), "", 0, null));
            return;
        }
        if (lexed.words().isEmpty()) {
            boolean comment = !lexed.comment().isEmpty();
            row(comment ? Kind.COMMENT : lexed.raw().isEmpty() ? Kind.BLANK : Kind.STATEMENT, pos, lexed, null);
            return;
        }
        List<Word> words = lexed.words();
        if (blocks.handle(pos, words)) {
            row(Kind.DIRECTIVE, pos, lexed, null);
        } else if (!blocks.active()) {
            row(kindOf(words.getFirst().text()), pos, lexed, null);
        } else if (words.getFirst().text().startsWith(".")) {
            report(pos, words);
            row(Kind.DIRECTIVE, pos, lexed, null);
        } else if (!isComplete(lexed)) {
            row(kindOf(words.getFirst().text()), pos, lexed, null);
        } else {
            Line line = new Line(pos, words, lexed.comment());
            SectionKind kind = sectionKind(words.getFirst());
            List<Line> translated = kind == null ? statement(line, lexed.raw()) : open(kind, line);
            row(kind == null ? Kind.STATEMENT : Kind.SECTION, pos, lexed, translated);
        }
    }

    private static Kind kindOf(String word) {
        return word.startsWith(".") ? Kind.DIRECTIVE : SectionKind.TABLE.has(word) ? Kind.SECTION : Kind.STATEMENT;
    }

    private void row(Kind kind, Pos pos, Lexed lexed, List<Line> translated) {
        rows.add(new Row(kind, pos, lexed.raw(), lexed.comment(), lexed.commentColumn(), translated));
    }

    /** {@code [name]} opens a scope; only filters that Lintel refuses read scopes, so the line is checked and kept. */
    private void scope(Pos pos, String text) {
        int end = text.indexOf(']');
        String rest = end < 0 ? "" : text.substring(end + 1).stripLeading();
        if (end < 2 || !(rest.isEmpty() || rest.startsWith("#"))) {
            problems.error(pos, "'[' opens a scope and expects a name, then ']' and nothing behind it");
        }
        rows.add(new Row(Kind.DIRECTIVE, pos, List.of(text), "", 0, null));
    }

    /** {@code .notice .warning .alert .diag}. */
    private void report(Pos pos, List<Word> words) {
        String directive = words.getFirst().text();
        if (!List.of(".notice", ".warning", ".alert", ".diag").contains(directive)) {
            List<String> known = List.of(".if", ".elif", ".else", ".endif", ".notice", ".warning", ".alert", ".diag");
            problems.error(pos, "unknown directive '" + directive + "'" + Near.hint(directive, known));
            return;
        }
        if (words.size() > 2) {
            problems.error(
                    pos,
                    "'" + directive + "' expects one message, not '" + words.get(2)
                            + "' behind it; put a message with blanks in quotes");
            return;
        }
        String message = words.size() < 2 ? "" : words.get(1).text();
        switch (directive) {
            case ".alert" -> problems.error(pos, message);
            case ".warning" -> problems.warning(pos, message);
            case ".notice" -> problems.note(pos, message);
            default -> problems.hint(pos, message);
        }
    }

    /** HAProxy 3.4 refuses an empty word anywhere: it once ended the line in silence. */
    private boolean isComplete(Lexed lexed) {
        for (int i = 0; i < lexed.words().size(); i++) {
            Word word = lexed.words().get(i);
            if (word.text().isEmpty()) {
                String name = lexed.unset();
                problems.error(
                        word.pos(),
                        name == null
                                ? "word " + (i + 1) + " is empty, and everything behind it would be ignored; remove it"
                                : "word " + (i + 1) + " is empty, for the variable '" + name + "' is not set"
                                        + environment.didYouMean(name) + "; give it a default: \"${" + name
                                        + "-value}\"");
                return false;
            }
        }
        return true;
    }

    /**
     * The kind that a word opens a section of, or null. An unknown word at the left margin that is nearly a section's is taken
     * for it, with an error, so that one slip does not make every line below it wrong.
     */
    private SectionKind sectionKind(Word word) {
        SectionKind kind = SectionKind.TABLE.find(word.text());
        if (kind != null || word.pos().column() != 1 || Keywords.isKnown(word.text())) {
            return kind;
        }
        String near = SectionKind.TABLE.near(word.text());
        if (near != null) {
            problems.error(word.pos(), "unknown section '" + word + "'; did you mean '" + near + "'?");
            return SectionKind.TABLE.find(near);
        }
        return null;
    }

    private List<Line> open(SectionKind kind, Line line) {
        List<Line> translated = discovery ? null : oldDialect.header(kind, line);
        SectionHeader header = SectionHeader.read(kind, translated == null ? line : translated.getFirst(), problems);
        section = new Section(kind, header.name(), header.from(), line.pos(), new ArrayList<>());
        sections.add(section);
        if (translated != null) {
            section.lines().addAll(translated.subList(1, translated.size()));
        }
        return translated;
    }

    private List<Line> statement(Line line, List<String> raw) {
        if (section == null) {
            String hint = SectionKind.TABLE.didYouMean(line.keyword());
            problems.error(
                    line.pos(),
                    "'" + line.keyword() + "' stands before any section"
                            + (hint.isEmpty() ? "; begin with global, defaults, frontend, backend or listen" : hint));
            return null;
        }
        if (section.kind() == SectionKind.GLOBAL && EnvironmentDirectives.apply(line, environment, problems)) {
            return null;
        }
        if (discovery) {
            return null;
        }
        List<Line> translated = oldDialect.statement(section.kind(), line, raw);
        section.lines().addAll(translated == null ? List.of(line) : translated);
        return translated;
    }
}
