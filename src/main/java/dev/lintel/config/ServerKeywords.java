package dev.lintel.config;

import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.refusedUnless;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Network;
import dev.lintel.base.Table;
import dev.lintel.base.Units;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.ServerSpec.Observe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code server}, {@code server-template}, {@code default-server} and their options (HAProxy manual, section 5.2). */
final class ServerKeywords {
    private static final String PROXY_TLS = "only the addresses are sent so far; use 'send-proxy-v2'";
    private static final String DNS = "names are resolved when the configuration is read; 'resolvers' come later";
    private static final String AGENT = "agents come later";
    private static final String SOCKS = "servers behind SOCKS come later";

    static final Table<Keyword<ServerDraft>> TABLE =
            Table.join(Keyword::name, serving(), checking(), elsewhere(), ServerTlsKeywords.TABLE);

    private ServerKeywords() {}

    private static Table<Keyword<ServerDraft>> serving() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("backup", (d, w) -> d.backup = true),
                        runs("no-backup", (d, w) -> d.backup = false),
                        runs("cookie", (d, w) -> d.cookie = w.text("<value>")),
                        runs("disabled", (d, w) -> d.disabled = true),
                        runs("enabled", (d, w) -> d.disabled = false),
                        runs("id", (d, w) -> d.id = w.number(1, Integer.MAX_VALUE)),
                        runs("init-addr", ServerKeywords::initAddr),
                        runs("max-reuse", (d, w) -> d.maxReuse = w.number(-1, Integer.MAX_VALUE)),
                        runs("maxconn", (d, w) -> d.maxconn = w.number(0, Integer.MAX_VALUE)),
                        runs("maxqueue", (d, w) -> d.maxqueue = w.number(0, Integer.MAX_VALUE)),
                        runs("minconn", (d, w) -> d.minconn = w.number(0, Integer.MAX_VALUE)),
                        runs("pool-low-conn", (d, w) -> d.poolLowConn = w.number(0, Integer.MAX_VALUE)),
                        runs("pool-max-conn", (d, w) -> d.poolMaxConn = w.number(-1, Integer.MAX_VALUE)),
                        runs("pool-purge-delay", (d, w) -> d.poolPurgeDelayMillis = w.millis()),
                        runs("redir", (d, w) -> d.redir = w.text("<prefix>")),
                        runs("send-proxy", (d, w) -> d.sendProxy = 1),
                        runs("send-proxy-v2", (d, w) -> d.sendProxy = 2),
                        runs("no-send-proxy", (d, w) -> d.sendProxy = 0),
                        runs("no-send-proxy-v2", (d, w) -> d.sendProxy = 0),
                        runs("slowstart", (d, w) -> d.slowStartMillis = w.millis(Units.Time.MS)),
                        runs("source", (d, w) -> d.source = source(w)),
                        runs("tcp-ut", (d, w) -> d.tcpUserTimeoutMillis = w.millis()),
                        runs("weight", (d, w) -> d.weight = w.number(0, 256))));
    }

    private static Table<Keyword<ServerDraft>> checking() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("check", (d, w) -> d.check = true),
                        runs("no-check", (d, w) -> d.check = false),
                        runs("addr", (d, w) -> d.checkAddress = Addresses.server(w)),
                        runs("port", (d, w) -> d.checkPort = w.number(1, 65535)),
                        runs("check-proto", (d, w) -> d.checkProto = w.oneOf(List.of("h1", "h2", "none"))),
                        runs("check-send-proxy", (d, w) -> d.checkSendProxy = true),
                        runs("no-check-send-proxy", (d, w) -> d.checkSendProxy = false),
                        runs("inter", (d, w) -> d.interMillis = positive(w)),
                        runs("fastinter", (d, w) -> d.fastInterMillis = positive(w)),
                        runs("downinter", (d, w) -> d.downInterMillis = positive(w)),
                        runs("rise", (d, w) -> d.rise = w.number(1, Integer.MAX_VALUE)),
                        runs("fall", (d, w) -> d.fall = w.number(1, Integer.MAX_VALUE)),
                        runs("error-limit", (d, w) -> d.errorLimit = w.number(1, Integer.MAX_VALUE)),
                        runs("observe", ServerKeywords::observe),
                        runs("on-error", ServerKeywords::onError),
                        runs("on-marked-down", ServerKeywords::onMarkedDown),
                        runs("on-marked-up", ServerKeywords::onMarkedUp),
                        runs("track", (d, w) -> d.track = w.text("[<backend>/]<server>"))));
    }

    private static Table<Keyword<ServerDraft>> elsewhere() {
        List<Keyword<ServerDraft>> rows = new ArrayList<>(List.of(
                accepted("cc", 1),
                accepted("check-pool-conn-name", 1),
                accepted("guid", 1),
                accepted("idle-ping", 1),
                accepted("log-bufsize", 1),
                accepted("log-proto", 1),
                accepted("no-agent-check", 0),
                accepted("no-check-reuse-pool", 0),
                accepted("no-send-proxy-v2-ssl", 0),
                accepted("no-send-proxy-v2-ssl-cn", 0),
                accepted("no-tfo", 0),
                accepted("non-stick", 0),
                accepted("pool-conn-name", 1),
                accepted("shard", 1),
                accepted("stick", 0),
                accepted("tfo", 0),
                refused("agent-check", AGENT),
                accepted("agent-addr", 1),
                accepted("agent-inter", 1),
                accepted("agent-port", 1),
                accepted("agent-send", 1),
                refused("check-reuse-pool", "checks open connections of their own"),
                refused("check-via-socks4", SOCKS),
                refused("healthcheck", "'healthcheck' sections come later"),
                refused("namespace", "network namespaces come later"),
                refused("proxy-v2-options", "only the addresses are sent so far"),
                refused("send-proxy-v2-ssl", PROXY_TLS),
                refused("send-proxy-v2-ssl-cn", PROXY_TLS),
                refused("set-proxy-v2-tlv-fmt", "only the addresses are sent so far"),
                refused("socks4", SOCKS),
                refused("strict-maxconn", "'maxconn' counts requests so far"),
                refused("tcp-md5sig", "it has to be set on the socket by a program in C"),
                refused("usesrc", "connections from foreign addresses come later"),
                refused("resolvers", DNS),
                accepted("resolve-opts", 1),
                accepted("resolve-prefer", 1),
                accepted("resolve-net", 1),
                refused("quic-cc-algo", "HTTP/3 comes later"),
                refusedUnless("hash-key", Keyword.EVERYWHERE, "id", "only 'id', the default, is what is hashed"),
                refusedUnless("init-state", Keyword.EVERYWHERE, "up", "servers start up and are checked at once"),
                runs("proto", (d, w) -> d.proto = w.oneOf(List.of("h1", "h2"))),
                new Keyword<>(
                        "ws", Answer.ACCEPTED, Keyword.EVERYWHERE, null, (d, w) -> w.oneOf(List.of("auto", "h1")))));
        return Table.of(Keyword::name, rows);
    }

    /** {@code server <name> <address>[:<port>] [options]}. */
    static void server(ProxyDraft proxy, Cursor words) {
        ServerDraft draft = new ServerDraft(proxy.defaultServer);
        draft.pos = words.pos();
        draft.name = name(words, "<name> <address>[:<port>] ...");
        words.subject("server " + draft.name);
        draft.address = Addresses.server(words);
        Keyword.options(TABLE, draft, words);
        proxy.servers.add(draft);
    }

    /** {@code server-template <prefix> <number>|<low>-<high> <name>[:<port>] [options]}. */
    static void template(ProxyDraft proxy, Cursor words) {
        String prefix = name(words, "<prefix> <number> <name>[:<port>] ...");
        words.subject("server-template " + prefix);
        String range = words.text("<number> or <low>-<high>");
        int dash = range.indexOf('-');
        int low = dash < 0 ? 1 : count(range.substring(0, dash), range, words);
        int high = count(range.substring(dash + 1), range, words);
        if (low > high) {
            throw words.fail("'" + words.subject() + "' expects <low>-<high>, not '" + range + "'");
        }
        ServerDraft draft = new ServerDraft(proxy.defaultServer);
        draft.address = Addresses.server(words);
        Keyword.options(TABLE, draft, words);
        AddressSpec address = draft.address;
        for (int i = low; i <= high; i++) {
            ServerDraft one = new ServerDraft(draft);
            one.pos = words.pos();
            one.name = prefix + i;
            one.id = draft.id == 0 ? 0 : draft.id + i - low;
            one.address = address;
            proxy.servers.add(one);
        }
    }

    static void defaultServer(ProxyDraft proxy, Cursor words) {
        Keyword.options(TABLE, proxy.defaultServer, words);
    }

    private static String name(Cursor words, String expected) {
        String name = words.text(expected);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c < 128 && Character.isLetterOrDigit(c)) && "_:.-".indexOf(c) < 0) {
                throw words.fail("the name of a server may have letters, digits, '-', '_', '.' and ':', not '" + c
                        + "' ('" + name + "')");
            }
        }
        return name;
    }

    private static int count(String digits, String range, Cursor words) {
        try {
            return (int) Units.number(digits, 1, 65535);
        } catch (Units.Malformed e) {
            throw words.fail("'" + words.subject() + "' expects <number> or <low>-<high>, not '" + range + "'");
        }
    }

    private static long positive(Cursor words) {
        long millis = words.waitMillis();
        if (millis == 0) {
            throw words.fail("'" + words.subject() + "' expects a duration above zero");
        }
        return millis;
    }

    private static void initAddr(ServerDraft draft, Cursor words) {
        String list = words.text("last, libc, none or an address, with commas between");
        List<String> methods = List.of(list.split(",", -1));
        for (String method : methods) {
            if (!List.of("last", "libc", "none").contains(method) && Network.address(method) == null) {
                throw words.fail(
                        "'" + words.subject() + "' expects last, libc, none or an address, not '" + method + "'");
            }
        }
        draft.initAddr = methods;
    }

    private static void observe(ServerDraft draft, Cursor words) {
        String mode = words.oneOf(List.of("none", "layer4", "layer7"));
        draft.observe = Observe.valueOf(mode.toUpperCase(Locale.ROOT));
    }

    private static void onError(ServerDraft draft, Cursor words) {
        draft.onError = words.oneOf(List.of("fastinter", "fail-check", "sudden-death", "mark-down"));
    }

    private static void onMarkedDown(ServerDraft draft, Cursor words) {
        words.oneOf(List.of("shutdown-sessions"));
        draft.shutdownOnDown = true;
    }

    private static void onMarkedUp(ServerDraft draft, Cursor words) {
        words.oneOf(List.of("shutdown-backup-sessions"));
        draft.shutdownBackupOnUp = true;
    }

    /** {@code source <address>[:<port>]}; who asks for more is refused. */
    static AddressSpec source(Cursor words) {
        String subject = words.subject();
        String text = words.peek();
        AddressSpec address = Addresses.server(words);
        if (address.kind() != AddressSpec.Kind.IP
                && address.kind() != AddressSpec.Kind.IPV4
                && address.kind() != AddressSpec.Kind.IPV6) {
            throw words.fail("'" + subject + "' expects an address such as 10.0.0.1, not '" + text + "'");
        }
        if (words.peek().equals("usesrc") || words.peek().equals("interface")) {
            words.subject(subject + " ... " + words.peek());
            words.refuse("only the address can be chosen so far");
        }
        return address;
    }
}
