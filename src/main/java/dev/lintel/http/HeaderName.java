package dev.lintel.http;

import java.util.Arrays;

/** A field name in lower case. The names of the field's everyday use are constants and compare by identity. */
public final class HeaderName {
    private static final HeaderName[] KNOWN = new HeaderName[512];
    private static int knownCount;

    public static final HeaderName ACCEPT = known("accept");
    public static final HeaderName ACCEPT_ENCODING = known("accept-encoding");
    public static final HeaderName ACCEPT_LANGUAGE = known("accept-language");
    public static final HeaderName ACCEPT_RANGES = known("accept-ranges");
    public static final HeaderName AGE = known("age");
    public static final HeaderName ALLOW = known("allow");
    public static final HeaderName AUTHORIZATION = known("authorization");
    public static final HeaderName CACHE_CONTROL = known("cache-control");
    public static final HeaderName CONNECTION = known("connection");
    public static final HeaderName CONTENT_DISPOSITION = known("content-disposition");
    public static final HeaderName CONTENT_ENCODING = known("content-encoding");
    public static final HeaderName CONTENT_LANGUAGE = known("content-language");
    public static final HeaderName CONTENT_LENGTH = known("content-length");
    public static final HeaderName CONTENT_RANGE = known("content-range");
    public static final HeaderName CONTENT_SECURITY_POLICY = known("content-security-policy");
    public static final HeaderName CONTENT_TYPE = known("content-type");
    public static final HeaderName COOKIE = known("cookie");
    public static final HeaderName DATE = known("date");
    public static final HeaderName DNT = known("dnt");
    public static final HeaderName ETAG = known("etag");
    public static final HeaderName EXPECT = known("expect");
    public static final HeaderName EXPIRES = known("expires");
    public static final HeaderName FORWARDED = known("forwarded");
    public static final HeaderName HOST = known("host");
    public static final HeaderName HTTP2_SETTINGS = known("http2-settings");
    public static final HeaderName IF_MATCH = known("if-match");
    public static final HeaderName IF_MODIFIED_SINCE = known("if-modified-since");
    public static final HeaderName IF_NONE_MATCH = known("if-none-match");
    public static final HeaderName IF_RANGE = known("if-range");
    public static final HeaderName KEEP_ALIVE = known("keep-alive");
    public static final HeaderName LAST_MODIFIED = known("last-modified");
    public static final HeaderName LINK = known("link");
    public static final HeaderName LOCATION = known("location");
    public static final HeaderName ORIGIN = known("origin");
    public static final HeaderName PRAGMA = known("pragma");
    public static final HeaderName PRIORITY = known("priority");
    public static final HeaderName PROXY = known("proxy");
    public static final HeaderName PROXY_AUTHENTICATE = known("proxy-authenticate");
    public static final HeaderName PROXY_AUTHORIZATION = known("proxy-authorization");
    public static final HeaderName PROXY_CONNECTION = known("proxy-connection");
    public static final HeaderName RANGE = known("range");
    public static final HeaderName REFERER = known("referer");
    public static final HeaderName REFERRER_POLICY = known("referrer-policy");
    public static final HeaderName RETRY_AFTER = known("retry-after");
    public static final HeaderName SEC_CH_UA = known("sec-ch-ua");
    public static final HeaderName SEC_CH_UA_MOBILE = known("sec-ch-ua-mobile");
    public static final HeaderName SEC_CH_UA_PLATFORM = known("sec-ch-ua-platform");
    public static final HeaderName SEC_FETCH_DEST = known("sec-fetch-dest");
    public static final HeaderName SEC_FETCH_MODE = known("sec-fetch-mode");
    public static final HeaderName SEC_FETCH_SITE = known("sec-fetch-site");
    public static final HeaderName SEC_FETCH_USER = known("sec-fetch-user");
    public static final HeaderName SEC_WEBSOCKET_ACCEPT = known("sec-websocket-accept");
    public static final HeaderName SEC_WEBSOCKET_KEY = known("sec-websocket-key");
    public static final HeaderName SEC_WEBSOCKET_VERSION = known("sec-websocket-version");
    public static final HeaderName SERVER = known("server");
    public static final HeaderName SET_COOKIE = known("set-cookie");
    public static final HeaderName STRICT_TRANSPORT_SECURITY = known("strict-transport-security");
    public static final HeaderName TE = known("te");
    public static final HeaderName TRAILER = known("trailer");
    public static final HeaderName TRANSFER_ENCODING = known("transfer-encoding");
    public static final HeaderName UPGRADE = known("upgrade");
    public static final HeaderName UPGRADE_INSECURE_REQUESTS = known("upgrade-insecure-requests");
    public static final HeaderName USER_AGENT = known("user-agent");
    public static final HeaderName VARY = known("vary");
    public static final HeaderName VIA = known("via");
    public static final HeaderName WWW_AUTHENTICATE = known("www-authenticate");
    public static final HeaderName X_CONTENT_TYPE_OPTIONS = known("x-content-type-options");
    public static final HeaderName X_FORWARDED_FOR = known("x-forwarded-for");
    public static final HeaderName X_FORWARDED_HOST = known("x-forwarded-host");
    public static final HeaderName X_FORWARDED_PROTO = known("x-forwarded-proto");
    public static final HeaderName X_FRAME_OPTIONS = known("x-frame-options");
    public static final HeaderName X_ORIGINAL_TO = known("x-original-to");
    public static final HeaderName X_POWERED_BY = known("x-powered-by");
    public static final HeaderName X_REAL_IP = known("x-real-ip");
    public static final HeaderName X_REQUEST_ID = known("x-request-id");
    public static final HeaderName X_REQUESTED_WITH = known("x-requested-with");

    private final byte[] bytes;
    private final String text;
    private final int hash;
    private final boolean known;

    private HeaderName(byte[] bytes, int hash, boolean known) {
        this.bytes = bytes;
        this.text = known ? Bytes.text(bytes, 0, bytes.length) : null;
        this.hash = hash;
        this.known = known;
    }

    private static HeaderName known(String text) {
        byte[] bytes = Bytes.of(text);
        HeaderName name = new HeaderName(bytes, hash(bytes, 0, bytes.length), true);
        int slot = name.hash & KNOWN.length - 1;
        while (KNOWN[slot] != null) {
            slot = slot + 1 & KNOWN.length - 1;
        }
        KNOWN[slot] = name;
        knownCount++;
        assert knownCount < KNOWN.length / 2;
        return name;
    }

    private static int hash(byte[] buf, int off, int len) {
        int h = len;
        for (int i = off, end = off + len; i < end; i++) {
            h = h * 31 + Bytes.lower(buf[i]);
        }
        return h ^ h >>> 9;
    }

    /** The name that these bytes spell, or null where they are no token (RFC 9110 section 5.1). */
    public static HeaderName of(byte[] buf, int off, int len) {
        if (len == 0) {
            return null;
        }
        int h = len;
        for (int i = off, end = off + len; i < end; i++) {
            byte b = buf[i];
            if (!Bytes.isToken(b)) {
                return null;
            }
            h = h * 31 + Bytes.lower(b);
        }
        h ^= h >>> 9;
        for (int slot = h & KNOWN.length - 1; KNOWN[slot] != null; slot = slot + 1 & KNOWN.length - 1) {
            HeaderName candidate = KNOWN[slot];
            if (candidate.hash == h && Bytes.equalIgnoreCase(buf, off, len, candidate.bytes)) {
                return candidate;
            }
        }
        byte[] lowered = new byte[len];
        for (int i = 0; i < len; i++) {
            lowered[i] = Bytes.lower(buf[off + i]);
        }
        return new HeaderName(lowered, h, false);
    }

    /** The name that this text spells in any case, or null where it is no token. */
    public static HeaderName of(String text) {
        byte[] bytes = Bytes.of(text);
        return of(bytes, 0, bytes.length);
    }

    /** The bytes in lower case; not to be modified. */
    public byte[] bytes() {
        return bytes;
    }

    public boolean startsWith(byte[] loweredPrefix) {
        return bytes.length >= loweredPrefix.length
                && Arrays.equals(bytes, 0, loweredPrefix.length, loweredPrefix, 0, loweredPrefix.length);
    }

    /** Same name? One comparison of references for all names of everyday use. */
    public boolean is(HeaderName other) {
        return this == other || !known && !other.known && hash == other.hash && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderName name && is(name);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text != null ? text : Bytes.text(bytes, 0, bytes.length);
    }
}
