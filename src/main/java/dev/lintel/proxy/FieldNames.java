package dev.lintel.proxy;

import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.model.Option;

/**
 * {@code option http-restrict-req-hdr-names} (manual section 4.2): names with other bytes than letters, digits and hyphens, which some
 * servers take for another name, are refused or taken out.
 */
final class FieldNames {
    private FieldNames() {}

    /** False where the request is to be refused. */
    static boolean allowed(Frontend frontend, Headers headers) {
        boolean reject = frontend.on(Option.HTTP_RESTRICT_REQ_HDR_NAMES);
        if (!reject && !frontend.on(Option.HTTP_DELETE_REQ_HDR_NAMES)) {
            return true;
        }
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (isPlain(headers.name(i))) {
                continue;
            }
            if (reject) {
                return false;
            }
            headers.remove(i);
        }
        return true;
    }

    private static boolean isPlain(HeaderName name) {
        for (byte b : name.bytes()) {
            if (!(b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-')) {
                return false;
            }
        }
        return true;
    }
}
