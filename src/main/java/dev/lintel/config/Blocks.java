package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The conditional blocks that are open at a line (HAProxy manual, section 2.4). They never reach over the end of a file.
 *
 * <p>Owned by the thread that reads the configuration.
 */
final class Blocks {
    private static final class Level {
        final Pos opened;
        /** Whether a branch of this level was taken already, or none may be. */
        boolean decided;

        boolean active;
        boolean elseSeen;

        Level(Pos opened) {
            this.opened = opened;
        }
    }

    private final Environment environment;
    private final Problems problems;
    private final Deque<Level> levels = new ArrayDeque<>();

    Blocks(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** Whether lines count here. */
    boolean active() {
        return levels.isEmpty() || levels.peek().active;
    }

    /** Handles {@code .if .elif .else .endif}; false when the line is none of these. */
    boolean handle(Pos pos, List<Word> words) {
        switch (words.getFirst().text()) {
            case ".if" -> open(pos, words);
            case ".elif" -> elseIf(pos, words);
            case ".else" -> orElse(pos, words);
            case ".endif" -> close(pos, words);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Reports what was left open at the end of a file, and starts afresh. */
    void endOfFile() {
        for (Level level : levels) {
            problems.error(level.opened, "'.if' expects an '.endif' before the end of the file");
        }
        levels.clear();
    }

    private void open(Pos pos, List<Word> words) {
        boolean within = active();
        Level level = new Level(pos);
        levels.push(level);
        level.active = within && evaluate(pos, words);
        level.decided = !within || level.active;
    }

    private void elseIf(Pos pos, List<Word> words) {
        Level level = current(pos, ".elif");
        if (level == null) {
            return;
        }
        if (level.elseSeen) {
            problems.error(pos, "'.elif' cannot follow the '.else' of the same '.if' (" + level.opened + ")");
            return;
        }
        level.active = !level.decided && evaluate(pos, words);
        level.decided |= level.active;
    }

    private void orElse(Pos pos, List<Word> words) {
        Level level = current(pos, ".else");
        if (level == null || tooMany(pos, words)) {
            return;
        }
        if (level.elseSeen) {
            problems.error(
                    pos, "a second '.else' for the '.if' of " + level.opened + "; close that one with '.endif' first");
            return;
        }
        level.elseSeen = true;
        level.active = !level.decided;
        level.decided = true;
    }

    private void close(Pos pos, List<Word> words) {
        if (current(pos, ".endif") != null) {
            tooMany(pos, words);
            levels.pop();
        }
    }

    private Level current(Pos pos, String directive) {
        if (levels.isEmpty()) {
            problems.error(pos, "'" + directive + "' has no '.if' before it in this file");
        }
        return levels.peek();
    }

    private boolean tooMany(Pos pos, List<Word> words) {
        if (words.size() > 1) {
            problems.error(pos, "'" + words.get(0) + "' expects nothing behind it, not '" + words.get(1) + "'");
        }
        return words.size() > 1;
    }

    private boolean evaluate(Pos pos, List<Word> words) {
        try {
            return Condition.evaluate(words.subList(1, words.size()), environment);
        } catch (Condition.Unparsable e) {
            problems.error(pos, "'" + words.getFirst() + "': " + e.getMessage());
            return false;
        }
    }
}
