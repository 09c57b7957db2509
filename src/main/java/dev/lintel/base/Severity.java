package dev.lintel.base;

/** How grave a {@link Problem} is: an error stops the start, a warning does so under {@code -dW}, the rest is advice. */
public enum Severity {
    ERROR("error"),
    WARNING("warning"),
    /** A line of an old release was translated; its meaning is kept. */
    NOTE("note"),
    /** Advice that HAProxy does not give; shown only when asked for. */
    HINT("hint");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
