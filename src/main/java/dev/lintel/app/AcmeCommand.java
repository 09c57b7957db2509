package dev.lintel.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code lintel acme [status | show [NAME] | renew NAME | ready NAME DOMAIN] [-p PIDFILE|PID]}: the certificates that renew themselves, of
 * the running program, which answers through its {@link ControlSocket}.
 */
final class AcmeCommand {
    /** What the words of an order are parted by: a name may have blanks. */
    static final String BETWEEN = "\t";

    private static final String USAGE = """
            expects one of
                   lintel acme                      the certificates that renew themselves, and what they wait for
                   lintel acme show [NAME]          everything about them, or about one
                   lintel acme renew NAME           orders one anew now
                   lintel acme ready NAME DOMAIN    the DNS record of a challenge is set: the order goes on
            and -p PIDFILE|PID where several programs run""";

    private AcmeCommand() {}

    static int run(String[] args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        String pidFile = null;
        int option = words.indexOf("-p");
        if (option >= 0 && option + 1 < words.size()) {
            pidFile = words.remove(option + 1);
            words.remove(option);
        }
        if (words.isEmpty()) {
            words.add("status");
        }
        boolean known = switch (words.getFirst()) {
            case "status" -> words.size() == 1;
            case "show" -> words.size() <= 2;
            case "renew" -> words.size() == 2;
            case "ready" -> words.size() == 3;
            default -> false;
        };
        if (!known || words.stream().anyMatch(word -> word.contains(BETWEEN) || word.contains("\n"))) {
            return Main.fail("acme: " + USAGE);
        }
        try {
            long pid = pidFile == null ? RunningPrograms.only() : RunningPrograms.pid(pidFile);
            return RunningPrograms.tell(
                    "acme", RunningPrograms.order(pid, "acme" + BETWEEN + String.join(BETWEEN, words)));
        } catch (RunningPrograms.NotFound e) {
            return Main.fail("acme: " + e.getMessage());
        } catch (IOException e) {
            return Main.fail("acme: " + Reasons.of(e));
        }
    }
}
