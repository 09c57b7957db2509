package dev.lintel.balance;

import dev.lintel.model.ServerSpec.CheckOptions;
import org.jspecify.annotations.Nullable;

/**
 * How many checks in a row went well or badly, against {@code rise} and {@code fall}: a number from 0 to rise + fall - 1; from {@code
 * rise} on the server counts as up. Owned by its {@link Health}.
 */
final class Streak {
    private int rise;
    private int top;
    private int level;

    /** A new server is up, and one failure away from going down. */
    Streak(@Nullable CheckOptions options) {
        measure(options);
        level = rise;
    }

    private void measure(@Nullable CheckOptions options) {
        boolean checked = options != null && options.enabled();
        rise = checked ? options.rise() : 0;
        top = checked ? options.rise() + options.fall() - 1 : 0;
    }

    /** Other measures, the same verdict. */
    void remeasure(@Nullable CheckOptions options, boolean up) {
        boolean full = full();
        measure(options);
        level = !up ? 0 : full ? top : rise;
    }

    boolean up() {
        return level >= rise;
    }

    /** Nothing speaks against the server: all is well and was for some time. */
    boolean full() {
        return level == top;
    }

    /** Down, and not one check was good since. */
    boolean empty() {
        return level == 0;
    }

    /** While up, how many bad checks it takes to go down; while down, how many good ones there were. */
    int count() {
        return up() ? level - rise + 1 : level;
    }

    /** What {@link #count} is measured against: {@code fall} while up, {@code rise} while down. */
    int goal() {
        return up() ? top - rise + 1 : rise;
    }

    /** A good check; false where nothing could get better. */
    boolean good() {
        if (level >= top) {
            return false;
        }
        level = level + 1 >= rise ? top : level + 1;
        return true;
    }

    /** A bad check; false where nothing could get worse. */
    boolean bad() {
        if (level == 0) {
            return false;
        }
        level = level - 1 < rise ? 0 : level - 1;
        return true;
    }

    void clear() {
        level = 0;
    }

    /** Up again, but on probation: the next bad check takes it down. */
    void restart() {
        level = rise;
    }

    /** All but the last chance gone, as {@code on-error sudden-death} wants it before it counts a bad check. */
    void exhaust() {
        if (level > rise) {
            level = rise + 1;
        }
    }
}
