package dev.lintel.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of patterns, or a map from patterns to values, under the name of its file (manual section 2.7). Whoever compiled it into something
 * faster is told when its content is exchanged while the process runs. Changed by one thread at a time, under its own lock; what loops read
 * are the compiled forms.
 */
public final class PatternFile {
    private final String name;
    private final List<Use> uses = new ArrayList<>();
    private List<Entry> entries;

    /**
     * One line.
     *
     * @param line its number in the file; 0 where it comes from elsewhere
     * @param value empty in a list
     */
    public record Entry(int line, String key, String value) {}

    /** A compiled form of the content. */
    interface Use {
        /** Compiles other content; what it returns puts that in force. Content that cannot be used ends in a {@link RuleMistake}. */
        Runnable prepare(List<Entry> entries);
    }

    PatternFile(String name, List<Entry> entries) {
        this.name = name;
        this.entries = List.copyOf(entries);
    }

    /** Lines of two columns: blanks before the key, between the columns and at the end do not count, nor do comments and empty lines. */
    static PatternFile of(String name, List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = stripBlanks(line);
            if (!line.startsWith("#") && !text.isEmpty()) {
                int end = 0;
                while (end < text.length() && !isBlank(text.charAt(end))) {
                    end++;
                }
                entries.add(new Entry(i + 1, text.substring(0, end), stripBlanks(text.substring(end))));
            }
        }
        return new PatternFile(name, entries);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String stripBlanks(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    public String name() {
        return name;
    }

    public synchronized List<Entry> entries() {
        return entries;
    }

    /** Compiles the content for a use and keeps that up to date from now on. */
    synchronized void compile(Use use) {
        use.prepare(entries).run();
        uses.add(use);
    }

    /** Exchanges the whole content, for all of its uses or, where one of them cannot take it, for none. */
    public synchronized void replace(List<Entry> newEntries) {
        List<Runnable> changes = new ArrayList<>(uses.size());
        for (Use use : uses) {
            changes.add(use.prepare(newEntries));
        }
        entries = List.copyOf(newEntries);
        changes.forEach(Runnable::run);
    }
}
