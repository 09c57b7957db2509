package dev.lintel.stream;

import dev.lintel.http.AddressText;
import dev.lintel.http.ByteWriter;
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
        ByteWriter out = new ByteWriter(48);
        AddressText.append(ip, 0, ip.length, out);
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
