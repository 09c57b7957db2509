package dev.lintel.base;

/** One finding about a configuration: how grave, where, and a sentence that says what to write instead. */
public record Problem(Severity severity, Pos pos, String text) {
    /** {@code file:line: text}; whatever is not an error names its severity between the two. */
    @Override
    public String toString() {
        String body = severity == Severity.ERROR ? text : severity.word() + ": " + text;
        return pos.isNone() ? body : pos + ": " + body;
    }
}
