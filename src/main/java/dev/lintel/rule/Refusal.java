package dev.lintel.rule;

/**
 * A name of HAProxy's language that Lintel knows and does not run. The compiler says {@code '<name>' is not part of this version of
 * Lintel: <reason>}.
 */
public record Refusal(String name, String reason) {}
