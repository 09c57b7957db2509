package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** All keyword tables together: what {@code lintel keywords} lists, and the search for a line's keyword among its first words. */
public final class Keywords {
    /**
     * One keyword as users see it.
     *
     * @param place the sections that take it, or the line that has it as an option
     * @param note why it is refused, or null
     */
    public record Listed(String place, String name, Answer answer, String note) {}

    /** The longest keyword has three words: {@code capture request header}. */
    private static final int LONGEST = 3;

    private Keywords() {}

    /** Every keyword of HAProxy 3.4 and what Lintel does with it, in the order of the manual's chapters. */
    public static List<Listed> all() {
        List<Listed> all = new ArrayList<>();
        for (SectionKind kind : SectionKind.values()) {
            String refusal = SectionReader.refusal(kind);
            all.add(new Listed("section", kind.keyword(), refusal == null ? Answer.RUNS : Answer.REFUSED, refusal));
        }
        list("global", GlobalKeywords.TABLE, all);
        for (Keyword<ProxyDraft> row : ProxyKeywords.TABLE.rows()) {
            all.add(new Listed(places(row.places()), row.name(), row.answer(), row.note()));
        }
        list("bind", BindKeywords.TABLE, all);
        list("server", ServerKeywords.TABLE, all);
        list("crt-store load, crt-list", CertificateKeywords.TABLE, all);
        list("acme", AcmeKeywords.TABLE, all);
        return all;
    }

    private static void list(String place, Table<? extends Keyword<?>> table, List<Listed> all) {
        table.rows().forEach(row -> all.add(new Listed(place, row.name(), row.answer(), row.note())));
    }

    private static String places(String places) {
        String[] names = {null, "defaults", "frontend", "listen", "backend"};
        List<String> where = new ArrayList<>();
        for (int i = 1; i < names.length; i++) {
            if (places.charAt(i) == '.') {
                where.add(names[i]);
            }
        }
        return String.join(", ", where);
    }

    /** Whether a word begins a statement somewhere. */
    static boolean isKnown(String word) {
        return isFirstWord(word, GlobalKeywords.TABLE.names()) || isFirstWord(word, ProxyKeywords.TABLE.names());
    }

    private static boolean isFirstWord(String word, Collection<String> names) {
        return names.stream().anyMatch(n -> n.equals(word) || n.startsWith(word + " "));
    }

    /** The keyword that a line begins with, the longest that fits, or null. */
    static <D> Keyword<D> of(Line line, Table<Keyword<D>> table) {
        for (int count = Math.min(LONGEST, line.size()); count > 0; count--) {
            Keyword<D> row = table.find(String.join(" ", line.from(0).subList(0, count)));
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    /** How many words of a line a keyword takes. */
    static int length(Keyword<?> row) {
        return (int) row.name().chars().filter(c -> c == ' ').count() + 1;
    }

    /** Names what is wrong with a line whose keyword is in no table: its first word, or the word behind a good one. */
    static String unknown(Line line, Table<? extends Keyword<?>> table) {
        String first = line.keyword();
        List<String> seconds = new ArrayList<>();
        for (String name : table.names()) {
            if (name.startsWith(first + " ")) {
                seconds.add(name.substring(first.length() + 1));
            }
        }
        if (seconds.isEmpty()) {
            List<String> firsts = table.names().stream()
                    .map(n -> n.replaceFirst(" .*", ""))
                    .distinct()
                    .toList();
            return "unknown keyword '" + first + "'" + Near.hint(first, firsts);
        }
        if (line.size() == 1) {
            return "'" + first + "' expects one of " + String.join(", ", seconds) + ", but the line ends after it";
        }
        return "unknown '" + first + " " + line.word(1) + "'" + Near.hint(line.word(1), seconds);
    }
}
