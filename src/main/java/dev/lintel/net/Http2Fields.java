package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.LoggedBytes;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one head as they are decompressed and checks each (RFC 9113 section 8.2): names in lower case, values without
 * controls, pseudo-header fields first and once, nothing that belongs to a connection. One per loop: it keeps what it found until it is
 * started again. For Netty's decoder it looks like the list that it fills.
 */
final class Http2Fields extends DefaultHttp2Headers {
    private static final byte[] TRAILERS = Bytes.of("trailers");
    private static final byte[] COOKIE_SEPARATOR = Bytes.of("; ");

    /** The fields without the pseudo-header ones; a list of its own for each head. */
    Headers headers = new Headers(1);

    @Nullable
    AsciiString method;

    @Nullable
    AsciiString scheme;

    @Nullable
    AsciiString authority;

    @Nullable
    AsciiString path;

    @Nullable
    AsciiString protocol;

    @Nullable
    AsciiString status;

    /** What two readers could take differently, or what no head may hold. */
    boolean malformed;
    /** More fields than allowed. */
    boolean tooMany;
    /** Where Host and Content-Length stand, or -1. */
    int host;

    int length;

    /** What the log counts for the fields. */
    int logged;

    private int most;
    private int cookie;
    private boolean hostGiven;

    Http2Fields() {
        super(false, 2);
    }

    /** @param mostFields how many there may be */
    void start(int mostFields, int expected) {
        headers = new Headers(expected);
        method = null;
        scheme = null;
        authority = null;
        path = null;
        protocol = null;
        status = null;
        malformed = false;
        tooMany = false;
        host = -1;
        length = -1;
        cookie = -1;
        hostGiven = false;
        logged = 0;
        most = mostFields;
    }

    /** Keeps nothing of a head between two of them. */
    void forget() {
        start(0, 1);
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (!malformed && !tooMany) {
            take((AsciiString) name, (AsciiString) value);
        }
        return this;
    }

    private void take(AsciiString name, AsciiString value) {
        byte[] buf = value.array();
        int off = value.arrayOffset();
        int len = value.length();
        if (!isValue(buf, off, len)) {
            malformed = true;
        } else if (!name.isEmpty() && name.byteAt(0) == ':') {
            malformed = headers.size() > 0 || !pseudo(name, value);
        } else {
            field(name, buf, off, len);
        }
    }

    private static boolean isValue(byte[] buf, int off, int len) {
        if (len == 0) {
            return true;
        }
        int last = off + len - 1;
        if (buf[off] == ' ' || buf[off] == '\t' || buf[last] == ' ' || buf[last] == '\t') {
            return false;
        }
        for (int i = off; i <= last; i++) {
            byte b = buf[i];
            if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private boolean pseudo(AsciiString name, AsciiString value) {
        switch (name.toString()) {
            case ":method" -> {
                boolean first = method == null;
                method = value;
                return first;
            }
            case ":scheme" -> {
                boolean first = scheme == null;
                scheme = value;
                return first;
            }
            case ":authority" -> {
                boolean first = authority == null;
                authority = value;
                return first;
            }
            case ":path" -> {
                boolean first = path == null;
                path = value;
                return first;
            }
            case ":protocol" -> {
                boolean first = protocol == null;
                protocol = value;
                return first;
            }
            case ":status" -> {
                boolean first = status == null;
                status = value;
                return first;
            }
            default -> {
                return false;
            }
        }
    }

    private void field(AsciiString text, byte[] buf, int off, int len) {
        byte[] nameBuf = text.array();
        int nameOff = text.arrayOffset();
        int nameLen = text.length();
        for (int i = nameOff; i < nameOff + nameLen; i++) {
            if (nameBuf[i] >= 'A' && nameBuf[i] <= 'Z') {
                malformed = true;
                return;
            }
        }
        HeaderName name = HeaderName.of(nameBuf, nameOff, nameLen);
        if (name == null || !HpackWriter.isOfMessage(name)) {
            malformed = true;
            return;
        }
        if (authority != null && headers.size() == 0) {
            hostFirst();
        }
        int at = headers.size();
        if (name == HeaderName.COOKIE) {
            if (cookie >= 0) {
                join(buf, off, len);
                return;
            }
            cookie = at;
        } else if (name == HeaderName.HOST) {
            if (host == 0 && authority != null && !hostGiven) {
                hostGiven = true;
                malformed |= !Http1Host.same(buf, off, len, headers, host);
                return;
            }
            malformed |= host >= 0;
            host = at;
        } else if (name == HeaderName.CONTENT_LENGTH) {
            malformed |= length >= 0;
            length = at;
        } else if (name == HeaderName.TE) {
            malformed |= !Bytes.equalIgnoreCase(buf, off, len, TRAILERS);
        } else if (name == HeaderName.PROXY) {
            return;
        }
        if (at == most) {
            tooMany = true;
            return;
        }
        logged += LoggedBytes.field(name, buf, off, len);
        headers.add(name, buf, off, len);
    }

    /** The authority stands before all fields as their Host; one that is given too has to equal it. */
    void hostFirst() {
        host = 0;
        logged += HeaderName.HOST.bytes().length + authority.length();
        headers.add(HeaderName.HOST, authority.array(), authority.arrayOffset(), authority.length());
    }

    /** RFC 9113 section 8.2.3: the parts of a cookie become one field again. */
    private void join(byte[] buf, int off, int len) {
        int before = headers.len(cookie);
        byte[] joined = new byte[before + COOKIE_SEPARATOR.length + len];
        System.arraycopy(headers.buf(cookie), headers.off(cookie), joined, 0, before);
        System.arraycopy(COOKIE_SEPARATOR, 0, joined, before, COOKIE_SEPARATOR.length);
        System.arraycopy(buf, off, joined, before + COOKIE_SEPARATOR.length, len);
        headers.value(cookie, joined, 0, joined.length);
        logged += COOKIE_SEPARATOR.length + len;
    }

    /** Whether these may stand behind a body (RFC 9110 section 6.5.1). */
    boolean areTrailers() {
        boolean pseudo = method != null
                || scheme != null
                || authority != null
                || path != null
                || protocol != null
                || status != null;
        return !malformed && !tooMany && !pseudo && Http1Framing.trailers(headers);
    }
}
