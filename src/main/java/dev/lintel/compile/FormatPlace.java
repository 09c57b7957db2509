package dev.lintel.compile;

import dev.lintel.rule.LogStyle;

/** Where a log format stands, which decides how blanks and values are written (manual section 8.2.6). */
public enum FormatPlace {
    /** {@code log-format} and its kin: blanks are merged, empty values are dashes. */
    LOG_LINE(true, false, true),
    /** {@code unique-id-format}. */
    UNIQUE_ID(true, true, false),
    /** Fields, paths and locations of a message: control characters are encoded. */
    MESSAGE(false, true, false),
    /** Values as they are: variables, bodies, names. */
    PLAIN(false, false, false);

    private final boolean mergesBlanks;
    private final boolean http;
    private final boolean log;

    FormatPlace(boolean mergesBlanks, boolean http, boolean log) {
        this.mergesBlanks = mergesBlanks;
        this.http = http;
        this.log = log;
    }

    boolean mergesBlanks() {
        return mergesBlanks;
    }

    LogStyle style(boolean tcp, boolean asap) {
        return LogStyle.plain(http, log, tcp, log && asap);
    }
}
