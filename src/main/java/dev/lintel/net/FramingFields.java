package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;

/**
 * Where the fields stand in a head that decide how its message ends and what belongs to one connection; looked for in one pass, for
 * requests and answers. One per loop: it keeps what it found until it is asked again.
 */
final class FramingFields {
    private static final byte[] CHUNKED = Bytes.of("chunked");

    private int length;
    private int coding;
    /** Where Host stands, or -1. */
    int host;

    boolean secondHost;
    /** Whether there are fields of one connection. */
    boolean hop;
    /** Whether there are such fields that mean something in requests only. */
    boolean requestHop;

    /** Looks at all fields, and decides how long the body is (RFC 9112 section 6.3); false where two readers could differ. */
    boolean frame(MessageHead head) {
        return find(head.headers) && body(head);
    }

    private boolean find(Headers headers) {
        length = -1;
        coding = -1;
        host = -1;
        secondHost = false;
        hop = false;
        requestHop = false;
        for (int i = 0, n = headers.size(); i < n; i++) {
            HeaderName name = headers.name(i);
            if (name == HeaderName.HOST) {
                secondHost |= host >= 0;
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
                    || name == HeaderName.UPGRADE) {
                hop = true;
            } else if (name == HeaderName.PROXY || name == HeaderName.TE || name == HeaderName.HTTP2_SETTINGS) {
                requestHop = true;
            }
        }
        return true;
    }

    private boolean body(MessageHead head) {
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

    /** Whether the head said nothing of its body. */
    boolean silent() {
        return length < 0 && coding < 0;
    }
}
