package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;
import dev.lintel.http.Headers;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.CookieSpec.Kind;

/**
 * What becomes of one Cookie field on its way to the server: the persistence cookie is taken out (insert indirect), or its prefix, and
 * what stands around it stays a well-formed list. Nothing is copied before the first change. Used and dropped by one call on one loop.
 */
final class RequestCookieEdit {
    private final CookieScanner cookie;
    private final boolean removes;
    private final boolean prefixed;
    private ByteWriter out;

    /** Up to where the field has been copied, or passed over. */
    private int done;

    private boolean removing;
    private boolean keepsSome;

    RequestCookieEdit(CookieScanner cookie, CookieSpec spec) {
        this.cookie = cookie;
        this.done = cookie.begin;
        this.removes = spec.kind() == Kind.INSERT && spec.indirect();
        this.prefixed = spec.kind() == Kind.PREFIX;
    }

    /** The pair at the scanner is none of ours. An attribute goes with the pair before it. */
    void keep() {
        if (cookie.isAttribute()) {
            return;
        }
        keepsSome = true;
        resume();
        tidy();
    }

    /** The pair at the scanner is the persistence cookie; the server's part of its value ends at the delimiter. */
    void own(int delimiter) {
        if (prefixed && delimiter != cookie.valueEnd) {
            keepsSome = true;
            removing = false;
            tidy();
            copyTo(cookie.valueStart);
            done = delimiter + 1;
        } else if (removes && !removing) {
            copyTo(cookie.start);
            removing = true;
        } else if (!removing) {
            tidy();
        }
    }

    /** Blanks around the equal sign do not go on. */
    private void tidy() {
        if (cookie.isLoose()) {
            copyTo(cookie.nameEnd);
            out.put('=');
            done = cookie.valueStart;
        }
    }

    /** Goes on behind what was removed, at a pair that stays. */
    private void resume() {
        if (!removing) {
            return;
        }
        removing = false;
        if (out.size() > 0) {
            trim();
            out.put(cookie.buf[cookie.start]).put(' ');
        }
        done = cookie.nameStart;
    }

    private void trim() {
        int size = out.size();
        while (size > 0 && CookieScanner.isBlank(out.array()[size - 1])) {
            size--;
        }
        out.truncate(size);
    }

    private void copyTo(int until) {
        writer().put(cookie.buf, done, until - done);
        done = until;
    }

    private ByteWriter writer() {
        if (out == null) {
            out = new ByteWriter(cookie.end - cookie.begin);
        }
        return out;
    }

    /** Puts the result into its field; true where nothing is left and the field was removed. */
    boolean finish(Headers headers, int i) {
        if (out == null) {
            return false;
        }
        if (!removing) {
            copyTo(cookie.end);
        } else if (!keepsSome) {
            out.clear();
        }
        if (out.size() == 0) {
            headers.remove(i);
            return true;
        }
        headers.value(i, out.array(), 0, out.size());
        return false;
    }
}
