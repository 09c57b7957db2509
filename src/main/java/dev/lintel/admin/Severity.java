package dev.lintel.admin;

import java.util.Locale;

/** The weight of an answer, by the levels of syslog; told by number or name where {@code severity-output} asks for it. */
enum Severity {
    EMERG,
    ALERT,
    CRIT,
    ERR,
    WARNING,
    NOTICE,
    INFO;

    /** What stands before the answer. */
    String number() {
        return "[" + ordinal() + "]: ";
    }

    String word() {
        return "[" + name().toLowerCase(Locale.ROOT) + "]: ";
    }
}
