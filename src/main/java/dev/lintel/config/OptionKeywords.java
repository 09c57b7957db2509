package dev.lintel.config;

import static dev.lintel.config.Keyword.EVERYWHERE;
import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;
import static dev.lintel.config.ProxyKeywords.BACK;
import static dev.lintel.config.ProxyKeywords.BACK_ONLY;
import static dev.lintel.config.ProxyKeywords.FRONT;
import static dev.lintel.config.ProxyKeywords.FRONT_ONLY;

import dev.lintel.base.Network;
import dev.lintel.base.Table;
import dev.lintel.base.Word;
import dev.lintel.model.BackendSpec.CheckSpec;
import dev.lintel.model.Option;
import dev.lintel.model.ProxySpec.FormatSpec;
import dev.lintel.model.ProxySpec.ForwardForSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code option ...} of proxies (HAProxy manual, section 4.2), and how {@code no} and {@code default} undo it. */
final class OptionKeywords {
    /** These three are one setting: how connections are kept. */
    private static final EnumSet<Option> CONNECTION_MODES =
            EnumSet.of(Option.HTTPCLOSE, Option.HTTP_KEEP_ALIVE, Option.HTTP_SERVER_CLOSE);

    private static final EnumSet<Option> HEADER_NAMES =
            EnumSet.of(Option.HTTP_RESTRICT_REQ_HDR_NAMES, Option.HTTP_DELETE_REQ_HDR_NAMES);

    private static final String CASE = "header names are sent in lower case; their case cannot be chosen yet";

    private static final String STRICT = "messages that break the rules of HTTP are refused without exception so far";

    static final Table<Keyword<ProxyDraft>> TABLE = Table.of(
            Keyword::name,
            flag(Option.ABORTONCLOSE, EVERYWHERE),
            refused("option accept-unsafe-violations-in-http-request", FRONT_ONLY, STRICT),
            refused("option accept-unsafe-violations-in-http-response", BACK_ONLY, STRICT),
            flag(Option.ALLBACKUPS, BACK_ONLY),
            flag(Option.CHECKCACHE, BACK_ONLY),
            flag(Option.CLITCPKA, FRONT_ONLY),
            flag(Option.DISABLE_H2_UPGRADE, FRONT_ONLY),
            flag(Option.DONTLOG_NORMAL, FRONT_ONLY),
            flag(Option.DONTLOGNULL, FRONT_ONLY),
            flag(Option.HTTP_BUFFER_REQUEST, EVERYWHERE),
            flag(Option.HTTP_DROP_REQUEST_TRAILERS, BACK_ONLY),
            flag(Option.HTTP_DROP_RESPONSE_TRAILERS, FRONT_ONLY),
            flag(Option.HTTP_IGNORE_PROBES, FRONT_ONLY),
            tuning(Option.HTTP_NO_DELAY, EVERYWHERE),
            flag(Option.HTTP_PRETEND_KEEPALIVE, BACK_ONLY),
            tuning(Option.HTTP_USE_PROXY_HEADER, FRONT_ONLY),
            tuning(Option.INDEPENDENT_STREAMS, EVERYWHERE),
            flag(Option.LOG_HEALTH_CHECKS, BACK_ONLY),
            flag(Option.LOG_SEPARATE_ERRORS, FRONT_ONLY),
            flag(Option.LOGASAP, FRONT_ONLY),
            tuning(Option.NOLINGER, EVERYWHERE),
            flag(Option.PERSIST, BACK_ONLY),
            flag(Option.PREFER_LAST_SERVER, BACK_ONLY),
            tuning(Option.SOCKET_STATS, FRONT_ONLY),
            tuning(Option.SPLICE_AUTO, EVERYWHERE),
            tuning(Option.SPLICE_REQUEST, EVERYWHERE),
            tuning(Option.SPLICE_RESPONSE, EVERYWHERE),
            flag(Option.SRVTCPKA, BACK_ONLY),
            tuning(Option.TCP_SMART_ACCEPT, FRONT_ONLY),
            tuning(Option.TCP_SMART_CONNECT, BACK_ONLY),
            flag(Option.TCPKA, EVERYWHERE),
            connectionMode(Option.HTTPCLOSE),
            connectionMode(Option.HTTP_KEEP_ALIVE),
            connectionMode(Option.HTTP_SERVER_CLOSE),
            runs("option http-restrict-req-hdr-names", EVERYWHERE, OptionKeywords::headerNames),
            runs("option redispatch", BACK, OptionKeywords::redispatch),
            runs("option httpchk", BACK, OptionKeywords::httpCheck),
            runs("option forwardfor", EVERYWHERE, OptionKeywords::forwardFor),
            runs("option originalto", EVERYWHERE, OptionKeywords::originalTo),
            refused("option forwarded", BACK, "use 'http-request add-header Forwarded proto=http;for=%[src]'"),
            runs("option httplog", FRONT, OptionKeywords::httpLog),
            runs("option httpslog", FRONT, (d, w) -> d.logFormat = format(w, FormatSpec.Kind.HTTPSLOG)),
            runs("option tcplog", FRONT, OptionKeywords::tcpLog),
            accepted("option contstats", FRONT_ONLY, 0),
            accepted("option idle-close-on-response", FRONT_ONLY, 0),
            accepted("option use-small-buffers", BACK, -1),
            refused("option h1-case-adjust-bogus-client", FRONT_ONLY, CASE),
            refused("option h1-case-adjust-bogus-server", BACK_ONLY, CASE));

    /** Options beyond the flags that HAProxy lets {@code no} undo. */
    private static final Set<String> UNDONE = Set.of(
            "redispatch",
            "forwarded",
            "contstats",
            "idle-close-on-response",
            "httpclose",
            "http-keep-alive",
            "http-server-close");

    private OptionKeywords() {}

    /** {@code no option X} and {@code default option X}; both end in what HAProxy starts with. */
    static void undo(ProxyDraft draft, Cursor words) {
        String modifier = words.subject();
        words.take("option");
        Word name = words.word("the name of an option");
        Keyword<ProxyDraft> row = TABLE.find("option " + name);
        Option flag = optionOf(name.text());
        boolean alias = CONNECTION_MODES.contains(flag) && modifier.startsWith("default");
        boolean plain = flag != null && flag != Option.TCPKA && !HEADER_NAMES.contains(flag);
        if (row == null || alias || !plain && !UNDONE.contains(name.text())) {
            throw words.fail("'" + modifier + "' cannot undo '" + name + "'" + TABLE.didYouMean("option " + name));
        }
        words.end();
        switch (name.text()) {
            case "redispatch" -> draft.redispatchInterval = 0;
            default -> {
                if (flag != null) {
                    draft.options.remove(flag);
                }
            }
        }
    }

    private static Option optionOf(String name) {
        for (Option option : Option.values()) {
            if (option.keyword().equals(name)) {
                return option;
            }
        }
        return null;
    }

    private static Keyword<ProxyDraft> flag(Option option, String places) {
        return runs("option " + option.keyword(), places, (d, w) -> d.options.add(option));
    }

    /** Of what only another program's insides know, or what is so here anyway; kept for {@code export}. */
    private static Keyword<ProxyDraft> tuning(Option option, String places) {
        return new Keyword<>(
                "option " + option.keyword(), Answer.ACCEPTED, places, null, (d, w) -> d.options.add(option));
    }

    private static Keyword<ProxyDraft> connectionMode(Option option) {
        return runs("option " + option.keyword(), EVERYWHERE, (d, w) -> {
            d.options.removeAll(CONNECTION_MODES);
            d.options.add(option);
        });
    }

    private static void headerNames(ProxyDraft draft, Cursor words) {
        String policy = words.oneOf(List.of("preserve", "delete", "reject"));
        draft.options.removeAll(HEADER_NAMES);
        switch (policy) {
            case "reject" -> draft.options.add(Option.HTTP_RESTRICT_REQ_HDR_NAMES);
            case "delete" -> draft.options.add(Option.HTTP_DELETE_REQ_HDR_NAMES);
            default -> {}
        }
    }

    private static void redispatch(ProxyDraft draft, Cursor words) {
        draft.redispatchInterval = words.more() ? words.number(Integer.MIN_VALUE, Integer.MAX_VALUE) : -1;
    }

    /** {@code option httpchk [[<method>] <uri> [<version> [<host>]]]}; one word is the URI. */
    private static void httpCheck(ProxyDraft draft, Cursor words) {
        String method = "OPTIONS";
        String uri = "/";
        String version = "HTTP/1.0";
        if (words.more()) {
            uri = words.text("");
            if (words.more()) {
                method = uri;
                uri = words.text("");
            }
            version = words.more() ? words.text("") : version;
        }
        draft.checkHost = words.more() ? words.word("") : null;
        draft.check = new CheckSpec(words.pos(), CheckSpec.Kind.HTTP, method, uri, version);
    }

    private static void forwardFor(ProxyDraft draft, Cursor words) {
        draft.forwardFor = forwardSpec(words, "x-forwarded-for", true);
    }

    private static void originalTo(ProxyDraft draft, Cursor words) {
        draft.originalTo = forwardSpec(words, "x-original-to", false);
    }

    private static ForwardForSpec forwardSpec(Cursor words, String header, boolean mayIfNone) {
        String except = null;
        boolean ifNone = false;
        while (words.more()) {
            if (words.take("except")) {
                except = words.text("<network>");
                if (Network.parse(except) == null) {
                    throw words.fail("'" + words.subject() + " except' expects a network such as 10.0.0.0/8, not '"
                            + except + "'");
                }
            } else if (words.take("header")) {
                header = words.text("<name of a header>");
            } else if (mayIfNone && words.take("if-none")) {
                ifNone = true;
            } else {
                throw words.expects(mayIfNone ? "'except', 'header' or 'if-none'" : "'except' or 'header'");
            }
        }
        return new ForwardForSpec(words.pos(), header, except, ifNone);
    }

    private static void httpLog(ProxyDraft draft, Cursor words) {
        draft.logFormat = format(words, words.take("clf") ? FormatSpec.Kind.HTTPLOG_CLF : FormatSpec.Kind.HTTPLOG);
    }

    private static void tcpLog(ProxyDraft draft, Cursor words) {
        if (words.take("clf")) {
            String text = Environment.empty().find("HAPROXY_TCP_CLF_LOG_FMT");
            draft.logFormat = new FormatSpec(words.pos(), FormatSpec.Kind.TEXT, new Word(text, words.pos(), true));
        } else {
            draft.logFormat = format(words, FormatSpec.Kind.TCPLOG);
        }
    }

    private static FormatSpec format(Cursor words, FormatSpec.Kind kind) {
        return new FormatSpec(words.pos(), kind, null);
    }
}
