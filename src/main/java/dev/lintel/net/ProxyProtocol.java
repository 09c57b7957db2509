package dev.lintel.net;

import dev.lintel.base.Network;
import dev.lintel.http.Bytes;
import dev.lintel.stream.Address;
import io.netty.buffer.ByteBuf;

/**
 * Reads the PROXY protocol's header (haproxy's doc/proxy-protocol.txt): text up to 107 bytes, binary up to 536. Strict: what is not
 * exactly one of both ends the connection. One per connection; owned by its loop.
 */
final class ProxyProtocol {
    /** What the bytes so far are. */
    enum Found {
        MORE,
        COMPLETE,
        /** Not even its beginning. */
        FOREIGN,
        /** It speaks of a protocol that is none of ours. */
        UNKNOWN,
        BROKEN
    }

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final byte[] TEXT = Bytes.of("PROXY ");
    private static final int MAX_TEXT = 107;
    private static final int MAX_BINARY = 536;

    /** As the header says; null where it says nothing (LOCAL, UNKNOWN). */
    Address source;

    Address destination;

    /** Looks at the beginning of {@code in} and skips a complete header. */
    Found read(ByteBuf in) {
        int start = in.readerIndex();
        byte[] expected = in.getByte(start) == SIGNATURE[0] ? SIGNATURE : TEXT;
        int compared = Math.min(in.readableBytes(), expected.length);
        for (int i = 0; i < compared; i++) {
            if (in.getByte(start + i) != expected[i]) {
                return Found.FOREIGN;
            }
        }
        if (compared < expected.length) {
            return Found.MORE;
        }
        return expected == SIGNATURE ? binary(in, start) : text(in, start);
    }

    private Found binary(ByteBuf in, int start) {
        if (in.readableBytes() < 16) {
            return Found.MORE;
        }
        int length = in.getUnsignedShort(start + 14);
        int command = in.getUnsignedByte(start + 12);
        if (length + 16 > MAX_BINARY || command != 0x20 && command != 0x21) {
            return Found.BROKEN;
        }
        if (in.readableBytes() < 16 + length) {
            return Found.MORE;
        }
        int family = in.getUnsignedByte(start + 13);
        int size = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
        if (command == 0x21 && size > 0) {
            if (length < 2 * size + 4) {
                return Found.BROKEN;
            }
            source = address(in, start + 16, size, start + 16 + 2 * size);
            destination = address(in, start + 16 + size, size, start + 18 + 2 * size);
        }
        in.skipBytes(16 + length);
        return Found.COMPLETE;
    }

    private static Address address(ByteBuf in, int at, int size, int portAt) {
        byte[] ip = new byte[size];
        in.getBytes(at, ip);
        return Address.of(ip, in.getUnsignedShort(portAt));
    }

    private Found text(ByteBuf in, int start) {
        int window = Math.min(in.readableBytes(), MAX_TEXT);
        int lf = in.indexOf(start, start + window, (byte) '\n');
        if (lf < 0) {
            return window == MAX_TEXT ? Found.BROKEN : Found.MORE;
        }
        if (in.getByte(lf - 1) != '\r') {
            return Found.BROKEN;
        }
        byte[] line = new byte[lf - 1 - start];
        in.getBytes(start, line);
        in.skipBytes(lf + 1 - start);
        return words(Bytes.text(line, 0, line.length).split(" ", -1));
    }

    private Found words(String[] words) {
        if (words.length >= 2 && words[1].equals("UNKNOWN")) {
            return Found.COMPLETE;
        }
        if (words.length < 2 || !words[1].equals("TCP4") && !words[1].equals("TCP6")) {
            return Found.UNKNOWN;
        }
        if (words.length != 6) {
            return Found.BROKEN;
        }
        int size = words[1].equals("TCP4") ? 4 : 16;
        byte[] from = address(words[2]);
        byte[] to = address(words[3]);
        int fromPort = port(words[4]);
        int toPort = port(words[5]);
        boolean good = from != null && to != null && from.length == size && to.length == size;
        if (!good || fromPort < 0 || toPort < 0) {
            return Found.BROKEN;
        }
        source = Address.of(from, fromPort);
        destination = Address.of(to, toPort);
        return Found.COMPLETE;
    }

    /** Section 2.1: no zeros stand in front of decimal numbers, which somebody could take for octal ones. */
    private static byte[] address(String text) {
        int last = text.lastIndexOf(':') + 1;
        if (text.indexOf('.', last) >= 0) {
            for (int i = last; i + 1 < text.length(); i++) {
                boolean begins = i == last || text.charAt(i - 1) == '.';
                if (begins && text.charAt(i) == '0' && text.charAt(i + 1) != '.') {
                    return null;
                }
            }
        }
        return Network.address(text);
    }

    private static int port(String text) {
        byte[] bytes = Bytes.of(text);
        boolean padded = bytes.length > 1 && bytes[0] == '0';
        long port = padded || bytes.length > 5 ? -1 : Bytes.parseDigits(bytes, 0, bytes.length);
        return port > 65535 ? -1 : (int) port;
    }
}
