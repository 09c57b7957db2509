package dev.lintel.config;

import static dev.lintel.config.Keyword.EVERYWHERE;
import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.refusedUnless;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Table;
import dev.lintel.model.AclSpec;
import dev.lintel.model.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * The keywords of {@code defaults}, {@code frontend}, {@code listen} and {@code backend} (HAProxy manual, section 4.1), those that
 * are alike in all of them and those that are refused; the rest stands in tables of its own.
 */
final class ProxyKeywords {
    /** Not in an anonymous {@code defaults}, fine elsewhere. */
    static final String NAMED = "E....";
    /** Of a section that has clients; in a backend it is ignored, with a warning. */
    static final String FRONT = "....W";
    /** The same where a backend must not have it. */
    static final String FRONT_ONLY = "....E";
    /** Of a section that has servers; in a frontend it is ignored, with a warning. */
    static final String BACK = "..W..";
    /** The same where a frontend must not have it. */
    static final String BACK_ONLY = "..E..";
    /** Not in {@code defaults}. */
    static final String NO_DEFAULTS = "EE...";

    /** Names of {@code timeout}, in the order of {@link dev.lintel.model.Timeouts}. */
    static final List<String> TIMEOUTS = List.of(
            "client",
            "client-fin",
            "client-hs",
            "connect",
            "check",
            "http-keep-alive",
            "http-request",
            "queue",
            "server",
            "server-fin",
            "tarpit",
            "tunnel");

    private static final String STICK = "stick tables come later";
    private static final String STATS = "the statistics page comes later; nothing would be served";
    private static final String MAIL =
            "mail alerts were removed from HAProxy itself in 3.3; they come back as notifications";
    private static final String OTHER_CHECK = "checks other than tcp and 'option httpchk' come later";

    static final Table<Keyword<ProxyDraft>> TABLE = Table.join(
            Keyword::name,
            general(),
            timeouts(),
            refusals(),
            OptionKeywords.TABLE,
            RuleKeywords.TABLE,
            FrontendKeywords.TABLE,
            BackendKeywords.TABLE);

    private ProxyKeywords() {}

    private static Table<Keyword<ProxyDraft>> general() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("acl", NAMED, ProxyKeywords::acl),
                        runs("mode", EVERYWHERE, ProxyKeywords::mode),
                        runs("disabled", EVERYWHERE, (d, w) -> d.disabled = true),
                        runs("enabled", EVERYWHERE, (d, w) -> d.disabled = false),
                        runs("description", NO_DEFAULTS, (d, w) -> d.description = joined(w)),
                        runs("id", NO_DEFAULTS, (d, w) -> d.id = w.number(1, Integer.MAX_VALUE)),
                        runs("log", EVERYWHERE, LogReader::proxy),
                        runs("log-tag", EVERYWHERE, (d, w) -> d.logTag = w.text("<tag>")),
                        runs("errorfile", EVERYWHERE, ErrorReader::file),
                        runs("errorfiles", EVERYWHERE, ErrorReader::section),
                        runs("errorloc", EVERYWHERE, (d, w) -> ErrorReader.location(d, w, 302)),
                        runs("errorloc302", EVERYWHERE, (d, w) -> ErrorReader.location(d, w, 302)),
                        runs("errorloc303", EVERYWHERE, (d, w) -> ErrorReader.location(d, w, 303)),
                        runs("http-error", EVERYWHERE, ErrorReader::words),
                        runs("unique-id-format", EVERYWHERE, (d, w) -> d.uniqueIdFormat = LogReader.format(w)),
                        runs("unique-id-header", EVERYWHERE, (d, w) -> d.uniqueIdHeader = w.text("<name of a header>")),
                        accepted("guid", NO_DEFAULTS, 1),
                        accepted("load-server-state-from-file", BACK, 1),
                        accepted("server-state-file-name", BACK, -1),
                        accepted("filter-sequence", NO_DEFAULTS, -1),
                        accepted("max-session-srv-conns", FRONT, 1),
                        accepted("clitcpka-cnt", FRONT, 1),
                        accepted("clitcpka-idle", FRONT, 1),
                        accepted("clitcpka-intvl", FRONT, 1),
                        accepted("srvtcpka-cnt", BACK, 1),
                        accepted("srvtcpka-idle", BACK, 1),
                        accepted("srvtcpka-intvl", BACK, 1)));
    }

    private static Table<Keyword<ProxyDraft>> timeouts() {
        List<Keyword<ProxyDraft>> rows = new ArrayList<>();
        for (int i = 0; i < TIMEOUTS.size(); i++) {
            int index = i;
            String name = TIMEOUTS.get(i);
            String places = switch (name) {
                case "client", "client-fin", "client-hs" -> FRONT;
                case "http-keep-alive", "http-request", "tarpit" -> EVERYWHERE;
                default -> BACK;
            };
            rows.add(runs("timeout " + name, places, (d, w) -> d.timeouts[index] = w.waitMillis()));
        }
        return Table.of(Keyword::name, rows);
    }

    private static Table<Keyword<ProxyDraft>> refusals() {
        List<Keyword<ProxyDraft>> rows = new ArrayList<>(List.of(
                refused(
                        "compression",
                        EVERYWHERE,
                        "compression comes later; remove the line, and answers go out as servers send them"),
                refused("external-check", EVERYWHERE, OTHER_CHECK),
                refused("filter", NO_DEFAULTS, "filters come later"),
                refused("force-be-switch", NO_DEFAULTS, "it is made for debugging HAProxy"),
                refused("log-steps", FRONT, "log profiles come later"),
                refused("persist rdp-cookie", EVERYWHERE, "the RDP protocol is not read"),
                refused("quic-initial", NAMED, "HTTP/3 comes later"),
                refused("rate-limit sessions", FRONT, "limits by rate come with stick tables"),
                refused("stick-table", NO_DEFAULTS, STICK),
                refused("use-fcgi-app", NO_DEFAULTS, "FastCGI comes later"),
                refusedUnless(
                        "hash-preserve-affinity", BACK_ONLY, "always", "only 'always', the default, is what happens"),
                refused("tcp-check", EVERYWHERE, OTHER_CHECK)));
        for (String name : List.of("match", "on", "store-request", "store-response")) {
            rows.add(refused("stick " + name, NO_DEFAULTS, STICK));
        }
        for (String name : List.of("from", "level", "mailers", "myhostname", "to")) {
            rows.add(refused("email-alert " + name, EVERYWHERE, MAIL));
        }
        for (String name : List.of(
                "admin",
                "auth",
                "enable",
                "hide-version",
                "http-request",
                "realm",
                "refresh",
                "scope",
                "show-desc",
                "show-legends",
                "show-modules",
                "show-node",
                "show-version",
                "uri")) {
            rows.add(refused("stats " + name, EVERYWHERE, STATS));
        }
        for (String name : List.of(
                "external-check",
                "ldap-check",
                "mysql-check",
                "pgsql-check",
                "redis-check",
                "smtpchk",
                "spop-check",
                "ssl-hello-chk",
                "tcp-check")) {
            rows.add(refused("option " + name, EVERYWHERE, OTHER_CHECK));
        }
        return Table.of(Keyword::name, rows);
    }

    /** {@code acl <name> <criterion> [flags] [values]}: the words behind the name are for the compiler. */
    private static void acl(ProxyDraft draft, Cursor words) {
        String name = words.text("<name> <criterion> ...");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c < 128 && Character.isLetterOrDigit(c)) && "_:.-".indexOf(c) < 0) {
                throw words.fail("the name of an 'acl' may have letters, digits, '-', '_', '.' and ':', not '" + c
                        + "' ('" + name + "')");
            }
        }
        if (!words.more()) {
            throw words.expects("<name> <criterion> ...");
        }
        draft.acls.add(new AclSpec(words.pos(), name, words.rest()));
    }

    private static void mode(ProxyDraft draft, Cursor words) {
        switch (words.peek()) {
            case "http" -> draft.mode = Mode.HTTP;
            case "tcp" -> draft.mode = Mode.TCP;
            case "log", "spop", "haterm" -> {
                words.subject("mode " + words.peek());
                words.refuse("use 'http' or 'tcp'");
            }
            default -> throw words.expects("http or tcp");
        }
        words.skip(1);
    }

    private static String joined(Cursor words) {
        if (!words.more()) {
            throw words.expects("a text");
        }
        return String.join(" ", words.rest().stream().map(w -> w.text()).toList());
    }
}
