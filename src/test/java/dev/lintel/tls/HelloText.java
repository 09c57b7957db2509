package dev.lintel.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a client's hello, right or wrong, piece by piece. */
final class HelloText {
    private byte[] ciphers = words(0x1301, 0x1302, 0xc02b, 0xc02f);
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    private boolean bare;
    private byte[] behind = {};

    HelloText ciphers(int... suites) {
        ciphers = words(suites);
        return this;
    }

    HelloText rawCiphers(byte... bytes) {
        ciphers = bytes;
        return this;
    }

    /** Without any extensions, as in the days of TLS 1.0. */
    HelloText bare() {
        bare = true;
        return this;
    }

    HelloText behind(byte... bytes) {
        behind = bytes;
        return this;
    }

    HelloText extension(int type, byte[] content) {
        extensions.writeBytes(words(type));
        extensions.writeBytes(sized(2, content));
        return this;
    }

    HelloText raw(byte... bytes) {
        extensions.writeBytes(bytes);
        return this;
    }

    HelloText sni(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        return extension(0, sized(2, joined(new byte[] {0}, sized(2, text))));
    }

    HelloText alpn(String... protocols) {
        byte[] list = {};
        for (String protocol : protocols) {
            list = joined(list, sized(1, protocol.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return extension(16, sized(2, list));
    }

    HelloText signatures(int... algorithms) {
        return extension(13, sized(2, words(algorithms)));
    }

    /** The handshake message. */
    byte[] message() {
        byte[] random = new byte[32];
        Arrays.fill(random, (byte) 7);
        byte[] body = joined(new byte[] {3, 3}, random);
        body = joined(body, sized(1, new byte[0]));
        body = joined(body, sized(2, ciphers));
        body = joined(body, sized(1, new byte[] {0}));
        if (!bare) {
            body = joined(body, sized(2, extensions.toByteArray()));
        }
        return joined(new byte[] {1}, sized(3, joined(body, behind)));
    }

    /** In one record. */
    byte[] record() {
        return records(message(), Integer.MAX_VALUE);
    }

    /** In records of that many bytes. */
    static byte[] records(byte[] message, int size) {
        byte[] all = {};
        for (int at = 0; at < message.length; at += size) {
            int to = size == Integer.MAX_VALUE ? message.length : Math.min(message.length, at + size);
            all = joined(all, record(22, 1, Arrays.copyOfRange(message, at, to)));
            if (to == message.length) {
                break;
            }
        }
        return all;
    }

    static byte[] record(int type, int minor, byte[] content) {
        return joined(new byte[] {(byte) type, 3, (byte) minor}, sized(2, content));
    }

    static byte[] words(int... values) {
        byte[] bytes = new byte[values.length * 2];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = (byte) (values[i] >> 8);
            bytes[2 * i + 1] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] sized(int width, byte[] content) {
        byte[] bytes = new byte[width + content.length];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (content.length >> 8 * (width - 1 - i));
        }
        System.arraycopy(content, 0, bytes, width, content.length);
        return bytes;
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
