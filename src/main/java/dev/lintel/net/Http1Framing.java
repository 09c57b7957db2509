package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;

/**
 * Decides how a message ends, checks its Host, and takes what belongs to one connection out of its fields (RFC 9112 sections 3.2, 6 and
 * 9). False means that the message is refused.
 */
final class Http1Framing {
    private static final byte[] CLOSE = Bytes.of("close");
    private static final byte[] KEEP_ALIVE = Bytes.of("keep-alive");
    private static final byte[] UPGRADE = Bytes.of("upgrade");
    private static final byte[] H2C = Bytes.of("h2c");
    private static final byte[] TRAILERS = Bytes.of("trailers");

    /** What Connection may ask for, as bits. */
    private static final int SAYS_CLOSE = 1;

    private static final int SAYS_KEEP_ALIVE = 2;
    private static final int SAYS_UPGRADE = 4;

    /** Each name costs a search; no honest message has as many. */
    private static final int MAX_CONNECTION_NAMES = 64;

    /** Fields that Connection can never name: itself, framing, routing, and what a proxy in front of us vouches for. */
    private static final HeaderName[] PROTECTED = {
        HeaderName.CONNECTION,
        HeaderName.HOST,
        HeaderName.CONTENT_LENGTH,
        HeaderName.TRANSFER_ENCODING,
        HeaderName.UPGRADE,
        HeaderName.TE,
        HeaderName.FORWARDED,
        HeaderName.X_FORWARDED_FOR,
        HeaderName.X_FORWARDED_HOST,
        HeaderName.X_FORWARDED_PROTO,
        HeaderName.X_REAL_IP,
        HeaderName.COOKIE,
        HeaderName.AUTHORIZATION,
    };

    private Http1Framing() {}

    static boolean request(RequestHead head, FramingFields fields) {
        head.close = head.version == 10;
        if (!fields.frame(head) || fields.secondHost || !Http1Host.check(head, fields.host)) {
            return false;
        }
        if (head.method == Method.CONNECT && head.framing != Framing.NONE) {
            // What comes behind it is for the other end of the tunnel: no two readers would agree where that begins.
            return false;
        }
        return !(fields.hop || fields.requestHop) || hopByHop(head);
    }

    /** Trailers that would change how a message is framed or routed make the message wrong (RFC 9110 section 6.5.1). */
    static boolean trailers(Headers trailers) {
        for (int i = trailers.size() - 1; i >= 0; i--) {
            HeaderName name = trailers.name(i);
            if (name == HeaderName.CONTENT_LENGTH || name == HeaderName.TRANSFER_ENCODING || name == HeaderName.HOST) {
                return false;
            }
            if (ofOneConnection(name)) {
                trailers.remove(i);
            }
        }
        return true;
    }

    private static boolean ofOneConnection(HeaderName name) {
        return name == HeaderName.CONNECTION
                || name == HeaderName.KEEP_ALIVE
                || name == HeaderName.PROXY_CONNECTION
                || name == HeaderName.PROXY
                || name == HeaderName.TE
                || name == HeaderName.TRAILER
                || name == HeaderName.UPGRADE
                || name == HeaderName.HTTP2_SETTINGS;
    }

    static boolean response(ResponseHead head, Method method, FramingFields fields) {
        head.close = head.version == 10;
        if (!fields.frame(head)) {
            return false;
        }
        if (fields.hop && !hopByHop(head)) {
            return false;
        }
        int status = head.status;
        if (status == 101 || method == Method.CONNECT && status >= 200 && status < 300) {
            head.framing = Framing.TUNNEL;
        } else if (method == Method.HEAD && status >= 200) {
            head.wouldBeChunked = head.framing == Framing.CHUNKED;
            head.framing = Framing.NONE;
        } else if (status < 200 || status == 204 || status == 304) {
            head.framing = Framing.NONE;
        } else if (fields.silent()) {
            head.framing = Framing.CLOSE;
            head.close = true;
        }
        return true;
    }

    /** Takes out Connection, what it names, and the fields of one connection; keeps Upgrade where Connection names it. False: too much. */
    private static boolean hopByHop(MessageHead head) {
        Headers headers = head.headers;
        int options = 0;
        int names = 0;
        for (int i = headers.size() - 1; i >= 0; i--) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.CONNECTION || name == HeaderName.PROXY_CONNECTION) {
                byte[] buf = headers.buf(i);
                int off = headers.off(i);
                int len = headers.len(i);
                headers.remove(i);
                if (name == HeaderName.CONNECTION) {
                    names += 1 + count(buf, off, len, (byte) ',');
                    if (names > MAX_CONNECTION_NAMES) {
                        return false;
                    }
                    options |= connectionTokens(headers, buf, off, len);
                    i = headers.size();
                }
            } else if (name == HeaderName.KEEP_ALIVE || name == HeaderName.PROXY || name == HeaderName.HTTP2_SETTINGS) {
                headers.remove(i);
            }
        }
        // Whoever says both wants it closed (RFC 9112 section 9.3).
        head.close = (options & SAYS_CLOSE) != 0 || head.close && (options & SAYS_KEEP_ALIVE) == 0;
        int at = headers.find(HeaderName.TE);
        while (at >= 0 && Bytes.equalIgnoreCase(headers.buf(at), headers.off(at), headers.len(at), TRAILERS)) {
            at = headers.find(HeaderName.TE, at + 1);
        }
        if (at >= 0) {
            headers.removeAll(HeaderName.TE);
        }
        at = headers.find(HeaderName.UPGRADE);
        if (at >= 0) {
            boolean single = headers.find(HeaderName.UPGRADE, at + 1) < 0;
            if ((options & SAYS_UPGRADE) != 0 && single && head.version == 11 && !names(headers, at, H2C)) {
                head.upgrade = headers.text(at);
            } else {
                headers.removeAll(HeaderName.UPGRADE);
            }
        }
        return true;
    }

    /** Whether a list holds that token; {@code lowered} is in lower case. */
    private static boolean names(Headers headers, int at, byte[] lowered) {
        byte[] buf = headers.buf(at);
        int start = headers.off(at);
        int end = start + headers.len(at);
        while (start < end) {
            int comma = Bytes.indexOf(buf, start, end - start, (byte) ',');
            int stop = comma < 0 ? end : comma;
            int first = skipBlanks(buf, start, stop);
            if (Bytes.equalIgnoreCase(buf, first, endOfText(buf, first, stop) - first, lowered)) {
                return true;
            }
            start = stop + 1;
        }
        return false;
    }

    private static int count(byte[] buf, int off, int len, byte what) {
        int count = 0;
        for (int i = off; i < off + len; i++) {
            if (buf[i] == what) {
                count++;
            }
        }
        return count;
    }

    private static int skipBlanks(byte[] buf, int from, int end) {
        int at = from;
        while (at < end && (buf[at] == ' ' || buf[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int endOfText(byte[] buf, int from, int end) {
        int at = end;
        while (at > from && (buf[at - 1] == ' ' || buf[at - 1] == '\t')) {
            at--;
        }
        return at;
    }

    /** Takes out what one Connection field names; returns which of the options are among it. */
    private static int connectionTokens(Headers headers, byte[] buf, int off, int len) {
        int options = 0;
        int end = off + len;
        int start = off;
        while (start < end) {
            int comma = Bytes.indexOf(buf, start, end - start, (byte) ',');
            int stop = comma < 0 ? end : comma;
            int first = skipBlanks(buf, start, stop);
            int tokenLen = endOfText(buf, first, stop) - first;
            if (Bytes.equalIgnoreCase(buf, first, tokenLen, CLOSE)) {
                options |= SAYS_CLOSE;
            } else if (Bytes.equalIgnoreCase(buf, first, tokenLen, KEEP_ALIVE)) {
                options |= SAYS_KEEP_ALIVE;
            } else if (Bytes.equalIgnoreCase(buf, first, tokenLen, UPGRADE)) {
                options |= SAYS_UPGRADE;
            } else if (tokenLen > 0) {
                removeNamed(headers, buf, first, tokenLen);
            }
            start = stop + 1;
        }
        return options;
    }

    private static void removeNamed(Headers headers, byte[] buf, int off, int len) {
        HeaderName named = HeaderName.of(buf, off, len);
        if (named == null) {
            return;
        }
        for (HeaderName name : PROTECTED) {
            if (named.is(name)) {
                return;
            }
        }
        headers.removeAll(named);
    }
}
