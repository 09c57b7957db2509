package dev.lintel.admin;

import dev.lintel.admin.CrtLists.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands about the {@code crt-list} files of binds (management manual, section 9.3, {@code show ssl crt-list} and its like). */
final class CrtListCommands {
    static final List<Command> ROWS = List.of(
            Command.admin(
                    "show ssl crt-list",
                    "[-n] [<filename>]",
                    "list the crt-lists, or the lines of one",
                    CrtListCommands::show),
            Command.admin(
                    "add ssl crt-list",
                    "<crtlist> <certfile>|<payload>",
                    "serve a certificate at the binds of a crt-list",
                    CrtListCommands::add),
            Command.admin(
                    "del ssl crt-list",
                    "<crtlist> <certfile[:line]>",
                    "serve a certificate of a crt-list no more",
                    CrtListCommands::delete));

    private CrtListCommands() {}

    private static void show(Call call) {
        boolean numbers = call.argument(0).equals("-n");
        String name = call.argument(numbers ? 1 : 0);
        CrtLists lists = new CrtLists(call.running());
        if (name.isEmpty() && numbers) {
            call.error("'show ssl crt-list -n' expects a filename or a directory");
        } else if (name.isEmpty()) {
            lists.names().forEach(call::line);
        } else if (!lists.names().contains(name)) {
            call.error("didn't find the specified filename");
        } else {
            call.line("# " + name);
            lists.entries(name).forEach(entry -> call.line(entry.text(numbers)));
        }
    }

    private static void add(Call call) {
        String list = call.argument(0);
        String payload = call.payload();
        String line = payload == null ? call.argument(1) : payload.strip();
        if (list.isEmpty() || line.isEmpty()) {
            call.error("'add ssl crtlist' expects a filename and a certificate name");
            return;
        }
        String problem = add(call, new CrtLists(call.running()), list, line);
        if (problem != null) {
            call.error("Can't edit the crt-list: " + problem);
        }
    }

    private static @Nullable String add(Call call, CrtLists lists, String list, String line) {
        if (line.indexOf('[') >= 0) {
            return "options in brackets come with a reload: write the line into '" + list + "' and reload";
        }
        List<String> words = Arrays.asList(line.split("\\s+"));
        String name = words.getFirst();
        if (!lists.names().contains(list)) {
            return "crt-list '" + list + "' does not exist!";
        }
        if (!call.running().certificates().knows(name)) {
            return "certificate '" + name + "' does not exist!";
        }
        if (call.running().certificates().current(name) == null) {
            return "certificate '" + name + "' is empty!";
        }
        int binds = lists.add(list, name, words.subList(1, words.size()));
        call.say(
                Severity.NOTICE,
                "Inserting certificate '" + name + "' in crt-list '" + list + "'" + ".".repeat(binds) + "\nSuccess!");
        return null;
    }

    private static void delete(Call call) {
        String list = call.argument(0);
        String named = call.argument(1);
        if (named.isEmpty()) {
            call.error("'del ssl crtlist' expects a filename and a certificate name");
            return;
        }
        String problem = delete(call, new CrtLists(call.running()), list, named);
        if (problem != null) {
            call.error("Can't delete the entry: " + problem);
        }
    }

    private static @Nullable String delete(Call call, CrtLists lists, String list, String named) {
        int colon = named.lastIndexOf(':');
        boolean numbered = colon > 0 && named.substring(colon + 1).matches("[0-9]{1,9}");
        String name = numbered ? named.substring(0, colon) : named;
        int line = numbered ? Integer.parseInt(named.substring(colon + 1)) : 0;
        if (!lists.names().contains(list)) {
            return "crt-list '" + list + "' does not exist!";
        }
        if (!call.running().certificates().knows(name)) {
            return "certificate '" + name + "' does not exist!";
        }
        List<Entry> found = new ArrayList<>(lists.entries(list));
        found.removeIf(entry -> !entry.certificate().equals(name));
        String lines = String.join(
                ", ",
                found.stream().map(entry -> Integer.toString(entry.line())).toList());
        if (found.isEmpty()) {
            return "certificate '" + name + "' can't be found in crt-list '" + list + "'!";
        }
        if (line == 0 && found.size() > 1) {
            return "found the certificate '" + name + "' in several entries, please specify a line number preceded by"
                    + " colons (" + lines + ")!";
        }
        found.removeIf(entry -> line > 0 && entry.line() != line);
        if (found.isEmpty()) {
            return "found a certificate '" + name + "' but the line number is incorrect, please specify a correct line"
                    + " number preceded by colons (" + lines + ")!";
        }
        List<String> defaults = lists.defaultAt(found.getFirst());
        if (!defaults.isEmpty()) {
            return "certificate '" + name
                    + "' cannot be deleted, it is used as default certificate by the following frontends:\n\t- "
                    + String.join("\n\t- ", defaults);
        }
        lists.remove(found.getFirst());
        call.say(Severity.NOTICE, "Entry '" + name + "' deleted in crtlist '" + list + "'!");
        return null;
    }
}
