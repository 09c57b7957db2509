import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The command line of {@code bench/run}. */
record Options(Set<Row> rows, int rounds, int seconds, int warmUpSeconds, boolean save) {
    static final String USAGE = """
            bench/run [--quick] [--only ROW[,ROW...]] [--rounds N] [--seconds S] [--warmup S] [--save]
              --quick      3 rounds of 2 seconds, short warm-up
              --only ROW   only these rows; may be given several times
              --rounds N   rounds per row (5); every peer is measured once in each, the table shows medians
              --seconds S  seconds per measurement (5)
              --warmup S   seconds of unmeasured load per peer before a row (40)
              --save       write bench/RESULTS.md and bench/results.svg also after a quick or partial run
            HAPROXY=/path/to/haproxy[:/another]   further HAProxy programs to measure beside Debian's
            """;

    /** A command line that cannot be obeyed; its message is for the user. */
    static final class Wrong extends RuntimeException {
        Wrong(String message) {
            super(message, null, false, false);
        }
    }

    static Options of(String[] args) {
        Set<Row> rows = EnumSet.noneOf(Row.class);
        int rounds = 5;
        int seconds = 5;
        int warmUp = 40;
        boolean quick = false;
        boolean save = false;
        for (Iterator<String> words = List.of(args).iterator(); words.hasNext(); ) {
            String word = words.next();
            switch (word) {
                case "--quick" -> {
                    quick = true;
                    rounds = 3;
                    seconds = 2;
                    warmUp = 4;
                }
                case "--only" -> {
                    for (String id : value(word, words).split(",")) {
                        rows.add(Row.named(id));
                    }
                }
                case "--rounds" -> rounds = number(word, words);
                case "--seconds" -> seconds = number(word, words);
                case "--warmup" -> warmUp = number(word, words);
                case "--save" -> save = true;
                default -> throw new Wrong("unknown word '" + word + "'\n" + USAGE);
            }
        }
        boolean whole = rows.isEmpty();
        return new Options(whole ? EnumSet.allOf(Row.class) : rows, rounds, seconds, warmUp, save || (whole && !quick));
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new Wrong(option + " expects a value after it");
        }
        return words.next();
    }

    private static int number(String option, Iterator<String> words) {
        String word = value(option, words);
        if (!word.matches("[1-9][0-9]{0,5}")) {
            throw new Wrong(option + " expects a whole number above zero, not '" + word + "'");
        }
        return Integer.parseInt(word);
    }
}
