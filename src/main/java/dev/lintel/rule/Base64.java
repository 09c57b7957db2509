package dev.lintel.rule;

import dev.lintel.http.Bytes;
import java.util.Arrays;

/** Base64 and base64url (RFC 4648) as HAProxy reads them: strict about the alphabet, null where the text is not base64. */
final class Base64 {
    private static final byte[] STANDARD = values("+/");
    private static final byte[] URL = values("-_");

    private Base64() {}

    private static byte[] values(String lastTwo) {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + lastTwo;
        for (int i = 0; i < 64; i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** Whole groups of four, each padded on its own; a group may even have three paddings and then holds nothing. */
    static byte[] decode(byte[] buf, int off, int len) {
        if ((len & 3) != 0) {
            return null;
        }
        byte[] out = new byte[len / 4 * 3];
        int size = 0;
        for (int i = off, end = off + len; i < end; i += 4) {
            int symbols = 0;
            int bits = 0;
            for (int k = 0; k < 4; k++) {
                int value = STANDARD[buf[i + k] & 0xff];
                boolean padding = buf[i + k] == '=' && k > 0;
                if (!padding && (value < 0 || symbols < k)) {
                    return null;
                }
                bits = bits << 6 | (padding ? 0 : value);
                symbols += padding ? 0 : 1;
            }
            for (int k = 0; k < symbols - 1; k++) {
                out[size++] = (byte) (bits >> 16 - 8 * k);
            }
        }
        return size == out.length ? out : Bytes.copy(out, 0, size);
    }

    /** Without padding: two, three or four symbols in the last group. */
    static byte[] decodeUrl(byte[] buf, int off, int len) {
        if ((len & 3) == 1) {
            return null;
        }
        byte[] out = new byte[len * 3 / 4];
        int size = 0;
        int bits = 0;
        for (int i = 0; i < len; i++) {
            byte b = buf[off + i];
            // HAProxy takes an equals sign for the last symbol of the alphabet here.
            int value = b == '=' ? 63 : URL[b & 0xff];
            if (value < 0) {
                return null;
            }
            bits = bits << 6 | value;
            if ((i & 3) != 0) {
                out[size++] = (byte) (bits >> 6 - 2 * (i & 3));
            }
        }
        return out;
    }
}
