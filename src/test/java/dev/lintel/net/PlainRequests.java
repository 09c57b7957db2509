package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.stream.HttpLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reader of HTTP/1 requests, slow and plain, written from RFC 9112 and from what we promise to refuse: the oracle for the real one.
 * It says of each request in a text that is all there what is understood: {@code METHOD target version [fields] "body" {trailers}}.
 */
final class PlainRequests {
    static final String REFUSED = "refused";
    /** A head that is not all there, or no head but odd ends of lines: a reader may wait for more, or know already that it is wrong. */
    static final String EITHER = "??";

    private static final Pattern LINE =
            Pattern.compile("(" + PlainFields.TOKEN + ") ([\\x21-\\x22\\x24-\\x7e]+) HTTP/1\\.([01])");
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+;=-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{0,5}))?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?]*)([/?].*)?");
    private static final int EMPTY_LINES = 32;
    private static final int NAMES_IN_CONNECTION = 64;

    private static final Set<String> NOT_TO_BE_NAMED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "upgrade",
            "te",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip",
            "cookie",
            "authorization");

    private final String text;
    private final HttpLimits limits;
    private final List<String> understood = new ArrayList<>();
    private int at;

    private PlainRequests(byte[] bytes, HttpLimits limits) {
        this.text = Bytes.text(bytes, 0, bytes.length);
        this.limits = limits;
    }

    static List<String> read(byte[] bytes, HttpLimits limits) {
        PlainRequests reader = new PlainRequests(bytes, limits);
        while (reader.one()) {
            continue;
        }
        return reader.understood;
    }

    /** Reads one request; false where nothing behind it is read. */
    private boolean one() {
        int start = at;
        for (int i = 0; i < EMPTY_LINES && text.startsWith("\r\n", at); i++) {
            at += 2;
        }
        if (at == text.length()) {
            return false;
        }
        int end = text.indexOf("\r\n\r\n", at);
        if (end < 0 || text.charAt(at) == '\r' || text.charAt(at) == '\n') {
            return ends(EITHER);
        }
        List<String> lines = Arrays.asList(text.substring(at, end).split("\r\n", -1));
        Matcher line = LINE.matcher(lines.getFirst());
        PlainFields fields = PlainFields.read(lines.subList(1, lines.size()));
        at = end + 4;
        boolean good = line.matches()
                && !lines.getFirst().startsWith("PRI ")
                && fields != null
                && lines.getFirst().length() + 2 <= limits.lineBytes()
                && at - start <= limits.headBytes()
                && fields.all().size() <= limits.fields();
        return good && named(line.group(1), line.group(2), line.group(3), fields) || ends(REFUSED);
    }

    private boolean ends(String how) {
        understood.add(how);
        at = text.length();
        return false;
    }

    /** Nothing is read behind a request that ends the connection; true as well then. */
    private boolean named(String method, String target, String minor, PlainFields fields) {
        List<String> lengths = fields.values("content-length");
        List<String> codings = fields.values("transfer-encoding");
        boolean chunked = codings.size() == 1;
        boolean framed = lengths.size() + codings.size() <= 1
                && (lengths.isEmpty() || lengths.getFirst().matches("[0-9]{1,18}"))
                && (codings.isEmpty() || minor.equals("1") && codings.getFirst().equalsIgnoreCase("chunked"));
        if (!framed || !host(method, target, minor, fields)) {
            return false;
        }
        long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst());
        boolean connect = method.equals("CONNECT");
        List<String> options = fields.members("connection");
        if (connect && (chunked || length > 0) || options.size() > NAMES_IN_CONNECTION) {
            return false;
        }
        boolean upgrade = ofThisConnection(fields, options, minor);
        boolean closes =
                options.contains("close") || minor.equals("0") && !options.contains("keep-alive") || connect || upgrade;
        PlainBody body = chunked ? PlainBody.chunked(text, at, limits) : PlainBody.counted(text, at, length);
        understood.add(method + " " + target + " 1" + minor + " " + fields.all() + " \"" + body.data + "\""
                + (body.trailers.isEmpty() ? "" : " " + body.trailers) + body.state);
        at = closes || !body.state.isEmpty() ? text.length() : body.end;
        return true;
    }

    /** Takes out what is not for the next server; whether the connection is to become another protocol's. */
    private static boolean ofThisConnection(PlainFields fields, List<String> options, String minor) {
        boolean upgrade = options.contains("upgrade")
                && minor.equals("1")
                && fields.values("upgrade").size() == 1
                && !fields.members("upgrade").contains("h2c");
        for (String name : options) {
            if (!NOT_TO_BE_NAMED.contains(name) && !name.equals("close")) {
                fields.remove(name);
            }
        }
        List.of("connection", "proxy-connection", "keep-alive", "proxy", "http2-settings")
                .forEach(fields::remove);
        if (!upgrade) {
            fields.remove("upgrade");
        }
        if (!fields.values("te").stream().allMatch(value -> value.equalsIgnoreCase("trailers"))) {
            fields.remove("te");
        }
        return upgrade;
    }

    /** One host, and the same in the target (RFC 9112 section 3.2). */
    private static boolean host(String method, String target, String minor, PlainFields fields) {
        List<String> hosts = fields.values("host");
        if (hosts.size() > 1 || hosts.isEmpty() && minor.equals("1")) {
            return false;
        }
        String host = hosts.isEmpty() ? "" : hosts.getFirst();
        if (!host.isEmpty() && !isAuthority(host)) {
            return false;
        }
        if (method.equals("CONNECT")) {
            return target.matches(".*:[0-9]+") && same(target, hosts, fields);
        }
        if (target.startsWith("/") || target.equals("*")) {
            return target.startsWith("/") || method.equals("OPTIONS");
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() && same(absolute.group(1), hosts, fields);
    }

    /** The name in the target is the one in Host, or takes its place. */
    private static boolean same(String authority, List<String> hosts, PlainFields fields) {
        if (!isAuthority(authority)) {
            return false;
        }
        if (hosts.isEmpty()) {
            fields.all().add(new PlainFields.Field("host", authority));
            return true;
        }
        String name = withoutPort(hosts.getFirst());
        fields.all().replaceAll(field -> field.name().equals("host") ? new PlainFields.Field("host", name) : field);
        return name.toLowerCase(Locale.ROOT).equals(withoutPort(authority).toLowerCase(Locale.ROOT));
    }

    private static boolean isAuthority(String text) {
        Matcher parts = AUTHORITY.matcher(text);
        String port = parts.matches() ? parts.group(2) : "99999";
        return port == null || port.isEmpty() || Integer.parseInt(port) <= 65535;
    }

    /** Without a port that is there for its scheme's sake. */
    private static String withoutPort(String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches() || parts.group(2) == null) {
            return authority;
        }
        String port = parts.group(2);
        return port.isEmpty() || Integer.parseInt(port) == 80 || Integer.parseInt(port) == 443
                ? parts.group(1)
                : authority;
    }
}
