package dev.lintel.rule;

/** What a fetch needs in order to have a value (the "sample capture time" of manual section 7.3). */
public enum Scope {
    /** Nothing: constants, process state. */
    ALWAYS,
    /** The client's connection. */
    SESSION,
    /** The request head, kept until the answer has begun. */
    REQUEST,
    /** The request's body, where a rule or option has waited for it. */
    REQUEST_BODY,
    /** The answer's head. */
    RESPONSE,
    /** The answer's body. */
    RESPONSE_BODY,
    /** The server's connection, or the server chosen. */
    SERVER,
    /** The exchange is over: counters and times of the log. */
    END,
    /** A health check's own exchange. */
    CHECK
}
