import java.util.Locale;

/** One line per finished measurement: how far, who, what, how long still. */
final class Progress {
    private final long begin = System.nanoTime();
    private double plannedSeconds;
    private double doneSeconds;

    Progress(double plannedSeconds) {
        this.plannedSeconds = plannedSeconds;
    }

    /** Takes out of the plan what will not be done. */
    void skip(double seconds) {
        plannedSeconds -= seconds;
    }

    /** Says what was just done; {@code seconds} is what the plan had reserved for it. */
    void done(double seconds, String what) {
        doneSeconds += seconds;
        double share = Math.min(1, doneSeconds / plannedSeconds);
        double spent = (System.nanoTime() - begin) / 1e9;
        long left = Math.round(spent / share - spent);
        System.out.printf(
                Locale.ROOT, "[%3.0f %%, %d:%02d left] %s%n", Math.floor(share * 100), left / 60, left % 60, what);
    }
}
