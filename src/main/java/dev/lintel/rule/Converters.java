package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every converter (manual section 7.3.1): the row files together. */
public final class Converters {
    public static final Table<Converter> TABLE = Table.concat(
            Converter::name,
            AddressConverters.ROWS,
            CaseConverters.ROWS,
            CipherConverters.ROWS,
            DateConverters.ROWS,
            EncodingConverters.ROWS,
            FieldConverters.ROWS,
            HashConverters.ROWS,
            JsonConverters.ROWS,
            MapConverters.ROWS,
            NumberConverters.ROWS,
            StateConverters.ROWS,
            TextConverters.ROWS);

    private Converters() {}
}
