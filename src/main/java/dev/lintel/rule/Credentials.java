package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;
import java.util.Arrays;
import java.util.Base64;

/** User and password of a request, schemes Basic (RFC 7617) and Bearer (RFC 6750). Not checked against anything. */
public record Credentials(byte[] user, byte[] password) {
    private static final byte[] BASIC = Bytes.of("basic");
    private static final byte[] BEARER = Bytes.of("bearer");

    /** What the Authorization field carries, or null where it is missing, of another scheme, or not well-formed. */
    public static Credentials basic(RequestHead head) {
        int i = head == null ? -1 : head.headers.find(HeaderName.AUTHORIZATION);
        int start = i < 0 ? -1 : afterScheme(head.headers, i, BASIC);
        if (start < 0) {
            return null;
        }
        byte[] buf = head.headers.buf(i);
        byte[] plain;
        try {
            plain = Base64.getDecoder().decode(Arrays.copyOfRange(buf, start, end(head.headers, i)));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        int colon = Bytes.indexOf(plain, 0, plain.length, (byte) ':');
        if (colon < 0) {
            return null;
        }
        return new Credentials(Arrays.copyOf(plain, colon), Arrays.copyOfRange(plain, colon + 1, plain.length));
    }

    /** The token of scheme Bearer in that field. */
    static boolean token(RequestHead head, HeaderName field, Sample out) {
        int i = head == null ? -1 : head.headers.find(field);
        int start = i < 0 ? -1 : afterScheme(head.headers, i, BEARER);
        return start >= 0 && out.str(head.headers.buf(i), start, end(head.headers, i) - start);
    }

    private static int end(Headers headers, int i) {
        return headers.off(i) + headers.len(i);
    }

    /** Where the text behind the scheme and its blanks begins; -1 where the scheme is another or nothing follows. */
    private static int afterScheme(Headers headers, int i, byte[] scheme) {
        byte[] buf = headers.buf(i);
        int off = headers.off(i);
        int end = end(headers, i);
        int blank = Bytes.indexOf(buf, off, headers.len(i), (byte) ' ');
        if (blank < 0 || !Bytes.equalIgnoreCase(buf, off, blank - off, scheme)) {
            return -1;
        }
        int start = HeaderValues.skipBlanks(buf, blank, end);
        return start < end ? start : -1;
    }
}
