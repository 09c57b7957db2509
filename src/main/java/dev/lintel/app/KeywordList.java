package dev.lintel.app;

import dev.lintel.config.Answer;
import dev.lintel.config.Keywords;
import dev.lintel.config.Keywords.Listed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What Lintel does with each word of the language, for {@code lintel keywords} and for {@code docs/keywords.md}. */
final class KeywordList {
    private KeywordList() {}

    /** One line a keyword: what it does, where it stands, its name. */
    static String text() {
        StringBuilder out = new StringBuilder();
        for (Listed keyword : Keywords.all()) {
            out.append(String.format(Locale.ROOT, "%-9s%-36s%s", word(keyword.answer()), keyword.place(), keyword.name()));
            out.append(keyword.note() == null ? "" : "  (" + keyword.note() + ")").append('\n');
        }
        return out.toString();
    }

    private static String word(Answer answer) {
        return answer.name().toLowerCase(Locale.ROOT);
    }
}
