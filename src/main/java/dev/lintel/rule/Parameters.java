package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;

/**
 * Finds parameters in a query string or a form, {@code name=value} between {@code &}, {@code ;} and one more delimiter, as {@code urlp} and
 * {@code req.body_param} read them: nothing is decoded, what has no equal sign is passed over. Allocates nothing.
 */
final class Parameters {
    private Parameters() {}

    /**
     * Puts the value of the first parameter of that name at or after {@code from} into the register and its end into the cursor; false
     * where there is none.
     *
     * @param name in lower case where {@code ignoreCase}; null: any
     */
    static boolean next(byte[] buf, int from, int end, byte delimiter, byte[] name, boolean ignoreCase, Sample out) {
        int at = from;
        while (at < end) {
            int stop = partEnd(buf, at, end, delimiter);
            int equals = Bytes.indexOf(buf, at, stop - at, (byte) '=');
            if (equals >= 0 && named(buf, at, equals - at, name, ignoreCase)) {
                out.cursor = stop;
                out.more = stop < end;
                return out.str(buf, equals + 1, stop - equals - 1);
            }
            at = stop + 1;
        }
        out.more = false;
        return false;
    }

    private static boolean named(byte[] buf, int off, int len, byte[] name, boolean ignoreCase) {
        if (name == null) {
            return true;
        }
        return ignoreCase ? Bytes.equalIgnoreCase(buf, off, len, name) : Bytes.equal(buf, off, len, name);
    }

    private static int partEnd(byte[] buf, int from, int end, byte delimiter) {
        int i = from;
        while (i < end && buf[i] != '&' && buf[i] != ';' && buf[i] != delimiter) {
            i++;
        }
        return i;
    }
}
