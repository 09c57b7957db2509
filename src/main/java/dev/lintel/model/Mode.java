package dev.lintel.model;

/** What a proxy speaks (manual section 4.2, {@code mode}). */
public enum Mode {
    HTTP,
    TCP
}
