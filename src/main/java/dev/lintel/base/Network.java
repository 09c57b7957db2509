package dev.lintel.base;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A network in CIDR form, {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a bare address is a network of one. Immutable.
 *
 * <p>Addresses are parsed here and not by {@code InetAddress}, which would ask DNS about a name and takes forms (octal,
 * {@code 127.1}) that mean different things to different programs.
 */
public final class Network {
    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
        for (int bit = prefix; bit < address.length * 8; bit++) {
            address[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
    }

    /** The network that the text means, or null when it means none. An IPv4 mask may be dotted: {@code 10.0.0.0/255.0.0.0}. */
    public static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int prefix = slash < 0 ? address.length * 8 : prefix(text.substring(slash + 1), address.length);
        return prefix < 0 ? null : new Network(address, prefix);
    }

    /** The network of that address and prefix length. */
    public static Network of(byte[] address, int prefix) {
        return new Network(address.clone(), prefix);
    }

    /** Four or sixteen bytes of a literal address, or null when the text is not one (a name, for instance). */
    public static byte @Nullable [] address(String text) {
        return text.indexOf(':') >= 0 ? v6(text) : v4(text);
    }

    public boolean isV4() {
        return address.length == 4;
    }

    public int prefix() {
        return prefix;
    }

    public byte[] bytes() {
        return address.clone();
    }

    public boolean contains(byte[] candidate) {
        return contains(candidate, 0, candidate.length);
    }

    /** Whether the address of {@code length} bytes (4 or 16) at {@code offset} lies within; families never match each other. */
    public boolean contains(byte[] candidate, int offset, int length) {
        if (length != address.length) {
            return false;
        }
        int whole = prefix >> 3;
        for (int i = 0; i < whole; i++) {
            if (candidate[offset + i] != address[i]) {
                return false;
            }
        }
        int rest = prefix & 7;
        return rest == 0 || ((candidate[offset + whole] ^ address[whole]) & 0xff) >> (8 - rest) == 0;
    }

    private static int prefix(String text, int length) {
        if (length == 4 && text.indexOf('.') >= 0) {
            byte[] mask = v4(text);
            if (mask == null) {
                return -1;
            }
            int bits = (mask[0] & 0xff) << 24 | (mask[1] & 0xff) << 16 | (mask[2] & 0xff) << 8 | mask[3] & 0xff;
            int ones = Integer.numberOfLeadingZeros(~bits);
            return bits == (ones == 0 ? 0 : -1 << 32 - ones) ? ones : -1;
        }
        int value = decimal(text, 3);
        return value <= length * 8 ? value : -1;
    }

    private static byte @Nullable [] v4(String text) {
        byte[] out = new byte[4];
        int at = 0;
        for (int i = 0; i < 4; i++) {
            int dot = i == 3 ? text.length() : text.indexOf('.', at);
            int value = dot < 0 ? -1 : decimal(text.substring(at, dot), 3);
            if (value < 0 || value > 255) {
                return null;
            }
            out[i] = (byte) value;
            at = dot + 1;
        }
        return out;
    }

    private static int decimal(String text, int maxDigits) {
        if (text.isEmpty() || text.length() > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** RFC 4291 section 2.2: groups, one {@code ::} at most, and an IPv4 tail. */
    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all != null && all.length == 16 ? all : null;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        if (head == null || tail == null || head.length + tail.length > 14) {
            return null;
        }
        byte[] out = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, out, 16 - tail.length, tail.length);
        return out;
    }

    private static byte @Nullable [] groups(String text) {
        byte[] out = new byte[16];
        int n = 0;
        for (int at = 0; at < text.length(); ) {
            int colon = text.indexOf(':', at);
            String group = text.substring(at, colon < 0 ? text.length() : colon);
            byte[] bytes = colon < 0 && group.indexOf('.') >= 0 ? v4(group) : hexGroup(group);
            if (bytes == null || n + bytes.length > 16 || colon == text.length() - 1) {
                return null;
            }
            System.arraycopy(bytes, 0, out, n, bytes.length);
            n += bytes.length;
            at = colon < 0 ? text.length() : colon + 1;
        }
        return Arrays.copyOf(out, n);
    }

    private static byte @Nullable [] hexGroup(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return null;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return null;
            }
            value = value << 4 | digit;
        }
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network n && n.prefix == prefix && Arrays.equals(n.address, address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + prefix;
    }

    /** Canonical text; IPv6 uncompressed, for it is meant for logs and tests. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        if (isV4()) {
            for (int i = 0; i < 4; i++) {
                out.append(i == 0 ? "" : ".").append(address[i] & 0xff);
            }
        } else {
            for (int i = 0; i < 16; i += 2) {
                out.append(i == 0 ? "" : ":")
                        .append(Integer.toHexString((address[i] & 0xff) << 8 | address[i + 1] & 0xff));
            }
        }
        return out.append('/').append(prefix).toString();
    }
}
