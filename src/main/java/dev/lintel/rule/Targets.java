package dev.lintel.rule;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;

/**
 * Changes the target of a request part by part. What a rule computes may hold bytes that no target can (a blank, a control character, one
 * above 0x7e): they are percent-encoded, which names the same resource, where HAProxy would send them as they are.
 */
final class Targets {
    private static final byte[] HEX = Bytes.of("0123456789ABCDEF");

    private Targets() {}

    /** Replaces the path, and the query too where {@code withQuery}; false where the text is no path. */
    static boolean path(RequestHead head, byte[] text, int off, int len, boolean withQuery) {
        if (len == 0 || text[off] != '/') {
            return false;
        }
        ByteWriter out = new ByteWriter(head.targetLen() + len);
        boolean star = head.targetLen() == 1 && head.targetBuf()[head.targetOff()] == '*';
        if (!star) {
            out.put(head.targetBuf(), head.targetOff(), head.pathOff() - head.targetOff());
        }
        encoded(out, text, off, len);
        if (!withQuery && head.hasQuery()) {
            out.put('?').put(head.targetBuf(), head.queryOff(), head.queryLen());
        }
        head.target(out.array(), 0, out.size());
        return true;
    }

    /** Replaces what stands behind the question mark; one is added where there is none and the text is not empty. */
    static boolean query(RequestHead head, byte[] text, int off, int len) {
        if (!UrlFetches.hasPath(head)) {
            return false;
        }
        if (len == 0 && !head.hasQuery()) {
            return true;
        }
        ByteWriter out = new ByteWriter(head.targetLen() + len + 1);
        out.put(head.targetBuf(), head.targetOff(), head.pathOff() + head.pathLen() - head.targetOff());
        out.put('?');
        encoded(out, text, off, len);
        head.target(out.array(), 0, out.size());
        return true;
    }

    /** Replaces all of it; an absolute target brings its own host. */
    static boolean uri(RequestHead head, byte[] text, int off, int len) {
        ByteWriter out = new ByteWriter(len + 8);
        encoded(out, text, off, len);
        byte[] target = out.array();
        int path = RequestHead.pathStart(target, 0, out.size());
        boolean star = out.size() == 1 && target[0] == '*';
        boolean absolute = path > 0 && authorityStart(target, path) > 0;
        if (out.size() == 0 || path > 0 && !absolute && !star) {
            return false;
        }
        head.target(target, 0, out.size());
        if (absolute) {
            int host = authorityStart(target, path);
            head.headers.set(HeaderName.HOST, Bytes.copy(target, host, path - host));
        }
        return true;
    }

    /** Puts the host of the Host field into an absolute target. */
    static void followHost(RequestHead head) {
        Headers headers = head.headers;
        int i = headers.find(HeaderName.HOST);
        int authority = head.authorityForm() ? authorityStart(head.targetBuf(), head.targetOff(), head.pathOff()) : 0;
        if (i < 0 || authority <= 0) {
            return;
        }
        ByteWriter out = new ByteWriter(head.targetLen() + headers.len(i));
        out.put(head.targetBuf(), head.targetOff(), authority - head.targetOff());
        encoded(out, headers.buf(i), headers.off(i), headers.len(i));
        out.put(head.targetBuf(), head.pathOff(), head.pathQueryLen());
        head.target(out.array(), 0, out.size());
    }

    private static int authorityStart(byte[] target, int end) {
        return authorityStart(target, 0, end);
    }

    /** Where the host begins behind {@code scheme://}; 0 where there is no scheme. */
    private static int authorityStart(byte[] target, int off, int end) {
        for (int i = off; i + 2 < end; i++) {
            if (target[i] == ':' && target[i + 1] == '/' && target[i + 2] == '/') {
                return i + 3;
            }
        }
        return 0;
    }

    private static void encoded(ByteWriter out, byte[] text, int off, int len) {
        for (int i = off, end = off + len; i < end; i++) {
            byte b = text[i];
            if (b > ' ' && b < 127 && b != '#') {
                out.put(b);
            } else {
                out.put('%').put(HEX[b >> 4 & 15]).put(HEX[b & 15]);
            }
        }
    }
}
