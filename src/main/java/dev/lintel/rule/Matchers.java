package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every match method: the row files together. */
public final class Matchers {
    public static final Table<Matcher> TABLE =
            Table.concat(Matcher::name, ValueMatchers.ROWS, NumberMatchers.ROWS, TextMatchers.ROWS);

    /** Versions with a dot, the method of {@code req.ssl_ver}. */
    public static final Matcher DOTTED = NumberMatchers.DOTTED;

    private Matchers() {}
}
