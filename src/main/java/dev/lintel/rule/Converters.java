package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every converter (manual section 7.3.1): the row files together. */
public final class Converters {
    public static final Table<Converter> TABLE = Table.concat(Converter::name, CaseConverters.ROWS);

    private Converters() {}
}
