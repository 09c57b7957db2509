package dev.lintel.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything found wrong or worth a word in one configuration, shown all at once and in the order of the text.
 *
 * <p>Owned by the thread that reads the configuration; hand it on only when reading is over.
 */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();
    private final Set<Problem> seen = new HashSet<>();
    private final Map<String, Integer> fileOrder = new HashMap<>();
    private final int[] counts = new int[Severity.values().length];

    /** Declares that the file comes next in reading order; files never declared follow in the order of their first problem. */
    public void file(String name) {
        fileOrder.putIfAbsent(name, fileOrder.size());
    }

    public void error(Pos pos, String text) {
        add(Severity.ERROR, pos, text);
    }

    public void warning(Pos pos, String text) {
        add(Severity.WARNING, pos, text);
    }

    /** Tells of a line of an old release that was translated. */
    public void note(Pos pos, String text) {
        add(Severity.NOTE, pos, text);
    }

    /** Gives advice that HAProxy itself would not give. */
    public void hint(Pos pos, String text) {
        add(Severity.HINT, pos, text);
    }

    /** Adds a finding; the very same one twice counts once, for a {@code defaults} line is read again by every user of it. */
    public void add(Severity severity, Pos pos, String text) {
        Problem problem = new Problem(severity, pos, readable(text));
        if (!seen.add(problem)) {
            return;
        }
        file(pos.file());
        found.add(problem);
        counts[severity.ordinal()]++;
    }

    /** Words carry one byte a character; where such bytes are UTF-8, the user shall read what they wrote. */
    private static String readable(String text) {
        boolean plain = text.chars().allMatch(c -> c < 0x80);
        if (plain || text.chars().anyMatch(c -> c > 0xff)) {
            return text;
        }
        String decoded = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return decoded.indexOf('\ufffd') < 0 ? decoded : text;
    }

    public void addAll(Problems others) {
        others.found.forEach(p -> add(p.severity(), p.pos(), p.text()));
    }

    public boolean hasErrors() {
        return count(Severity.ERROR) > 0;
    }

    public boolean hasWarnings() {
        return count(Severity.WARNING) > 0;
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public int count(Severity severity) {
        return counts[severity.ordinal()];
    }

    /** By file in reading order, then line, then column; of one place, in the order of discovery. What has no place comes last. */
    public List<Problem> sorted() {
        List<Problem> list = new ArrayList<>(found);
        list.sort(Comparator.comparing((Problem p) -> p.pos().isNone())
                .thenComparingInt(p -> fileOrder.get(p.pos().file()))
                .thenComparingInt(p -> p.pos().line())
                .thenComparingInt(p -> p.pos().column()));
        return list;
    }

    /** Prints errors, warnings and notes, and the count line. Hints stay out: they are printed on request. */
    public void print(Appendable out) {
        print(out, false);
    }

    /** Prints one problem a line, sorted, then {@code N errors, M warnings} when there is one of either. */
    public void print(Appendable out, boolean withHints) {
        try {
            for (Problem problem : sorted()) {
                if (withHints || problem.severity() != Severity.HINT) {
                    out.append(problem.toString()).append('\n');
                }
            }
            if (hasErrors() || hasWarnings()) {
                out.append(summary()).append('\n');
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** {@code 1 error, 2 warnings}. */
    public String summary() {
        return plural(count(Severity.ERROR), "error") + ", " + plural(count(Severity.WARNING), "warning");
    }

    private static String plural(int n, String word) {
        return n + " " + word + (n == 1 ? "" : "s");
    }
}
