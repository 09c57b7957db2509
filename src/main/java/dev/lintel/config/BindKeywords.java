package dev.lintel.config;

import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Pos;
import dev.lintel.base.Table;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.model.BindTlsSpec;
import java.util.List;

/** The options of {@code bind} (HAProxy manual, section 5.1). */
final class BindKeywords {
    private static final String MAXCONN = "use 'maxconn' of the frontend, which counts all of its connections";

    /** A {@code bind} line while it is read. */
    static final class Draft {
        String name = "";
        int id;
        int backlog;
        boolean acceptProxy;
        boolean deferAccept;
        boolean tfo;
        boolean transparent;
        boolean v4v6;
        boolean v6only;
        int mss;
        int mode = -1;
        String user;
        String group;
        long tcpUserTimeoutMillis;
        String proto;
        final BindTlsDraft tls = new BindTlsDraft();
        Pos pos;
        List<AddressSpec> addresses;

        BindSpec spec(BindTlsSpec finished) {
            return new BindSpec(
                    pos,
                    addresses,
                    name,
                    id,
                    backlog,
                    acceptProxy,
                    deferAccept,
                    tfo,
                    transparent,
                    v4v6,
                    v6only,
                    mss,
                    mode,
                    user,
                    group,
                    tcpUserTimeoutMillis,
                    "",
                    finished,
                    proto);
        }
    }

    static final Table<Keyword<Draft>> TABLE = Table.join(Keyword::name, here(), elsewhere(), BindTlsKeywords.TABLE);

    private BindKeywords() {}

    private static Table<Keyword<Draft>> here() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("accept-proxy", (d, w) -> d.acceptProxy = true),
                        runs("backlog", (d, w) -> d.backlog = w.number(0, Integer.MAX_VALUE)),
                        runs("defer-accept", (d, w) -> d.deferAccept = true),
                        runs("gid", (d, w) -> d.group = Integer.toString(w.number(0, Integer.MAX_VALUE))),
                        runs("group", (d, w) -> d.group = w.text("<group>")),
                        runs("id", (d, w) -> d.id = w.number(1, Integer.MAX_VALUE)),
                        runs("mode", (d, w) -> d.mode = permissions(w)),
                        runs("mss", (d, w) -> d.mss = w.number(-65535, 65535)),
                        runs("name", (d, w) -> d.name = w.text("<name>")),
                        runs("tcp-ut", (d, w) -> d.tcpUserTimeoutMillis = w.millis()),
                        runs("tfo", (d, w) -> d.tfo = true),
                        runs("transparent", (d, w) -> d.transparent = true),
                        runs("uid", (d, w) -> d.user = Integer.toString(w.number(0, Integer.MAX_VALUE))),
                        runs("user", (d, w) -> d.user = w.text("<user>")),
                        runs("v4v6", (d, w) -> d.v4v6 = true),
                        runs("v6only", (d, w) -> d.v6only = true)));
    }

    private static Table<Keyword<Draft>> elsewhere() {
        return Table.of(
                Keyword::name,
                List.of(
                        accepted("cc", 1),
                        accepted("expose-fd", 1),
                        accepted("guid-prefix", 1),
                        accepted("idle-ping", 1),
                        accepted("label", 1),
                        accepted("level", 1),
                        accepted("nice", 1),
                        accepted("severity-output", 1),
                        accepted("shards", 1),
                        accepted("tcp-ss", 1),
                        accepted("thread", 1),
                        refused("accept-netscaler-cip", "use 'accept-proxy'"),
                        refused("interface", "name the address of the interface"),
                        new Keyword<>("maxconn", Answer.REFUSED, Keyword.EVERYWHERE, MAXCONN, BindKeywords::maxconn),
                        refused("namespace", "network namespaces come later"),
                        refused("nbconn", "reverse HTTP comes later"),
                        refused("tcp-md5sig", "it has to be set on the socket by a program in C"),
                        refused("process", "there is one process; remove it"),
                        refused("quic-cc-algo", "HTTP/3 comes later"),
                        refused("quic-force-retry", "HTTP/3 comes later"),
                        refused("quic-socket", "HTTP/3 comes later"),
                        runs("proto", (d, w) -> d.proto = w.oneOf(List.of("h1", "h2")))));
    }

    /** {@code bind <address>[, ...] [options]}. */
    static void bind(ProxyDraft draft, Cursor words) {
        draft.bindSeen = true;
        Draft bind = new Draft();
        bind.pos = words.pos();
        bind.addresses = Addresses.listen(words);
        Keyword.options(TABLE, bind, words);
        draft.binds.add(bind);
    }

    /** 0 is what is so without the word. */
    private static void maxconn(Draft draft, Cursor words) {
        if (words.number(0, Integer.MAX_VALUE) > 0) {
            words.refuse(MAXCONN);
        }
    }

    /** Permissions as octal digits. */
    static int permissions(Cursor words) {
        String text = words.text("octal permissions such as 660");
        try {
            return Integer.parseInt(text, 8);
        } catch (NumberFormatException e) {
            throw words.fail("'" + words.subject() + "' expects octal permissions such as 660, not '" + text + "'");
        }
    }
}
