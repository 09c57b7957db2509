package dev.lintel.config;

import dev.lintel.base.Table;

/**
 * One row of a keyword table: a name, what Lintel does with it, and the reader of its words.
 *
 * @param name one to three words, as HAProxy's manual lists it
 * @param places for keywords of proxies what happens in an anonymous {@code defaults}, a named one, a {@code frontend}, a {@code
 *     listen} and a {@code backend}, one letter each: {@code .} fine, {@code W} ignored with a warning, {@code E} an error; else null
 * @param note why it is refused, or null
 * @param read reads the words behind the keyword into the draft; for a refused one it only steps over them
 */
record Keyword<D>(String name, Answer answer, String places, String note, Read<D> read) {
    /** Reads the words behind a keyword into what its section or line is becoming. */
    interface Read<D> {
        void read(D draft, Cursor words);
    }

    static final String EVERYWHERE = ".....";

    static <D> Keyword<D> runs(String name, String places, Read<D> read) {
        return new Keyword<>(name, Answer.RUNS, places, null, read);
    }

    static <D> Keyword<D> runs(String name, Read<D> read) {
        return runs(name, EVERYWHERE, read);
    }

    /** Accepted, with exactly so many words behind it; -1: any number. */
    static <D> Keyword<D> accepted(String name, String places, int words) {
        return new Keyword<>(name, Answer.ACCEPTED, places, null, (draft, cursor) -> cursor.skip(words));
    }

    static <D> Keyword<D> accepted(String name, int words) {
        return accepted(name, EVERYWHERE, words);
    }

    /** Refused for a reason that ends the sentence "'x' is not part of this version of Lintel yet: ...". */
    static <D> Keyword<D> refused(String name, String places, String note) {
        return new Keyword<>(name, Answer.REFUSED, places, note, (draft, cursor) -> cursor.refuse(note));
    }

    static <D> Keyword<D> refused(String name, String note) {
        return refused(name, EVERYWHERE, note);
    }

    /** Refused but for one value, which asks for what Lintel does anyway. */
    static <D> Keyword<D> refusedUnless(String name, String places, String value, String note) {
        return new Keyword<>(name, Answer.REFUSED, places, note, (draft, cursor) -> {
            if (!cursor.take(value)) {
                cursor.refuse(note);
            }
        });
    }

    /** Reads the options that end a line, up to its last word. As in HAProxy, what stands in brackets is no part of a name. */
    static <D> void options(Table<Keyword<D>> table, D draft, Cursor words) {
        String line = words.subject();
        while (words.more()) {
            String option = words.peek();
            int bracket = option.indexOf('(');
            Keyword<D> row = table.find(bracket < 0 ? option : option.substring(0, bracket));
            if (row == null) {
                throw words.fail("unknown option '" + option + "' of '" + line + "'" + table.didYouMean(option));
            }
            words.subject(line + " ... " + words.text(""));
            row.read().read(draft, words);
            words.subject(line);
        }
    }
}
