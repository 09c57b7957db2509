package dev.lintel.testkit;

/** A step that did not see what it expects; caught by the run, which adds the place and the transcript. */
final class Mismatch extends RuntimeException {
    Mismatch(String expected, String seen) {
        super("expected: " + expected + "\nseen:     " + seen);
    }

    Mismatch(String message) {
        super(message);
    }

    static void require(boolean holds, String expected, String seen) {
        if (!holds) throw new Mismatch(expected, seen);
    }
}
