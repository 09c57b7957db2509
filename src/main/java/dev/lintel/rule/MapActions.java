package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Actions that change a map while it is in use (manual section 4.4, {@code set-map} and {@code del-map}). */
final class MapActions {
    static final List<Action> ROWS = List.of(
            action("set-map", HeaderActions.HTTP, MapActions::set),
            action("del-map", HeaderActions.HTTP, MapActions::delete));

    private MapActions() {}

    private static Action.Step set(Words words) {
        Change change = change(words);
        LogFormat key = words.plainFormat("a format for the key");
        LogFormat value = words.plainFormat("a format for the value");
        return x -> change.apply(x, text(key, x), text(value, x));
    }

    private static Action.Step delete(Words words) {
        Change change = change(words);
        LogFormat key = words.plainFormat("a format for the key");
        return x -> change.apply(x, text(key, x), null);
    }

    private static String text(LogFormat format, Exchange x) {
        byte[] bytes = format.bytes(x);
        return Bytes.text(bytes, 0, bytes.length);
    }

    private static Change change(Words words) {
        if (words.arguments().size() != 1 || words.arguments().getFirst().isEmpty()) {
            throw words.error(words.pos(), "expects the name of a map in parentheses, such as 'set-map(hosts.map)'");
        }
        String name = words.arguments().getFirst();
        boolean prefixed = name.startsWith("file@") || name.startsWith("opt@");
        return new Change(words.names().patternFiles(), prefixed ? name.substring(name.indexOf('@') + 1) : name);
    }

    /** A change of one map; rebuilding what was compiled from it takes its time, so it is done off the loop. */
    private record Change(PatternFiles files, String name) {
        /** @param value null: the key is removed */
        Verdict apply(Exchange x, String key, String value) {
            // Looked for only now: a converter that loads the map may stand behind this rule. One that nobody reads
            // need not change.
            PatternFile map = files.find(name);
            if (x.resumed || map == null) {
                return Verdict.CONTINUE;
            }
            x.offLoop = () -> {
                change(map, key, value);
                x.resumed = true;
            };
            return Verdict.WAIT;
        }

        /** Of a key that is there already the value is changed, in all of its lines. A value that the map cannot take changes nothing. */
        private static void change(PatternFile map, String key, String value) {
            synchronized (map) {
                List<PatternFile.Entry> entries = new ArrayList<>(map.entries().size() + 1);
                boolean found = false;
                for (PatternFile.Entry entry : map.entries()) {
                    boolean same = entry.key().equals(key);
                    found |= same;
                    if (!same) {
                        entries.add(entry);
                    } else if (value != null) {
                        entries.add(new PatternFile.Entry(entry.line(), key, value));
                    }
                }
                if (!found && value != null) {
                    entries.add(new PatternFile.Entry(0, key, value));
                }
                replace(map, entries);
            }
        }

        private static void replace(PatternFile map, List<PatternFile.Entry> entries) {
            try {
                map.replace(entries);
            } catch (RuleMistake unusable) {
                // As in HAProxy, a change that the map cannot take is dropped.
                return;
            }
        }
    }
}
