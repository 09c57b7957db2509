package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;

/** A date in a persistence cookie: 30 bits counting four seconds each since 1970, as five digits of base 64, highest first. */
final class CookieDate {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private CookieDate() {}

    /** The five bytes from there as a number, or -1. */
    static int parse(byte[] buf, int from) {
        int value = 0;
        for (int i = from; i < from + 5; i++) {
            int digit = DIGITS.indexOf((char) (buf[i] & 0xff));
            if (digit < 0) {
                return -1;
            }
            value = value << 6 | digit;
        }
        return value;
    }

    static void write(int value, ByteWriter out) {
        for (int shift = 24; shift >= 0; shift -= 6) {
            out.put(DIGITS.charAt(value >> shift & 63));
        }
    }
}
