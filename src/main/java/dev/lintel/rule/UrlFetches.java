package dev.lintel.rule;

import static dev.lintel.exchange.SampleType.BIN;
import static dev.lintel.exchange.SampleType.INT;
import static dev.lintel.exchange.SampleType.IPV4;
import static dev.lintel.exchange.SampleType.STR;
import static dev.lintel.rule.Args.NONE;
import static dev.lintel.rule.Fetch.fetch;
import static dev.lintel.rule.Scope.REQUEST;

import dev.lintel.balance.Hash;
import dev.lintel.base.Network;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;
import java.util.List;
import java.util.Locale;

/** Fetches of the request's target: path, query, parameters, and what is made of them (manual section 7.3.6). */
final class UrlFetches {
    private static final Args.Spec PARAMETER = Args.Spec.maybe(Args.Kind.STR, "name")
            .optional(Args.Kind.STR, "delimiter")
            .optional(Args.Kind.STR, "i");

    static final List<Fetch> ROWS = List.of(
            fetch("url", NONE, STR, REQUEST, a -> (x, out) -> url(x.request, out)),
            fetch("path", NONE, STR, REQUEST, a -> (x, out) -> path(x.request, false, out)),
            fetch("pathq", NONE, STR, REQUEST, a -> (x, out) -> path(x.request, true, out)),
            fetch("query", Args.Spec.maybe(Args.Kind.STR, "options"), STR, REQUEST, UrlFetches::query),
            fetch("base", NONE, STR, REQUEST, a -> (x, out) -> base(x.request, false, out)),
            fetch("baseq", NONE, STR, REQUEST, a -> (x, out) -> base(x.request, true, out)),
            fetch("base32", NONE, INT, REQUEST, a -> (x, out) -> hash(x, false, out)),
            fetch("base32+src", NONE, BIN, REQUEST, a -> (x, out) -> hash(x, false, out) && withSource(x, out)),
            fetch("url32", NONE, INT, REQUEST, a -> (x, out) -> hash(x, true, out)),
            fetch("url32+src", NONE, BIN, REQUEST, a -> (x, out) -> hash(x, true, out) && withSource(x, out)),
            fetch("url_ip", NONE, IPV4, REQUEST, a -> (x, out) -> authority(x.request) != null && ip(x.request, out)),
            fetch(
                    "url_port",
                    NONE,
                    INT,
                    REQUEST,
                    a -> (x, out) -> authority(x.request) != null && port(x.request, out)),
            fetch("urlp", PARAMETER, STR, REQUEST, UrlFetches::parameter),
            fetch("url_param", PARAMETER, STR, REQUEST, UrlFetches::parameter),
            fetch("urlp_val", PARAMETER, INT, REQUEST, a -> HeaderFetches.numbers(parameter(a))));

    private UrlFetches() {}

    private static boolean url(RequestHead head, Sample out) {
        return head != null && out.str(head.targetBuf(), head.targetOff(), head.targetLen());
    }

    /** Neither {@code *} nor the authority of CONNECT has a path. */
    static boolean hasPath(RequestHead head) {
        return head != null && head.pathQueryLen() > 0 && head.targetBuf()[head.pathOff()] == '/';
    }

    private static boolean path(RequestHead head, boolean withQuery, Sample out) {
        return hasPath(head)
                && out.str(head.targetBuf(), head.pathOff(), withQuery ? head.pathQueryLen() : head.pathLen());
    }

    private static Sampler query(Args a) {
        String option = a.str(0, "");
        boolean mark = option.equals("with_qm");
        if (!mark && !option.isEmpty()) {
            throw a.mistake("expects the option 'with_qm' or none, not '" + option + "'");
        }
        return (x, out) -> query(x.request, mark, out);
    }

    private static boolean query(RequestHead head, boolean mark, Sample out) {
        if (head == null || !head.hasQuery()) {
            return false;
        }
        int more = mark && head.queryLen() > 0 ? 1 : 0;
        return out.str(head.targetBuf(), head.queryOff() - more, head.queryLen() + more);
    }

    /** The first Host, then the path. */
    private static boolean base(RequestHead head, boolean withQuery, Sample out) {
        if (head == null) {
            return false;
        }
        Headers headers = head.headers;
        int host = headers.find(HeaderName.HOST);
        int pathLen = !hasPath(head) ? 0 : withQuery ? head.pathQueryLen() : head.pathLen();
        if (host < 0) {
            return out.str(head.targetBuf(), head.pathOff(), pathLen);
        }
        int hostLen = headers.len(host);
        if (pathLen == 0) {
            return out.str(headers.buf(host), headers.off(host), hostLen);
        }
        byte[] text = new byte[hostLen + pathLen];
        System.arraycopy(headers.buf(host), headers.off(host), text, 0, hostLen);
        System.arraycopy(head.targetBuf(), head.pathOff(), text, hostLen, pathLen);
        return out.str(text);
    }

    private static boolean hash(Exchange x, boolean withQuery, Sample out) {
        if (!base(x.request, withQuery, out)) {
            return false;
        }
        return out.number(Hash.mix(Hash.sdbm(out.buf, out.off, out.len)) & 0xffffffffL);
    }

    /** The hash as four bytes in network order, then the client's address. */
    private static boolean withSource(Exchange x, Sample out) {
        byte[] ip = x.source.ip();
        if (ip == null) {
            return false;
        }
        byte[] both = new byte[4 + ip.length];
        for (int i = 0; i < 4; i++) {
            both[i] = (byte) (out.num >> 24 - 8 * i);
        }
        System.arraycopy(ip, 0, both, 4, ip.length);
        return out.bin(both);
    }

    /** The {@code host:port} of an absolute target, or null. */
    private static String authority(RequestHead head) {
        if (head == null || !head.authorityForm()) {
            return null;
        }
        String text = Bytes.text(head.targetBuf(), head.targetOff(), head.pathOff() - head.targetOff());
        int start = text.indexOf("://");
        return start < 0 ? null : text.substring(start + 3);
    }

    private static boolean ip(RequestHead head, Sample out) {
        String authority = authority(head);
        int colon = authority.indexOf(':');
        byte[] ip = Network.address(colon < 0 ? authority : authority.substring(0, colon));
        return ip != null && ip.length == 4 && out.address(ip);
    }

    /** Where the host is no IPv4 address, HAProxy has no port either. */
    private static boolean port(RequestHead head, Sample out) {
        String authority = authority(head);
        int colon = authority.indexOf(':');
        if (!ip(head, out)) {
            return false;
        }
        byte[] digits = Bytes.of(colon < 0 ? "80" : authority.substring(colon + 1));
        return out.number(HeaderValues.number(digits, 0, digits.length));
    }

    private static Sampler parameter(Args a) {
        boolean ignoreCase = a.str(2, "").equals("i");
        String name = a.str(0, "");
        byte[] wanted = name.isEmpty() ? null : Bytes.of(ignoreCase ? name.toLowerCase(Locale.ROOT) : name);
        String text = a.str(1, "");
        byte delimiter = (byte) (text.isEmpty() ? '?' : text.charAt(0));
        return (x, out) -> parameter(x.request, delimiter, wanted, ignoreCase, out);
    }

    private static boolean parameter(RequestHead head, byte delimiter, byte[] name, boolean ignoreCase, Sample out) {
        if (head == null) {
            return false;
        }
        byte[] buf = head.targetBuf();
        int end = head.targetOff() + head.targetLen();
        int before = (int) out.cursor;
        if (before == 0) {
            before = Bytes.indexOf(buf, head.targetOff(), head.targetLen(), delimiter);
            if (before < 0) {
                return false;
            }
        }
        return Parameters.next(buf, before + 1, end, delimiter, name, ignoreCase, out);
    }
}
