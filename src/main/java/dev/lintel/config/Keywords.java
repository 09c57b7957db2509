package dev.lintel.config;

/** Every keyword that may begin a line. */
final class Keywords {
    private Keywords() {}

    static boolean isKnown(String word) {
        return false;
    }
}
