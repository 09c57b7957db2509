package dev.lintel.config;

import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.refusedUnless;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Table;
import dev.lintel.base.Word;
import dev.lintel.model.GlobalSpec.SetVar;
import java.util.ArrayList;
import java.util.List;

/** The keywords of {@code global} (HAProxy manual, chapter 3) that run or are refused; {@link GlobalTuning} has the others. */
final class GlobalKeywords {
    private static final String LUA = "Lua is not run here";
    private static final String DEVICES = "device detection needs a database that only HAProxy reads";
    private static final String CASE = "header names are sent in lower case; their case cannot be chosen yet";

    static final Table<Keyword<GlobalDraft>> TABLE = Table.join(
            Keyword::name,
            process(),
            values(),
            refusals(),
            StatsKeywords.table(),
            GlobalTlsKeywords.TABLE,
            GlobalTuning.TABLE);

    /** A reload may have to bind port 80 again, so the process cannot give its rights away for good. */
    private static final String USER_NOTE =
            "left to the service manager (systemd: User=, and AmbientCapabilities=CAP_NET_BIND_SERVICE for ports below 1024)";

    private GlobalKeywords() {}

    /** What somebody else does for a service; a note says who. */
    private static Keyword<GlobalDraft> noted(String name, Keyword.Read<GlobalDraft> read) {
        return new Keyword<>(name, Answer.ACCEPTED, null, null, read);
    }

    private static Table<Keyword<GlobalDraft>> process() {
        return Table.of(
                Keyword::name,
                List.of(
                        noted("chroot", (d, w) -> {
                            d.chroot = w.text("<folder>");
                            w.note("left to the service manager (systemd: RootDirectory=, ProtectSystem=strict)");
                        }),
                        noted("daemon", (d, w) -> {
                            d.daemon = true;
                            w.note("without effect in a file: start with -D, or let the service manager do it");
                        }),
                        runs("description", (d, w) -> d.description = joined(w)),
                        noted("gid", (d, w) -> d.group = Integer.toString(w.number(0, Integer.MAX_VALUE))),
                        runs("grace", (d, w) -> d.graceMillis = w.millis()),
                        noted("group", (d, w) -> d.group = w.text("<group>")),
                        runs("hard-stop-after", GlobalKeywords::hardStop),
                        runs("log", (d, w) -> d.logs.add(LogReader.spec(w))),
                        runs("log-send-hostname", GlobalKeywords::sendHostname),
                        runs("log-tag", (d, w) -> d.logTag = w.text("<tag>")),
                        runs("nbthread", (d, w) -> d.threads = w.number(1, 4096)),
                        runs("node", (d, w) -> d.node = w.text("<name>")),
                        runs("pidfile", (d, w) -> d.pidFile = w.text("<file>")),
                        runs("set-var", (d, w) -> setVar(d, w, false)),
                        runs("set-var-fmt", (d, w) -> setVar(d, w, true)),
                        noted("uid", (d, w) -> {
                            d.user = Integer.toString(w.number(0, Integer.MAX_VALUE));
                            w.note(USER_NOTE);
                        }),
                        noted("user", (d, w) -> {
                            d.user = w.text("<user>");
                            w.note(USER_NOTE);
                        }),
                        runs("zero-warning", GlobalKeywords::zeroWarning),
                        runs("setenv", (d, w) -> w.skip(-1)),
                        runs("presetenv", (d, w) -> w.skip(-1)),
                        runs("unsetenv", (d, w) -> w.skip(-1)),
                        runs("resetenv", (d, w) -> w.skip(-1))));
    }

    private static Table<Keyword<GlobalDraft>> values() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("max-spread-checks", (d, w) -> d.maxSpreadChecksMillis = w.millis()),
                        runs("maxconn", (d, w) -> d.maxconn = w.number(0, Integer.MAX_VALUE)),
                        runs("spread-checks", (d, w) -> d.spreadChecksPercent = w.number(0, 50)),
                        runs("tune.bufsize", (d, w) -> d.bufSize = w.bytes()),
                        runs("tune.http.maxhdr", (d, w) -> d.maxHeaders = w.number(1, 32767)),
                        runs(
                                "tune.maxconn-per-source",
                                (d, w) -> d.tune.put(w.subject(), Integer.toString(w.number(0, Integer.MAX_VALUE)))),
                        runs("tune.maxrewrite", (d, w) -> d.maxRewrite = w.bytes())));
    }

    private static Table<Keyword<GlobalDraft>> refusals() {
        List<Keyword<GlobalDraft>> rows = new ArrayList<>(List.of(
                refusedUnless(
                        "default-path",
                        Keyword.EVERYWHERE,
                        "current",
                        "paths start from the folder of the process ('-C' sets it)"),
                refused("h1-case-adjust", CASE),
                refused("h1-case-adjust-file", CASE),
                refusedUnless(
                        "harden.reject-privileged-ports.tcp",
                        Keyword.EVERYWHERE,
                        "off",
                        "clients from any port are let in"),
                refused("maxconnrate", "limits by rate come later"),
                refused("maxsessrate", "limits by rate come later"),
                refused("unix-bind", "write the options on each 'bind' line"),
                refused("lua-load", LUA),
                refused("lua-load-per-thread", LUA),
                refused("lua-prepend-path", LUA)));
        for (String name : List.of(
                "51degrees-allow-unmatched",
                "51degrees-cache-size",
                "51degrees-data-file",
                "51degrees-difference",
                "51degrees-drift",
                "51degrees-property-name-list",
                "51degrees-property-separator",
                "51degrees-use-performance-graph",
                "51degrees-use-predictive-graph",
                "deviceatlas-json-file",
                "deviceatlas-log-level",
                "deviceatlas-properties-cookie",
                "deviceatlas-separator",
                "wurfl-cache-size",
                "wurfl-data-file",
                "wurfl-information-list",
                "wurfl-information-list-separator")) {
            rows.add(refused(name, DEVICES));
        }
        return Table.of(Keyword::name, rows);
    }

    /** {@code no X}: only switches that are off here, or mean nothing, may be switched off. */
    static void undo(GlobalDraft draft, Cursor words) {
        String modifier = words.subject();
        String name = words.text("the name of a switch");
        if (name.equals("log")) {
            draft.logs.clear();
        } else if (!GlobalTuning.SWITCHES.contains(name)) {
            throw words.fail("'" + modifier + "' cannot undo '" + name + "'; it can undo log, "
                    + String.join(", ", GlobalTuning.SWITCHES));
        }
        words.end();
    }

    /** Also kept by name: whoever finds warnings after the reading is done asks there. */
    private static void zeroWarning(GlobalDraft draft, Cursor words) {
        draft.zeroWarning = words.pos();
        draft.tune.put("zero-warning", "");
    }

    private static void hardStop(GlobalDraft draft, Cursor words) {
        draft.hardStopAfterMillis = words.millis();
    }

    private static void sendHostname(GlobalDraft draft, Cursor words) {
        draft.logSendHostname = true;
        draft.hostname = words.more() ? words.text("") : null;
    }

    private static void setVar(GlobalDraft draft, Cursor words, boolean format) {
        Word name = words.word("proc.<name> <expression>");
        if (!name.text().startsWith("proc.") || name.text().length() == 5) {
            throw words.fail(
                    "'" + words.subject() + "' expects a variable of the process, proc.<name>, not '" + name + "'");
        }
        if (!words.more()) {
            throw words.expects("proc.<name> <expression>");
        }
        draft.setVars.add(new SetVar(words.pos(), name, List.copyOf(words.rest()), format));
    }

    private static String joined(Cursor words) {
        if (!words.more()) {
            throw words.expects("a text");
        }
        return String.join(" ", words.rest().stream().map(Word::text).toList());
    }
}
