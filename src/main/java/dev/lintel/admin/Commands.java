package dev.lintel.admin;

import dev.lintel.base.Near;
import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one table of commands, who may give them, and how one is found by its words. */
public final class Commands {
    static final Table<Command> TABLE = Table.concat(
            Command::name,
            GenericCommands.ROWS,
            ProcessCommands.ROWS,
            CertificateCommands.ROWS,
            CrtListCommands.ROWS,
            SniCommands.ROWS,
            AuthorityCommands.ROWS,
            AcmeCommands.ROWS,
            EventCommands.ROWS,
            RefusedCommands.ROWS);

    /** Commands that help someone who is lost; they end every list. */
    private static final List<String> ALWAYS = List.of("help", "prompt", "quit");

    private static final int MAX_WORDS = 64;
    private static final int MAX_NAME_WORDS = 4;

    private Commands() {}

    /** Obeys one command; its answer lacks the empty line that ends it. */
    static Call obey(Session session, List<String> words, @Nullable String payload) throws InterruptedException {
        List<String> rest = new ArrayList<>(words);
        // The process that a master's socket would pass the command to: there is one, and it is this one.
        if (!rest.isEmpty() && rest.getFirst().startsWith("@") && isThisProcess(rest.getFirst())) {
            rest.removeFirst();
        }
        Call early = new Call(session, rest, payload);
        if (rest.isEmpty()) {
            return early;
        }
        if (rest.size() > MAX_WORDS) {
            early.error("Too many arguments. Commands must have at most " + MAX_WORDS + " arguments.");
            return early;
        }
        Command command = find(rest);
        if (command == null) {
            early.info(unknown(session, rest));
            return early;
        }
        int name = command.name().split(" ").length;
        Call call = new Call(session, List.copyOf(rest.subList(name, rest.size())), payload);
        if (!session.may(command.level())) {
            call.error("Permission denied");
        } else if (command.handler() == null) {
            call.error("'" + command.name() + "' is not part of this version of Lintel: " + command.help() + ".");
        } else {
            command.handler().run(call);
        }
        return call;
    }

    private static boolean isThisProcess(String prefix) {
        String process = prefix.substring(prefix.startsWith("@@") ? 2 : 1);
        return process.isEmpty()
                || process.equals("1")
                || process.equals("!" + ProcessHandle.current().pid());
    }

    /** The command with the longest name that these words begin with. */
    private static @Nullable Command find(List<String> words) {
        for (int count = Math.min(MAX_NAME_WORDS, words.size()); count > 0; count--) {
            Command command = TABLE.find(String.join(" ", words.subList(0, count)));
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    private static String unknown(Session session, List<String> words) {
        List<Command> near = matching(session, words);
        String head = near.isEmpty()
                ? "Unknown command: '" + words.getFirst() + "'. Please enter one of the following commands only:\n"
                : "Unknown command: '" + words.getFirst()
                        + "', but maybe one of the following ones is a better match:\n";
        return list(session, head, near);
    }

    /** What {@code help} answers to these words; all commands where there are none. */
    static String help(Session session, List<String> words) {
        return list(session, "The following commands are valid at this level:\n", matching(session, words));
    }

    private static String list(Session session, String head, List<Command> commands) {
        Set<Command> listed = new LinkedHashSet<>(commands.isEmpty() ? given(session) : commands);
        for (String name : ALWAYS) {
            Command command = TABLE.find(name);
            listed.remove(command);
            listed.add(command);
        }
        StringBuilder text = new StringBuilder(head);
        listed.forEach(command -> text.append(command.line()));
        // The end of the last line is added by whoever sends it.
        return text.substring(0, text.length() - 1);
    }

    /** The commands that begin with these words, or with the most of them that any begins with; else those that look like the first. */
    private static List<Command> matching(Session session, List<String> words) {
        for (int count = words.size(); count > 0; count--) {
            String prefix = String.join(" ", words.subList(0, count));
            List<Command> found = given(session).stream()
                    .filter(command ->
                            command.name().equals(prefix) || command.name().startsWith(prefix + " "))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        if (words.isEmpty()) {
            return List.of();
        }
        List<String> firsts =
                given(session).stream().map(Commands::first).distinct().toList();
        String near = Near.of(words.getFirst(), firsts);
        return given(session).stream()
                .filter(command -> first(command).equals(near))
                .toList();
    }

    private static String first(Command command) {
        int blank = command.name().indexOf(' ');
        return blank < 0 ? command.name() : command.name().substring(0, blank);
    }

    /** What this client may give and Lintel obeys, by name. */
    private static List<Command> given(Session session) {
        return TABLE.rows().stream()
                .filter(command -> command.runs() && session.may(command.level()))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /** A row of the page of commands. */
    public record Row(String usage, String level, boolean runs, String help) {}

    /** Every command, for the documentation: those that run by name, then those that are refused. */
    public static List<Row> rows() {
        return TABLE.rows().stream()
                .sorted((a, b) -> a.runs() == b.runs() ? a.name().compareTo(b.name()) : a.runs() ? -1 : 1)
                .map(row -> new Row(row.usage(), row.level().word(), row.runs(), row.help()))
                .toList();
    }
}
