package dev.lintel.admin;

import dev.lintel.model.CommandsSpec.Level;
import java.util.ArrayList;
import java.util.List;

/** Commands that HAProxy obeys and Lintel does not: each is refused by a sentence instead of being unknown. */
final class RefusedCommands {
    private static final String TABLES = "it comes with the stick tables at the runtime API";
    private static final String MAPS = "patterns are changed in their files, and a reload takes them over";
    private static final String STATE = "servers are changed in the configuration so far, and a reload takes it over";
    private static final String STATS = "it comes with the statistics";
    private static final String INSIDES = "it shows the insides of another program";

    private static final String FILES = "change the file and reload, which cuts no connection";
    private static final String OCSP = "give 'set ssl cert <certfile>.ocsp' the answer in base64, and commit it";

    static final List<Command> ROWS = rows();

    private RefusedCommands() {}

    private static List<Command> rows() {
        List<Command> rows = new ArrayList<>();
        add(rows, Level.OPERATOR, TABLES, "clear table", "set table", "show table");
        add(rows, Level.USER, MAPS, "get acl", "get map", "show acl", "show map");
        add(rows, Level.OPERATOR, MAPS, "add acl", "add map", "clear acl", "clear map", "commit acl", "commit map");
        add(rows, Level.OPERATOR, MAPS, "del acl", "del map", "prepare acl", "prepare map", "set map");
        add(rows, Level.ADMIN, STATE, "add backend", "add server", "del backend", "del server", "set server");
        add(rows, Level.ADMIN, STATE, "disable agent", "disable health", "disable server", "disable frontend");
        add(rows, Level.ADMIN, STATE, "enable agent", "enable health", "enable server", "enable frontend");
        add(rows, Level.ADMIN, STATE, "set maxconn", "set rate-limit", "set weight", "shutdown frontend");
        add(rows, Level.ADMIN, STATE, "disable dynamic-cookie", "enable dynamic-cookie", "set dynamic-cookie-key");
        add(rows, Level.ADMIN, STATE, "publish backend", "unpublish backend", "wait");
        add(rows, Level.USER, STATE, "get weight", "show servers conn", "show servers state");
        add(rows, Level.ADMIN, STATS, "clear counters", "shutdown session", "shutdown sessions");
        add(rows, Level.USER, STATS, "dump stats-file", "show schema json", "show sess", "show stat", "show cache");
        add(rows, Level.ADMIN, FILES, "new ssl ca-file", "set ssl ca-file", "add ssl ca-file", "commit ssl ca-file");
        add(rows, Level.ADMIN, FILES, "abort ssl ca-file", "del ssl ca-file", "new ssl crl-file", "set ssl crl-file");
        add(rows, Level.ADMIN, FILES, "commit ssl crl-file", "abort ssl crl-file", "del ssl crl-file");
        add(rows, Level.ADMIN, "ticket keys change by themselves, those of a file with a reload", "set ssl tls-key");
        add(rows, Level.ADMIN, OCSP, "set ssl ocsp-response", "update ssl ocsp-response", "show ssl ocsp-updates");
        add(rows, Level.OPERATOR, "tokens are not verified by certificates", "show ssl jwt");
        add(rows, Level.ADMIN, "tokens are not verified by certificates", "add ssl jwt", "del ssl jwt");
        add(
                rows,
                Level.ADMIN,
                "there are no keys of Encrypted Client Hello",
                "add ssl ech",
                "set ssl ech",
                "del ssl ech");
        add(rows, Level.USER, "there are no keys of Encrypted Client Hello", "show ssl ech");
        add(rows, Level.USER, "there are no providers to load", "show ssl providers");
        add(rows, Level.OPERATOR, "bad requests are told by the log", "show errors");
        add(rows, Level.USER, "the log tells of events", "show startup-logs");
        add(rows, Level.USER, "variables of the process are not shown yet", "get var");
        add(rows, Level.ADMIN, "variables of the process are set in the configuration", "set var");
        add(rows, Level.USER, INSIDES, "show activity", "show dev", "show fd", "show libs", "show pools", "show quic");
        add(
                rows,
                Level.USER,
                INSIDES,
                "set profiling",
                "show profiling",
                "show tasks",
                "show threads",
                "show trace",
                "trace");
        add(rows, Level.USER, INSIDES, "debug counters", "debug dev", "httpclient", "set anon", "show anon");
        add(rows, Level.USER, "there are no peers to show", "show peers");
        add(rows, Level.USER, "names are resolved when the configuration is read", "show resolvers");
        return rows;
    }

    private static void add(List<Command> rows, Level level, String reason, String... names) {
        for (String name : names) {
            rows.add(Command.refused(name, level, reason));
        }
    }
}
