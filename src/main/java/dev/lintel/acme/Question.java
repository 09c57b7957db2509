package dev.lintel.acme;

/**
 * A record that somebody else is asked to set.
 *
 * @param event what a program is told that sets records, behind the name of the certificate; empty: nothing
 */
record Question(TxtRecord record, String event) {}
