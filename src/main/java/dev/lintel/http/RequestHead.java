package dev.lintel.http;

/** The head of a request: method, target and fields. The target is kept as raw bytes; path and query are spans of it. */
public final class RequestHead extends MessageHead {
    public Method method = Method.GET;

    private byte[] target = Bytes.EMPTY;
    private int targetOff;
    private int targetLen;
    private int pathOff;
    private int pathLen;
    private int queryOff;
    private int queryLen;

    /** Whether the target was absolute ({@code http://host/path}) or the authority of CONNECT. */
    private boolean authorityForm;

    /** Whether the target was put together from parts: its scheme and authority are no part of what the client asked for. */
    public boolean assembled;

    public RequestHead(Headers headers) {
        super(headers);
    }

    /** Sets the target (RFC 9112 section 3.2, any of its four forms) and finds path and query in it. */
    public void target(byte[] buf, int off, int len) {
        target = buf;
        targetOff = off;
        targetLen = len;
        int start = off;
        int end = off + len;
        authorityForm = len > 0 && buf[off] != '/' && !(len == 1 && buf[off] == '*');
        if (authorityForm) {
            start = pathStart(buf, off, len);
        }
        pathOff = start;
        int query = Bytes.indexOf(buf, start, end - start, (byte) '?');
        pathLen = (query < 0 ? end : query) - start;
        queryOff = query < 0 ? end : query + 1;
        queryLen = query < 0 ? -1 : end - queryOff;
    }

    /** Where the path of a target begins; its end, where it has none as in CONNECT's. */
    public static int pathStart(byte[] buf, int off, int len) {
        if (len == 0 || buf[off] == '/') {
            return off;
        }
        int end = off + len;
        int authority = authorityStart(buf, off, end);
        int start = authority < 0 ? end : authority;
        while (start < end && buf[start] != '/' && buf[start] != '?') {
            start++;
        }
        return start;
    }

    private static int authorityStart(byte[] buf, int off, int end) {
        for (int i = off; i + 2 < end; i++) {
            if (buf[i] == ':') {
                return buf[i + 1] == '/' && buf[i + 2] == '/' ? i + 3 : -1;
            }
        }
        return -1;
    }

    public byte[] targetBuf() {
        return target;
    }

    public int targetOff() {
        return targetOff;
    }

    public int targetLen() {
        return targetLen;
    }

    /** Whether the target names an authority: absolute form, or CONNECT's. */
    public boolean authorityForm() {
        return authorityForm;
    }

    /** Where the path begins in {@link #targetBuf}; the path is without the query. */
    public int pathOff() {
        return pathOff;
    }

    public int pathLen() {
        return pathLen;
    }

    /** Whether a question mark stands in the target, even with nothing behind it. */
    public boolean hasQuery() {
        return queryLen >= 0;
    }

    public int queryOff() {
        return queryOff;
    }

    public int queryLen() {
        return Math.max(queryLen, 0);
    }

    /** Where {@code path[?query]} begins; its length is {@link #pathQueryLen}. */
    public int pathQueryLen() {
        return targetOff + targetLen - pathOff;
    }

    public String targetText() {
        return Bytes.text(target, targetOff, targetLen);
    }

    public String path() {
        return Bytes.text(target, pathOff, pathLen);
    }

    @Override
    public String toString() {
        return method + " " + targetText();
    }
}
