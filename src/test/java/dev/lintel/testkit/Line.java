package dev.lintel.testkit;

import java.nio.file.Path;

/** One line of a scenario file and where it stands. */
record Line(Path file, int number, String text) {
    /** The mistake of a scenario's author, in the form in which every message of ours names its place. */
    ScenarioError error(String message) {
        return new ScenarioError(this + ": " + message);
    }

    @Override
    public String toString() {
        return file + ":" + number;
    }

    /** A scenario that cannot be read. */
    static final class ScenarioError extends RuntimeException {
        ScenarioError(String message) {
            super(message);
        }
    }
}
