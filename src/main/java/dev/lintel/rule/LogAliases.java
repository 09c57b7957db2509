package dev.lintel.rule;

import dev.lintel.base.Table;

/** Every alias of log formats: the row files together. {@code %o} is none: it only sets flags. */
public final class LogAliases {
    public static final Table<LogAlias> TABLE = Table.concat(
            LogAlias::name, LogTimeAliases.ROWS, LogPlaceAliases.ROWS, LogMessageAliases.ROWS, LogStateAliases.ROWS);

    private LogAliases() {}
}
