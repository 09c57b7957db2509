package dev.lintel.proxy;

/**
 * Who speaks in the header of a log line.
 *
 * @param tag {@code log-tag}, else the name under which the program was started
 * @param hostname of {@code log-send-hostname}; null where it is not set
 */
public record LogOrigin(String tag, String hostname, long pid) {}
