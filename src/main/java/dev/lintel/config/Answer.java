package dev.lintel.config;

/** What Lintel does with a keyword of HAProxy 3.4: the column that {@code docs/keywords.md} shows. */
public enum Answer {
    /** It does what HAProxy's manual says. */
    RUNS,
    /** It only tunes another program's insides; its words are read and change nothing. */
    ACCEPTED,
    /** Not yet, or not ever: an error that says so, by file and line. */
    REFUSED
}
