package dev.lintel.admin;

import dev.lintel.model.CommandsSpec.Level;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of commands.
 *
 * @param name its words, as {@code show ssl cert}
 * @param level who may give it
 * @param arguments what comes behind the name, as {@code help} shows it, or nothing
 * @param help what it does, in a line
 * @param handler obeys it; null for a command of HAProxy's that is refused, {@code help} then being the reason
 */
record Command(
        String name,
        Level level,
        String arguments,
        String help,
        @Nullable Handler handler) {
    private static final int HELP_COLUMN = 42;

    /** Obeys one command on the thread of its client. */
    interface Handler {
        void run(Call call) throws InterruptedException;
    }

    static Command user(String name, String arguments, String help, Handler handler) {
        return new Command(name, Level.USER, arguments, help, handler);
    }

    static Command operator(String name, String arguments, String help, Handler handler) {
        return new Command(name, Level.OPERATOR, arguments, help, handler);
    }

    static Command admin(String name, String arguments, String help, Handler handler) {
        return new Command(name, Level.ADMIN, arguments, help, handler);
    }

    /** A command that HAProxy has and Lintel has not; whoever may not give it there hears the same as there. */
    static Command refused(String name, Level level, String reason) {
        return new Command(name, level, "", reason, null);
    }

    boolean runs() {
        return handler != null;
    }

    /** The name with what comes behind it. */
    String usage() {
        return arguments.isEmpty() ? name : name + " " + arguments;
    }

    /** Its line of {@code help}. */
    String line() {
        StringBuilder line = new StringBuilder("  ").append(usage());
        do {
            line.append(' ');
        } while (line.length() < HELP_COLUMN);
        return line.append(": ").append(help).append('\n').toString();
    }
}
