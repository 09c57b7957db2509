package dev.lintel.net;

import dev.lintel.http.Bytes;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A target of {@code log} for datagrams, read from its text (manual section 4.2, {@code log}; section 11.1).
 *
 * @param inet null for a unix socket
 * @param path of a unix socket as the system takes it: with the zero bytes of an abstract one; else null
 */
record LogAddress(InetSocketAddress inet, byte[] path) {
    private static final int SYSLOG_PORT = 514;
    /** {@code sun_path} of {@code sockaddr_un}. */
    private static final int PATH_BYTES = 108;

    static LogAddress parse(String target) throws IOException {
        String text = after("dgram+", target);
        if (text.startsWith("/") || text.startsWith("unix@") || text.startsWith("uxdg@")) {
            return unix(target, after("uxdg@", after("unix@", text)));
        }
        if (text.startsWith("abns@")) {
            // HAProxy fills the name up with zero bytes, and others that know it by that name do so as well.
            return new LogAddress(null, Arrays.copyOf(abstractName(target, text.substring(5)), PATH_BYTES));
        }
        if (text.startsWith("abnsz@")) {
            return new LogAddress(null, abstractName(target, text.substring(6)));
        }
        for (String prefix : new String[] {"udp@", "udp4@", "udp6@", "ipv4@", "ipv6@"}) {
            if (text.startsWith(prefix)) {
                return inet(target, text.substring(prefix.length()), prefix.charAt(3));
            }
        }
        if (text.indexOf('@') >= 0) {
            throw refused(target);
        }
        return inet(target, text, '@');
    }

    boolean isUnix() {
        return path != null;
    }

    private static String after(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static LogAddress unix(String target, String path) throws IOException {
        byte[] bytes = path.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= PATH_BYTES) {
            throw new IOException("'log' expects the path of a unix socket of at most " + (PATH_BYTES - 1)
                    + " bytes, not '" + target + "'");
        }
        return new LogAddress(null, Arrays.copyOf(bytes, bytes.length + 1));
    }

    private static byte[] abstractName(String target, String name) throws IOException {
        byte[] bytes = Bytes.of("\0" + name);
        if (name.isEmpty() || bytes.length > PATH_BYTES) {
            throw new IOException(
                    "'log' expects an abstract name of 1 to " + (PATH_BYTES - 1) + " bytes, not '" + target + "'");
        }
        return bytes;
    }

    /** @param family 4 or 6 where only that one will do */
    private static LogAddress inet(String target, String text, char family) throws IOException {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.equals("*")) {
            host = family == '6' ? "::" : "0.0.0.0";
        }
        int number = port.isEmpty() ? SYSLOG_PORT : (int) Bytes.parseDigits(Bytes.of(port), 0, port.length());
        if (number < 0 || number > 65535 || host.endsWith(":")) {
            throw refused(target);
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean six = address instanceof Inet6Address;
                if (family != '4' && six || family != '6' && !six) {
                    return new LogAddress(new InetSocketAddress(address, number), null);
                }
            }
        } catch (UnknownHostException unknown) {
            throw new IOException("'log' cannot find the address of '" + host + "'", unknown);
        }
        throw new IOException("'log' finds no address of the wanted family for '" + target + "'");
    }

    private static IOException refused(String target) {
        return new IOException("'log' expects an IP address with an optional port, the path of a unix socket, 'stdout',"
                + " 'stderr' or 'fd@<number>', not '" + target + "'");
    }
}
