package dev.lintel.proxy;

import dev.lintel.balance.Server;
import dev.lintel.balance.Servers;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.CookieSpec.Kind;
import dev.lintel.model.Option;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client at its server by the backend's cookie (manual section 4.2, {@code cookie}). Immutable; each call works on the exchange
 * of its loop. Where a message has no such cookie nothing is copied.
 */
public final class Persistence {
    /** Between the server and the application's value, in prefix mode. */
    private static final byte PREFIX_DELIMITER = '~';
    /** Before each date. */
    private static final byte DATE_DELIMITER = '|';

    private static final int DAY = 86400;

    private final CookieSpec spec;
    private final Servers servers;
    private final byte[] name;
    private final byte[] attributes;
    private final boolean evenIfDown;
    private final boolean checkCache;

    public Persistence(BackendSpec backend, Servers servers) {
        this(
                backend.cookie(),
                servers,
                backend.proxy().on(Option.PERSIST),
                backend.proxy().on(Option.CHECKCACHE));
    }

    /**
     * @param spec the {@code cookie} line
     * @param evenIfDown {@code option persist}
     * @param checkCache {@code option checkcache}
     */
    Persistence(CookieSpec spec, Servers servers, boolean evenIfDown, boolean checkCache) {
        this.spec = spec;
        this.servers = servers;
        this.evenIfDown = evenIfDown;
        this.checkCache = checkCache;
        this.name = Bytes.of(spec.name());
        this.attributes = attributes(spec);
    }

    private static byte[] attributes(CookieSpec spec) {
        StringBuilder out = new StringBuilder();
        String separator = "; domain=";
        for (String domain : spec.domains()) {
            out.append(separator).append(domain);
        }
        if (spec.httpOnly()) {
            out.append("; HttpOnly");
        }
        if (spec.secure()) {
            out.append("; Secure");
        }
        for (String attribute : spec.attributes()) {
            out.append("; ").append(attribute);
        }
        return Bytes.of(out.toString());
    }

    /**
     * Reads the request's cookies: the server that the client belongs to, or null. Takes out of the request what the servers are not to
     * see, and sets the exchange's cookie flags, {@link Exchange#direct} and dates. Once per exchange, when it has come to the backend;
     * also before a denial, for the log.
     */
    public @Nullable Server request(Exchange x) {
        x.cookieFlag = 'N';
        x.setCookieFlag = 'N';
        boolean assigned = x.server != null;
        Server found = null;
        Headers headers = x.request.headers;
        for (int i = headers.find(HeaderName.COOKIE); i >= 0; i = headers.find(HeaderName.COOKIE, i + 1)) {
            if (!concerns(headers, i)) {
                continue;
            }
            CookieScanner cookie = new CookieScanner(headers.buf(i), headers.off(i), headers.len(i), true);
            RequestCookieEdit edit = new RequestCookieEdit(cookie, spec);
            while (cookie.advance()) {
                if (cookie.isAttribute() || !cookie.hasEqual() || !cookie.named(name)) {
                    edit.keep();
                    continue;
                }
                int delimiter = delimiter(x, cookie);
                if (found == null) {
                    found = find(x, cookie, delimiter, assigned || x.persistenceIgnored);
                }
                edit.own(delimiter);
            }
            if (edit.finish(headers, i)) {
                i--;
            }
        }
        x.direct |= found != null;
        forgetUnlogged(x);
        return found;
    }

    /** A cookie that is only read is nothing to log (manual section 8.5). */
    private void forgetUnlogged(Exchange x) {
        if (spec.kind() == Kind.PASSIVE && !spec.indirect()) {
            x.cookieFlag = '-';
            x.setCookieFlag = '-';
        }
    }

    /** Whether the field has this cookie, or another that is to be tidied. */
    private boolean concerns(Headers headers, int i) {
        byte[] buf = headers.buf(i);
        int end = headers.off(i) + headers.len(i);
        for (int at = headers.off(i); at < end; at++) {
            if (buf[at] != '=') {
                continue;
            }
            boolean loose = at > headers.off(i) && CookieScanner.isBlank(buf[at - 1])
                    || at + 1 < end && CookieScanner.isBlank(buf[at + 1]);
            if (loose || at - headers.off(i) >= name.length && Bytes.equal(buf, at - name.length, name.length, name)) {
                return true;
            }
        }
        return false;
    }

    /** Where the server's part of the value ends; at its beginning where the cookie is too old to count. */
    private int delimiter(Exchange x, CookieScanner cookie) {
        int length = cookie.valueEnd - cookie.valueStart;
        byte wanted = spec.kind() == Kind.PREFIX ? PREFIX_DELIMITER : DATE_DELIMITER;
        int at = Bytes.indexOf(cookie.buf, cookie.valueStart, length, wanted);
        int delimiter = at < 0 ? cookie.valueEnd : at;
        if (at >= 0 && wanted == DATE_DELIMITER) {
            readDates(x, cookie.buf, at + 1, cookie.valueEnd);
        }
        int now = (int) (x.loop.wallClock() / 1000);
        if (x.cookieFirstSeen != 0
                && spec.maxLifeSeconds() > 0
                && outdated(now, x.cookieFirstSeen, spec.maxLifeSeconds())) {
            return forget(x, 'O', cookie);
        }
        if (x.cookieLastSeen != 0
                && spec.maxIdleSeconds() > 0
                && outdated(now, x.cookieLastSeen, spec.maxIdleSeconds())) {
            return forget(x, 'E', cookie);
        }
        return delimiter;
    }

    private static void readDates(Exchange x, byte[] buf, int from, int end) {
        if (end - from >= 5) {
            int date = CookieDate.parse(buf, from);
            if (date > 0) {
                x.cookieLastSeen = date << 2;
            }
        }
        int second = Bytes.indexOf(buf, from, end - from, DATE_DELIMITER);
        if (second >= 0 && end - second > 5) {
            int date = CookieDate.parse(buf, second + 1);
            if (date > 0) {
                x.cookieFirstSeen = date << 2;
            }
        }
    }

    /** Too long ago, or more than a day ahead: a clock that was set wrong for a while expires nobody. */
    private static boolean outdated(int now, int then, long most) {
        return now - then > most || then - now > DAY;
    }

    private static int forget(Exchange x, char flag, CookieScanner cookie) {
        x.cookieFlag = flag;
        x.cookieFirstSeen = 0;
        x.cookieLastSeen = 0;
        return cookie.valueStart;
    }

    /** The first server of that cookie that may be used; several may share one value, to stand in for each other. */
    private @Nullable Server find(Exchange x, CookieScanner cookie, int delimiter, boolean unused) {
        int length = delimiter - cookie.valueStart;
        for (int i = 0; !unused && length > 0 && i < servers.all().size(); i++) {
            Server server = servers.all().get(i);
            if (server.cookie() == null || !Bytes.equal(cookie.buf, cookie.valueStart, length, server.cookie())) {
                continue;
            }
            x.cookieFlag = server.reachable() ? 'V' : 'D';
            if (server.reachable() || evenIfDown || x.persistenceForced) {
                return server;
            }
        }
        if (x.cookieFlag == 'N') {
            x.cookieFlag = unused ? 'U' : 'I';
        }
        return null;
    }

    /**
     * Edits the final answer of a server: its own cookie of that name, and the one that makes the client come back. Sets the exchange's
     * flag. False where {@code option checkcache} forbids the answer.
     */
    public boolean response(Exchange x, Server server) {
        ResponseHead head = x.response;
        boolean setsCookie = serverCookies(x, server, head.headers);
        boolean judged = checkCache || spec.nocache();
        int cacheability = judged ? Cacheability.of(x.request.method, head) : 0;
        if (inserts(x)) {
            head.headers.add(HeaderName.SET_COOKIE, cookie(x, server));
            x.setCookieFlag = server.cookie() != null && x.direct ? 'U' : 'I';
            if (spec.nocache() && (cacheability & Cacheability.STORABLE) != 0) {
                cacheability = 0;
                head.headers.add(HeaderName.CACHE_CONTROL, "private");
            }
        }
        forgetUnlogged(x);
        return !(checkCache && setsCookie && cacheability == (Cacheability.STORABLE | Cacheability.WITH_COOKIE));
    }

    /** Whether the answer has any cookie. */
    private boolean serverCookies(Exchange x, Server server, Headers headers) {
        boolean any = false;
        for (int i = headers.find(HeaderName.SET_COOKIE); i >= 0; i = headers.find(HeaderName.SET_COOKIE, i + 1)) {
            any = true;
            CookieScanner cookie = new CookieScanner(headers.buf(i), headers.off(i), headers.len(i), false);
            if (!cookie.advance() || !cookie.hasEqual() || cookie.equal == cookie.valueEnd) {
                continue;
            }
            if (cookie.isLoose()) {
                tidy(headers, i, cookie);
            }
            if (!x.persistenceIgnored && cookie.named(name)) {
                i -= own(x, server, headers, i) ? 1 : 0;
            }
        }
        return any;
    }

    /** Takes the blanks from around the equal sign, and looks at the result. */
    private static void tidy(Headers headers, int i, CookieScanner cookie) {
        ByteWriter out = new ByteWriter(headers.len(i));
        out.put(cookie.buf, cookie.begin, cookie.nameEnd - cookie.begin).put('=');
        out.put(cookie.buf, cookie.valueStart, cookie.end - cookie.valueStart);
        headers.value(i, out.array(), 0, out.size());
    }

    /** The server's own cookie of our name; true where it was removed. */
    private boolean own(Exchange x, Server server, Headers headers, int i) {
        x.setCookieFlag = 'P';
        if (spec.preserve()) {
            return false;
        }
        if (spec.kind() == Kind.INSERT || x.direct && spec.indirect()) {
            headers.remove(i);
            x.setCookieFlag = 'D';
            return true;
        }
        byte[] value = server.cookie();
        if (value == null || spec.kind() == Kind.PASSIVE) {
            return false;
        }
        CookieScanner cookie = new CookieScanner(headers.buf(i), headers.off(i), headers.len(i), false);
        cookie.advance();
        ByteWriter out = new ByteWriter(headers.len(i) + value.length + 1);
        out.put(cookie.buf, cookie.begin, cookie.valueStart - cookie.begin).put(value);
        int rest = cookie.valueEnd;
        if (spec.kind() == Kind.PREFIX) {
            out.put(PREFIX_DELIMITER);
            rest = cookie.valueStart;
        }
        out.put(cookie.buf, rest, cookie.end - rest);
        headers.value(i, out.array(), 0, out.size());
        x.setCookieFlag = 'R';
        return false;
    }

    /** Whether the client has to be told: it belongs nowhere yet, or its dates are to be renewed, begun or dropped. */
    private boolean inserts(Exchange x) {
        if (spec.kind() != Kind.INSERT
                || x.persistenceIgnored
                || x.setCookieFlag == 'P' && spec.preserve()
                || spec.postonly() && x.request.method != Method.POST) {
            return false;
        }
        boolean dated = spec.maxIdleSeconds() > 0 || x.cookieLastSeen != 0;
        boolean renew = dated && (x.cookieLastSeen == 0 || x.cookieLastSeen - now(x) < 0);
        boolean begin = spec.maxLifeSeconds() > 0 && x.cookieFirstSeen == 0;
        boolean drop = spec.maxLifeSeconds() == 0 && x.cookieFirstSeen != 0;
        return !x.direct || renew || begin || drop;
    }

    private byte[] cookie(Exchange x, Server server) {
        ByteWriter out = new ByteWriter(name.length + attributes.length + 48);
        out.put(name).put('=');
        if (server.cookie() == null) {
            out.put("; Expires=Thu, 01-Jan-1970 00:00:01 GMT");
        } else {
            out.put(server.cookie());
            int now = now(x) + 3 >> 2;
            if (spec.maxIdleSeconds() > 0 || spec.maxLifeSeconds() > 0) {
                CookieDate.write(now, out.put(DATE_DELIMITER));
            }
            if (spec.maxLifeSeconds() > 0) {
                CookieDate.write(x.cookieFirstSeen != 0 ? x.cookieFirstSeen >> 2 : now, out.put(DATE_DELIMITER));
            }
        }
        return out.put("; path=/").put(attributes).toBytes();
    }

    private static int now(Exchange x) {
        return (int) (x.loop.wallClock() / 1000);
    }
}
