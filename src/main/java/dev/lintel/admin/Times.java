package dev.lintel.admin;

/** Spans of time as the runtime API writes them. */
final class Times {
    private Times() {}

    /** Of the prompt: {@code 0:00:01:59}. */
    static String clock(long seconds) {
        return seconds / 86400 + ":" + two(seconds / 3600 % 24) + ":" + two(seconds / 60 % 60) + ":"
                + two(seconds % 60);
    }

    /** Of {@code show info}: {@code 0d 0h01m59s}. */
    static String span(long seconds) {
        return seconds / 86400 + "d " + seconds / 3600 % 24 + "h" + two(seconds / 60 % 60) + "m" + two(seconds % 60)
                + "s";
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
