package dev.lintel.rule;

import dev.lintel.http.ByteWriter;
import java.util.TimeZone;

/**
 * The dates of HTTP (RFC 9110 section 5.6.7): the one form that is written, and the three that are read. Names of days and months must be
 * right, numbers need only be digits, and what follows the date does not count, as in HAProxy.
 */
final class HttpDate {
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    /** No date. */
    static final long NONE = Long.MIN_VALUE;

    private final byte[] buf;
    private final int end;
    private int at;
    private boolean good = true;

    private HttpDate(byte[] buf, int off, int len) {
        this.buf = buf;
        this.at = off;
        this.end = off + len;
    }

    /** {@code Sun, 06 Nov 1994 08:49:37}; what follows is the caller's. */
    static void append(long seconds, ByteWriter out) {
        CivilTime t = new CivilTime(seconds, UTC, false);
        out.put(TimeFormat.DAYS[t.weekday].substring(0, 3)).put(", ").putPadded(t.day, 2);
        out.put(' ').put(TimeFormat.MONTHS[t.month - 1].substring(0, 3)).put(' ');
        if (t.year >= 0 && t.year <= 9999) {
            out.putPadded(t.year, 4);
        } else {
            out.putDecimal(t.year);
        }
        out.put(' ')
                .putPadded(t.hour, 2)
                .put(':')
                .putPadded(t.minute, 2)
                .put(':')
                .putPadded(t.second, 2);
    }

    /** Seconds since 1970, or NONE. */
    static long parse(byte[] buf, int off, int len) {
        long found = new HttpDate(buf, off, len).fixed();
        if (found == NONE) {
            found = new HttpDate(buf, off, len).rfc850();
        }
        return found == NONE ? new HttpDate(buf, off, len).asctime() : found;
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private long fixed() {
        name(TimeFormat.DAYS, 3);
        word(", ");
        int day = digits(2);
        word(" ");
        int month = name(TimeFormat.MONTHS, 3);
        word(" ");
        int year = digits(4);
        word(" ");
        long time = time();
        word(" GMT");
        return moment(year, month, day, time);
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}; the year may have four digits. */
    private long rfc850() {
        name(TimeFormat.DAYS, 0);
        word(", ");
        int day = digits(2);
        word("-");
        int month = name(TimeFormat.MONTHS, 3);
        word("-");
        int year = digits(2);
        if (good && at < end && buf[at] != ' ') {
            year = year * 100 + digits(2);
        } else {
            year += year <= 60 ? 2000 : 1900;
        }
        word(" ");
        long time = time();
        word(" GMT");
        return moment(year, month, day, time);
    }

    /** {@code Sun Nov  6 08:49:37 1994}. */
    private long asctime() {
        name(TimeFormat.DAYS, 3);
        word(" ");
        int month = name(TimeFormat.MONTHS, 3);
        word(" ");
        boolean one = good && at < end && buf[at] == ' ';
        if (one) {
            at++;
        }
        int day = digits(one ? 1 : 2);
        word(" ");
        long time = time();
        word(" ");
        return moment(digits(4), month, day, time);
    }

    private long moment(int year, int month, int day, long time) {
        return good ? (CivilTime.daysBefore(year, month + 1) + day - 1) * 86_400 + time : NONE;
    }

    private long time() {
        int hour = digits(2);
        word(":");
        int minute = digits(2);
        word(":");
        return hour * 3600L + minute * 60 + digits(2);
    }

    private void word(String text) {
        good = good && stands(text, text.length());
        at += text.length();
    }

    private boolean stands(String text, int length) {
        if (end - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buf[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Which name stands here, by its first {@code length} letters or, with 0, in full. */
    private int name(String[] names, int length) {
        for (int i = 0; good && i < names.length; i++) {
            int n = length == 0 ? names[i].length() : length;
            if (stands(names[i], n)) {
                at += n;
                return i;
            }
        }
        good = false;
        return 0;
    }

    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, at++) {
            good = good && at < end && buf[at] >= '0' && buf[at] <= '9';
            value = good ? value * 10 + buf[at] - '0' : 0;
        }
        return value;
    }
}
