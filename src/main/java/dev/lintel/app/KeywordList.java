package dev.lintel.app;

import dev.lintel.compile.RuleKeywords;
import dev.lintel.config.Answer;
import dev.lintel.config.Keywords;
import dev.lintel.config.Keywords.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What Lintel does with each word of the language, for {@code lintel keywords} and for {@code docs/keywords.md}. */
final class KeywordList {
    /** One word: the part of the language that it belongs to, where it may stand, what becomes of it and why. */
    private record Row(
            String part,
            String name,
            String place,
            Answer answer,
            @Nullable String note) {}

    private KeywordList() {}

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Listed keyword : Keywords.all()) {
            String part = switch (keyword.place()) {
                case "section" -> "sections";
                case "global" -> "global section";
                case "bind" -> "bind options";
                case "server" -> "server and default-server options";
                default -> "proxy keywords";
            };
            String place = part.equals("proxy keywords") ? keyword.place() : "";
            rows.add(new Row(part, keyword.name(), place, keyword.answer(), keyword.note()));
        }
        for (RuleKeywords.Listed word : RuleKeywords.all()) {
            String part = word.kind().endsWith("criterion")
                    ? "further acl criteria"
                    : word.kind().equals("log alias") ? "log aliases" : word.kind() + "s";
            Answer answer = word.refusal() == null ? Answer.RUNS : Answer.REFUSED;
            rows.add(new Row(part, word.name(), "", answer, word.refusal()));
        }
        return rows;
    }

    /** One line a word: what becomes of it, the part of the language, the word, why. */
    static String text() {
        StringBuilder out = new StringBuilder();
        for (Row row : rows()) {
            out.append(String.format(Locale.ROOT, "%-9s%-34s%s", word(row), row.part, row.name));
            out.append(row.note == null ? "" : "  (" + row.note + ")").append('\n');
        }
        return out.toString();
    }

    /** The page of the documentation. */
    static String page() {
        StringBuilder out = new StringBuilder("""
                # Keywords

                What Lintel does with each word of HAProxy 3.4's configuration language. This page is what `lintel keywords --page` prints.

                - **runs**: does what HAProxy's manual says; where it differs on purpose, [differences.md](differences.md) says how
                - **accepted**: tunes the inside of another program; it is read and changes nothing
                - **refused**: an error that names the file and the line, never silence
                """);
        String part = "";
        for (Row row : rows()) {
            if (!row.part.equals(part)) {
                part = row.part;
                heading(out, part);
            }
            String name = "`" + row.name.replace("|", "\\|") + "`";
            boolean placed = part.equals("proxy keywords");
            out.append("| ")
                    .append(name)
                    .append(placed ? " | " + row.place : "")
                    .append(" | ");
            out.append(word(row))
                    .append(" | ")
                    .append(row.note == null ? "" : row.note)
                    .append(" |\n");
        }
        return out.toString();
    }

    private static void heading(StringBuilder out, String part) {
        String title = part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
        out.append("\n## ").append(title).append("\n\n");
        out.append(count(part, Answer.RUNS)).append(" run, ").append(count(part, Answer.ACCEPTED));
        out.append(" are accepted, ").append(count(part, Answer.REFUSED)).append(" refused.\n\n");
        boolean placed = part.equals("proxy keywords");
        out.append(placed ? "| word | in | | why |\n|---|---|---|---|\n" : "| word | | why |\n|---|---|---|\n");
    }

    private static long count(String part, Answer answer) {
        return rows().stream()
                .filter(row -> row.part.equals(part) && row.answer == answer)
                .count();
    }

    private static String word(Row row) {
        return row.answer.name().toLowerCase(Locale.ROOT);
    }
}
