package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns lines of old HAProxy releases into today's before anybody else reads them, and says so: one note a line, or an error
 * where the meaning is not certain or {@code --strict} asks for one. HAProxy itself names a replacement and stops.
 *
 * <p>What is translated is listed in {@link OldKeywords} and {@link OldRules}. Owned by the thread that reads.
 */
final class OldDialect {
    /** What an old line becomes. */
    sealed interface Answer {}

    /**
     * Today's lines for it, none when it can go.
     *
     * @param release the one that no longer takes the old line
     * @param remark more to say, or null
     * @param advice a hint that HAProxy's own text lacks, or null
     */
    record Modern(List<List<String>> lines, String release, String remark, String advice) implements Answer {
        static Modern of(String release, List<String> line) {
            return new Modern(List.of(line), release, null, null);
        }

        static Modern dropped(String release, String remark) {
            return new Modern(List.of(), release, remark, null);
        }
    }

    /** Its meaning is not certain, or not to be had: the tail of an error message. */
    record Refused(String message) implements Answer {}

    /** Keywords of lines; within a {@code bind} or {@code server} line one of them means that a line break was lost. */
    private static final Set<String> LINE_STARTS = Set.of(
            "acl",
            "bind",
            "default_backend",
            "http-request",
            "http-response",
            "option",
            "server",
            "tcp-request",
            "use_backend");

    private final Problems problems;
    private final boolean strict;

    OldDialect(Problems problems, boolean strict) {
        this.problems = problems;
        this.strict = strict;
    }

    /** Today's lines for a statement, or null when it needs no translation; {@code raw} is how its words were written. */
    List<Line> statement(SectionKind kind, Line line, List<String> raw) {
        List<Line> split = kind.isProxy() ? lostBreak(kind, line, raw) : null;
        return split != null ? split : translate(kind, line, raw);
    }

    /** Before 1.6 a {@code frontend} or {@code listen} line could hold the addresses to listen on. */
    List<Line> header(SectionKind kind, Line line) {
        if (!kind.hasFrontend() || line.size() < 3 || line.word(2).equals("from")) {
            return null;
        }
        if (line.word(2).indexOf(':') < 0 && !line.word(2).startsWith("/")) {
            return null;
        }
        List<String> bind = new ArrayList<>(List.of("bind"));
        bind.addAll(line.from(2));
        return report(line, line.from(0), new Modern(List.of(line.from(0).subList(0, 2), bind), "1.6", null, null));
    }

    private List<Line> translate(SectionKind kind, Line line, List<String> raw) {
        Answer answer = OldKeywords.translate(kind, line);
        return switch (answer) {
            case null -> null;
            case Refused refused -> {
                problems.error(line.pos(), "'" + subject(line) + "' " + refused.message());
                yield List.of();
            }
            case Modern modern
            when misplaced(kind, modern) -> {
                problems.error(
                        line.pos(),
                        "'" + subject(line) + "' is not part of HAProxy since " + modern.release()
                                + ", and what replaces it, '"
                                + join(modern.lines().getLast())
                                + "', cannot stand in a 'defaults' section without a name;"
                                + " put it into each frontend");
                yield List.of();
            }
            case Modern modern -> report(line, raw, modern);
        };
    }

    private static boolean misplaced(SectionKind kind, Modern modern) {
        Set<String> rules = Set.of("http-request", "http-response", "use_backend", "stick", "server");
        return kind == SectionKind.DEFAULTS && modern.lines().stream().anyMatch(l -> rules.contains(l.getFirst()));
    }

    /**
     * A line break that got lost, as on the web page this program began with: {@code bind :443 ssl crt x reqadd ...}. The two
     * lines are shown, and read, so that nothing else is reported because of it.
     */
    private List<Line> lostBreak(SectionKind kind, Line line, List<String> raw) {
        if (!line.keyword().equals("bind") && !line.keyword().equals("server")) {
            return null;
        }
        for (int i = 2; i < line.size(); i++) {
            String word = line.word(i);
            if (!OldKeywords.isOldRule(word) && !LINE_STARTS.contains(word)) {
                continue;
            }
            Line first = new Line(line.pos(), line.words().subList(0, i), line.comment());
            Pos secondPos = line.words().get(i).pos();
            Line second = new Line(secondPos, line.words().subList(i, line.size()), "");
            problems.error(
                    secondPos,
                    "'" + word + "' stands within a '" + line.keyword()
                            + "' line: a line break was lost; write two lines, '" + written(raw, line, 0, i) + "' and '"
                            + written(raw, line, i, line.size()) + "'");
            List<Line> both = new ArrayList<>(List.of(first));
            boolean same = raw.size() == line.size();
            List<Line> rest = statement(kind, second, same ? raw.subList(i, raw.size()) : second.from(0));
            both.addAll(rest == null ? List.of(second) : rest);
            return both;
        }
        return null;
    }

    private List<Line> report(Line line, List<String> raw, Modern modern) {
        List<Line> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder(String.join(" ", raw)).append(" -> ");
        for (List<String> words : modern.lines()) {
            text.append(lines.isEmpty() ? "" : " + ").append(join(words));
            lines.add(modernLine(line, words));
        }
        text.append(lines.isEmpty() ? "nothing" : "").append(" (removed in ").append(modern.release());
        text.append(modern.remark() == null ? ")" : "; " + modern.remark() + ")");
        if (strict) {
            problems.error(line.pos(), "old line: " + text);
        } else {
            problems.note(line.pos(), text.toString());
        }
        if (modern.advice() != null) {
            problems.hint(line.pos(), modern.advice());
        }
        return lines;
    }

    /** Words that came over unchanged keep their own columns; new ones stand where the old keyword stood. */
    private static Line modernLine(Line line, List<String> words) {
        List<Word> list = new ArrayList<>(words.size());
        for (String word : words) {
            Word kept = null;
            for (Word old : line.words()) {
                kept = kept == null && old.text().equals(word) ? old : kept;
            }
            list.add(kept != null ? kept : new Word(word, line.pos(), false));
        }
        return new Line(line.pos(), list, line.comment());
    }

    private static String subject(Line line) {
        return line.keyword().equals("option") ? "option " + line.word(1) : line.keyword();
    }

    /** Part of a line as it was written, where each word is one piece of it. */
    private static String written(List<String> raw, Line line, int from, int to) {
        return raw.size() == line.size()
                ? String.join(" ", raw.subList(from, to))
                : join(line.from(0).subList(from, to));
    }

    private static String join(List<String> words) {
        return String.join(" ", words.stream().map(Quoting::of).toList());
    }
}
