package dev.lintel.stream;

import dev.lintel.http.Bytes;

/** The PROXY protocol's header as it is sent (haproxy's doc/proxy-protocol.txt, sections 2.1 and 2.2). */
public final class ProxyHeader {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int COMMAND_PROXY = 0x21;
    private static final int COMMAND_LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    private ProxyHeader() {}

    /** The text form; addresses of two families, or of none, are unknown. */
    public static byte[] v1(Address source, Address destination) {
        if (!sameFamily(source, destination)) {
            return Bytes.of("PROXY UNKNOWN\r\n");
        }
        String family = source.ip().length == 4 ? "TCP4 " : "TCP6 ";
        return Bytes.of("PROXY " + family + text(source) + ' ' + text(destination) + ' ' + source.port() + ' '
                + destination.port() + "\r\n");
    }

    private static String text(Address address) {
        return Bytes.text(address.ipText(), 0, address.ipText().length);
    }

    /** The binary form. */
    public static byte[] v2(Address source, Address destination) {
        if (!sameFamily(source, destination)) {
            return local();
        }
        int size = source.ip().length;
        byte[] header = new byte[16 + 2 * size + 4];
        System.arraycopy(SIGNATURE, 0, header, 0, SIGNATURE.length);
        header[12] = COMMAND_PROXY;
        header[13] = (byte) (size == 4 ? TCP4 : TCP6);
        header[15] = (byte) (2 * size + 4);
        System.arraycopy(source.ip(), 0, header, 16, size);
        System.arraycopy(destination.ip(), 0, header, 16 + size, size);
        port(header, 16 + 2 * size, source.port());
        port(header, 18 + 2 * size, destination.port());
        return header;
    }

    /** The header of a connection that is the proxy's own, such as a check: in text its two ends, in binary nobody. */
    public static byte[] own(int version, Address from, Address to) {
        return version == 1 ? v1(from, to) : local();
    }

    private static byte[] local() {
        byte[] header = new byte[16];
        System.arraycopy(SIGNATURE, 0, header, 0, SIGNATURE.length);
        header[12] = COMMAND_LOCAL;
        return header;
    }

    private static void port(byte[] header, int at, int port) {
        header[at] = (byte) (port >> 8);
        header[at + 1] = (byte) port;
    }

    private static boolean sameFamily(Address a, Address b) {
        return a.ip() != null && b.ip() != null && a.ip().length == b.ip().length;
    }
}
