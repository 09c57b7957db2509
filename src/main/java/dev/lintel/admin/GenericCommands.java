package dev.lintel.admin;

import dev.lintel.model.CommandsSpec.Level;
import dev.lintel.model.CommandsSpec.SeverityOutput;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Commands about the connection to the runtime API itself (management manual, section 9.3). */
final class GenericCommands {
    static final List<Command> ROWS = List.of(
            Command.user(
                    "help",
                    "[<command>]",
                    "list the commands, or those that begin with these words",
                    call -> call.info(Commands.help(call.session(), call.arguments()))),
            Command.user(
                    "prompt",
                    "[help | n | i | p | timed]*",
                    "choose between one line, many, and a prompt",
                    GenericCommands::prompt),
            Command.user(
                    "quit", "", "end the connection", call -> call.session().end()),
            Command.user(
                    "echo", "<text>", "answer the same text", call -> call.info(String.join(" ", call.arguments()))),
            Command.user(
                    "operator", "", "give up the level admin for this connection", call -> lower(call, Level.OPERATOR)),
            Command.user(
                    "user", "", "give up all levels but user for this connection", call -> lower(call, Level.USER)),
            Command.user(
                    "show cli level",
                    "",
                    "tell the level of this connection",
                    call -> call.info(call.session().level().word())),
            Command.user("show cli sockets", "", "list the sockets of the runtime API", GenericCommands::sockets),
            Command.operator(
                    "show env",
                    "[<name>]",
                    "list the environment, or one variable of it",
                    GenericCommands::environment),
            Command.user(
                    "set timeout",
                    "[cli] <seconds>",
                    "change how long this connection may be silent",
                    GenericCommands::timeout),
            Command.user(
                    "set severity-output",
                    "[none|number|string]",
                    "choose how answers tell their severity",
                    GenericCommands::severity),
            Command.admin("expert-mode", "[on|off]", "accepted; no command needs it", call -> mode(call, true)),
            Command.admin("experimental-mode", "[on|off]", "accepted; no command needs it", call -> mode(call, false)));

    private static final String PROMPT_USAGE = """
            Usage: prompt [help | n | i | p | timed]*
            Chooses how lines are taken. The words are:
              help    tells this
              n       one line of commands, then the end (as at first)
              i       one line after the other, without a prompt
              p       one line after the other, with a prompt
              timed   shows or hides the time since the start in the prompt
            Without a word, goes to p, and from p to n.""";

    private GenericCommands() {}

    private static void prompt(Call call) {
        Session session = call.session();
        if (call.count() == 0) {
            session.mode(!session.prompts(), !session.prompts());
        }
        for (String word : call.arguments()) {
            switch (word) {
                case "n" -> session.mode(false, false);
                case "i" -> session.mode(true, false);
                case "p" -> session.mode(true, true);
                case "timed" -> {
                    session.toggleTime();
                    session.mode(true, true);
                }
                default -> {
                    call.error(PROMPT_USAGE);
                    return;
                }
            }
        }
    }

    private static void lower(Call call, Level to) {
        if (call.session().may(to)) {
            call.session().lower(to);
        } else {
            call.error("Permission denied");
        }
    }

    private static void sockets(Call call) {
        call.line("# socket lvl processes");
        call.running().commandSockets().forEach(call::line);
    }

    private static void environment(Call call) {
        Map<String, String> all = System.getenv();
        if (call.count() == 0) {
            new TreeMap<>(all).forEach((name, value) -> call.line(name + "=" + value));
            return;
        }
        String name = call.argument(0);
        if (all.containsKey(name)) {
            call.line(name + "=" + all.get(name));
        } else {
            call.error("Variable not found");
        }
    }

    private static void timeout(Call call) {
        if (!call.argument(0).equals("cli")) {
            call.error("'set timeout' only supports 'cli'.");
            return;
        }
        String seconds = call.argument(1);
        if (!seconds.matches("[0-9]{1,6}") || Integer.parseInt(seconds) == 0) {
            call.error("Invalid timeout value.");
            return;
        }
        call.session().timeoutMillis(Integer.parseInt(seconds) * 1000L);
    }

    private static void severity(Call call) {
        String word = call.argument(0);
        if (List.of("none", "number", "string").contains(word)) {
            call.session().severity(SeverityOutput.valueOf(word.toUpperCase(Locale.ROOT)));
        } else {
            call.error("one of 'none', 'number', 'string' is a required argument");
        }
    }

    private static void mode(Call call, boolean expert) {
        Session session = call.session();
        String name = expert ? "expert-mode" : "experimental-mode";
        switch (call.argument(0)) {
            case "" -> call.info(name + " is " + ((expert ? session.expert() : session.experimental()) ? "ON" : "OFF"));
            case "on", "off" -> {
                boolean on = call.argument(0).equals("on");
                if (expert) {
                    session.expert(on);
                } else {
                    session.experimental(on);
                }
            }
            default -> call.error("'" + name + "' expects 'on' or 'off'");
        }
    }
}
