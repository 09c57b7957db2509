package dev.lintel.stream;

import dev.lintel.http.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/** One end of a connection: an IP address and port, or a path of a unix socket (then {@link #ip} is null). Immutable. */
public final class Address {
    /** Where nothing is known. */
    public static final Address UNKNOWN = new Address(null, 0, "");

    private final byte[] ip;
    private final int port;
    private final String path;
    private byte[] text;

    private Address(byte[] ip, int port, String path) {
        this.ip = ip;
        this.port = port;
        this.path = path;
    }

    public static Address of(byte[] ip, int port) {
        return new Address(ip, port, null);
    }

    public static Address unix(String path) {
        return new Address(null, 0, path);
    }

    public static Address of(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return new Address(inet.getAddress().getAddress(), inet.getPort(), null);
        }
        return address == null ? UNKNOWN : unix(address.toString());
    }

    /** Four or sixteen bytes in network order, or null for a unix socket; not to be modified. */
    public byte[] ip() {
        return ip;
    }

    public int port() {
        return port;
    }

    public boolean isUnix() {
        return ip == null;
    }

    public String path() {
        return path;
    }

    /** The address without the port as HAProxy writes it ({@code 127.0.0.1}, {@code ::1}, {@code unix}); not to be modified. */
    public byte[] ipText() {
        if (text == null) {
            text = Bytes.of(ip == null ? "unix" : format(ip));
        }
        return text;
    }

    private static String format(byte[] ip) {
        if (ip.length == 4) {
            return (ip[0] & 0xff) + "." + (ip[1] & 0xff) + "." + (ip[2] & 0xff) + "." + (ip[3] & 0xff);
        }
        return formatV6(ip);
    }

    /** RFC 5952: lower case, the longest run of zero groups shortened. */
    private static String formatV6(byte[] ip) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && ip[2 * (i + run)] == 0 && ip[2 * (i + run) + 1] == 0) {
                run++;
            }
            if (run > bestLength) {
                bestStart = i;
                bestLength = run;
            }
        }
        StringBuilder out = new StringBuilder(40);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString((ip[2 * i] & 0xff) << 8 | ip[2 * i + 1] & 0xff));
        }
        return out.toString();
    }

    /** For the socket layer; null for a unix socket. */
    public InetSocketAddress inet() {
        if (ip == null) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address a
                && a.port == port
                && java.util.Arrays.equals(a.ip, ip)
                && java.util.Objects.equals(a.path, path);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(ip) * 31 + port;
    }

    @Override
    public String toString() {
        return ip == null ? path : (ip.length == 16 ? "[" + format(ip) + "]" : format(ip)) + ":" + port;
    }
}
