package dev.lintel.rule;

import dev.lintel.base.Network;
import dev.lintel.http.AddressText;
import dev.lintel.http.Bytes;

/**
 * An address pattern as written (manual section 7.1.6): IPv4 in up to four parts of which the last fills what the others leave ({@code
 * 10.12}), with a mask in bits or dots, or IPv6 with a mask in bits.
 *
 * @param high the first half of an IPv6 address; 0 for IPv4
 * @param low the second half, or the IPv4 address
 * @param prefix the mask in bits; -1 where it has holes
 * @param mask the IPv4 mask
 */
record NetworkPattern(boolean isV4, long high, long low, int prefix, int mask) {
    static NetworkPattern of(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        String mask = slash < 0 ? null : text.substring(slash + 1);
        NetworkPattern pattern = text.indexOf(':') >= 0 ? v6(host, mask) : v4(host, mask);
        if (pattern == null) {
            throw new RuleMistake(
                    "expects an IPv4 or IPv6 address or network such as 192.168.0.0/16 or 2001:db8::/32, not '" + text
                            + "'");
        }
        return pattern;
    }

    private static NetworkPattern v4(String host, String mask) {
        long address = address(host);
        int prefix = 32;
        int bits = -1;
        if (mask != null && mask.indexOf('.') >= 0) {
            byte[] dotted = Network.address(mask);
            if (dotted == null) {
                return null;
            }
            bits = (int) AddressText.number(dotted, 0);
            prefix = Integer.numberOfLeadingZeros(~bits);
            prefix = bits == mask(prefix) ? prefix : -1;
        } else if (mask != null) {
            prefix = (int) digits(mask, 32);
            bits = mask(prefix);
            if (prefix < 0) {
                return null;
            }
        }
        return address < 0 ? null : new NetworkPattern(true, 0, address, prefix, bits);
    }

    private static int mask(int prefix) {
        return prefix <= 0 ? 0 : -1 << 32 - prefix;
    }

    /** As {@code inet_aton(3)} reads it, without hexadecimal parts. */
    private static long address(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length > 4) {
            return -1;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long value = part(parts[i]);
            if (value < 0 || value >= (last ? 1L << 8 * (4 - i) : 256)) {
                return -1;
            }
            address |= last ? value : value << 24 - 8 * i;
        }
        return address;
    }

    /** A leading zero makes it octal. */
    private static long part(String text) {
        if (digits(text, Long.MAX_VALUE) < 0) {
            return -1;
        }
        if (text.length() == 1 || text.charAt(0) != '0') {
            return digits(text, Long.MAX_VALUE);
        }
        return text.indexOf('8') >= 0 || text.indexOf('9') >= 0 || text.length() > 12 ? -1 : Long.parseLong(text, 8);
    }

    private static long digits(String text, long max) {
        byte[] digits = Bytes.of(text);
        long value = Bytes.parseDigits(digits, 0, digits.length);
        return value > max ? -1 : value;
    }

    private static NetworkPattern v6(String host, String mask) {
        byte[] address = Network.address(host);
        int prefix = mask == null ? 128 : (int) digits(mask, 128);
        if (address == null || address.length != 16 || prefix < 0) {
            return null;
        }
        return new NetworkPattern(
                false,
                AddressText.number(address, 0) << 32 | AddressText.number(address, 4),
                AddressText.number(address, 8) << 32 | AddressText.number(address, 12),
                prefix,
                0);
    }
}
