package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * One statement of a section: its words (the first is the keyword) and the comment behind them.
 *
 * @param comment from its {@code #} on, or empty
 */
record Line(Pos pos, List<Word> words, String comment) {
    /** A line made of plain words at the place of the line that it replaces. */
    static Line of(Pos pos, List<String> words, String comment) {
        List<Word> list = new ArrayList<>(words.size());
        for (String word : words) {
            list.add(new Word(word, pos, false));
        }
        return new Line(pos, list, comment);
    }

    int size() {
        return words.size();
    }

    /** The text of a word, or the empty text behind the end: what HAProxy's parsers see there, too. */
    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    String keyword() {
        return word(0);
    }

    /** The texts of the words from an index on. */
    List<String> from(int index) {
        return words.stream().skip(index).map(Word::text).toList();
    }
}
