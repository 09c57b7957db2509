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
    private static final byte[] CHUNKED = Bytes.of("chunked");
    private static final byte[] CLOSE = Bytes.of("close");
    private static final byte[] KEEP_ALIVE = Bytes.of("keep-alive");
    private static final byte[] UPGRADE = Bytes.of("upgrade");
    private static final byte[] H2C = Bytes.of("h2c");
    private static final byte[] TRAILERS = Bytes.of("trailers");

    /** Fields that Connection can never name: framing, routing, and what a proxy in front of us vouches for. */
    private static final HeaderName[] PROTECTED = {
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

    static boolean request(RequestHead head) {
        Headers headers = head.headers;
        head.close = head.version == 10;
        int length = -1;
        int coding = -1;
        int host = -1;
        int connection = -1;
        for (int i = 0, n = headers.size(); i < n; i++) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.HOST) {
                if (host >= 0) {
                    return false;
                }
                host = i;
            } else if (name == HeaderName.CONTENT_LENGTH) {
                if (length >= 0) {
                    return false;
                }
                length = i;
            } else if (name == HeaderName.TRANSFER_ENCODING) {
                if (coding >= 0) {
                    return false;
                }
                coding = i;
            } else if (name == HeaderName.CONNECTION
                    || name == HeaderName.KEEP_ALIVE
                    || name == HeaderName.PROXY_CONNECTION
                    || name == HeaderName.PROXY
                    || name == HeaderName.TE
                    || name == HeaderName.UPGRADE
                    || name == HeaderName.HTTP2_SETTINGS) {
                connection = i;
            }
        }
        if (!body(head, length, coding) || !Http1Host.check(head, host)) {
            return false;
        }
        if (connection >= 0) {
            hopByHop(head);
        }
        return true;
    }

    private static boolean body(MessageHead head, int length, int coding) {
        Headers headers = head.headers;
        if (coding >= 0) {
            if (length >= 0
                    || head.version == 10
                    || !Bytes.equalIgnoreCase(headers.buf(coding), headers.off(coding), headers.len(coding), CHUNKED)) {
                return false;
            }
            head.framing = Framing.CHUNKED;
        } else if (length >= 0) {
            head.length = Bytes.parseDigits(headers.buf(length), headers.off(length), headers.len(length));
            if (head.length < 0) {
                return false;
            }
            head.framing = head.length == 0 ? Framing.NONE : Framing.LENGTH;
        }
        return true;
    }

    static boolean response(ResponseHead head, Method method) {
        Headers headers = head.headers;
        head.close = head.version == 10;
        int length = -1;
        int coding = -1;
        boolean hop = false;
        for (int i = 0, n = headers.size(); i < n; i++) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.CONTENT_LENGTH) {
                if (length >= 0) {
                    return false;
                }
                length = i;
            } else if (name == HeaderName.TRANSFER_ENCODING) {
                if (coding >= 0) {
                    return false;
                }
                coding = i;
            } else if (name == HeaderName.CONNECTION
                    || name == HeaderName.KEEP_ALIVE
                    || name == HeaderName.PROXY_CONNECTION
                    || name == HeaderName.UPGRADE) {
                hop = true;
            }
        }
        if (!body(head, length, coding)) {
            return false;
        }
        if (hop) {
            hopByHop(head);
        }
        int status = head.status;
        if (status == 101 || method == Method.CONNECT && status >= 200 && status < 300) {
            head.framing = Framing.TUNNEL;
        } else if (method == Method.HEAD && status >= 200) {
            head.wouldBeChunked = head.framing == Framing.CHUNKED;
            head.framing = Framing.NONE;
        } else if (status < 200 || status == 204 || status == 304) {
            head.framing = Framing.NONE;
        } else if (length < 0 && coding < 0) {
            head.framing = Framing.CLOSE;
            head.close = true;
        }
        return true;
    }

    /** Takes out Connection, what it names, and the fields of one connection; keeps Upgrade where Connection names it. */
    private static void hopByHop(MessageHead head) {
        Headers headers = head.headers;
        boolean upgrade = false;
        for (int i = headers.size() - 1; i >= 0; i--) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.CONNECTION || name == HeaderName.PROXY_CONNECTION) {
                byte[] buf = headers.buf(i);
                int off = headers.off(i);
                int len = headers.len(i);
                headers.remove(i);
                if (name == HeaderName.CONNECTION) {
                    upgrade |= connectionTokens(head, buf, off, len);
                    i = headers.size();
                }
            } else if (name == HeaderName.KEEP_ALIVE || name == HeaderName.PROXY || name == HeaderName.HTTP2_SETTINGS) {
                headers.remove(i);
            }
        }
        int at = headers.find(HeaderName.TE);
        if (at >= 0 && !Bytes.equalIgnoreCase(headers.buf(at), headers.off(at), headers.len(at), TRAILERS)) {
            headers.removeAll(HeaderName.TE);
        }
        at = headers.find(HeaderName.UPGRADE);
        if (at < 0) {
            return;
        }
        boolean h2c = Bytes.equalIgnoreCase(headers.buf(at), headers.off(at), headers.len(at), H2C);
        if (upgrade && !h2c && head.version == 11) {
            head.upgrade = headers.text(at);
        } else {
            headers.removeAll(HeaderName.UPGRADE);
        }
    }

    /** Applies the tokens of one Connection field; returns whether it names Upgrade. */
    private static boolean connectionTokens(MessageHead head, byte[] buf, int off, int len) {
        boolean upgrade = false;
        int end = off + len;
        int start = off;
        while (start < end) {
            int comma = Bytes.indexOf(buf, start, end - start, (byte) ',');
            int stop = comma < 0 ? end : comma;
            int first = start;
            int last = stop;
            while (first < last && (buf[first] == ' ' || buf[first] == '\t')) {
                first++;
            }
            while (last > first && (buf[last - 1] == ' ' || buf[last - 1] == '\t')) {
                last--;
            }
            int tokenLen = last - first;
            if (Bytes.equalIgnoreCase(buf, first, tokenLen, CLOSE)) {
                head.close = true;
            } else if (Bytes.equalIgnoreCase(buf, first, tokenLen, KEEP_ALIVE)) {
                if (head.version == 10) {
                    head.close = false;
                }
            } else if (Bytes.equalIgnoreCase(buf, first, tokenLen, UPGRADE)) {
                upgrade = true;
            } else if (tokenLen > 0) {
                removeNamed(head.headers, buf, first, tokenLen);
            }
            start = stop + 1;
        }
        return upgrade;
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
