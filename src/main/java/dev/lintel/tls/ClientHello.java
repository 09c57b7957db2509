package dev.lintel.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's hello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2), as far as the choice of a certificate goes by it.
 *
 * @param message the handshake message, its header of four bytes included
 * @param sni the name asked for, lower-cased, or null
 * @param alpn the protocols offered, in the client's order
 * @param takesRsa and {@code takesEcdsa}: the kinds of signature that the client can check
 * @param takesRsaWithSha2 whether it says of itself that it knows better than SHA-1 with RSA
 */
public record ClientHello(
        byte[] message,
        @Nullable String sni,
        List<String> alpn,
        boolean takesRsa,
        boolean takesRsaWithSha2,
        boolean takesEcdsa) {
    static final int MESSAGE_HEAD = 4;

    private static final int RANDOM_END = MESSAGE_HEAD + 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int RSA_SHA1 = 0x0201;
    private static final int MAX_NAME = 255;

    /** Thrown where the message breaks its own lengths, or says a thing twice. */
    static final class Malformed extends Exception {
        static final Malformed INSTANCE = new Malformed();

        private Malformed() {
            super("a malformed hello", null, false, false);
        }
    }

    /** Reads a whole message; every length is held against what is there. */
    static ClientHello parse(byte[] message) throws Malformed {
        Reader in = new Reader(message, RANDOM_END, message.length);
        in.skip(in.number(1));
        int ciphersEnd = in.part(2);
        boolean ecdsaCipher = false;
        boolean odd = (ciphersEnd - in.at) % 2 != 0;
        while (in.at + 2 <= ciphersEnd) {
            ecdsaCipher |= signsWithEcdsa(in.number(2));
        }
        if (odd) {
            throw Malformed.INSTANCE;
        }
        in.skip(in.number(1));
        if (in.at == in.end) {
            return new ClientHello(message, null, List.of(), true, false, false);
        }
        return extensions(message, in, ecdsaCipher);
    }

    private static ClientHello extensions(byte[] message, Reader in, boolean ecdsaCipher) throws Malformed {
        int end = in.part(2);
        if (end != in.end) {
            throw Malformed.INSTANCE;
        }
        String sni = null;
        List<String> alpn = List.of();
        boolean rsa = true;
        boolean sha2 = false;
        boolean ecdsa = false;
        boolean named = false;
        boolean offered = false;
        while (in.at < end) {
            int type = in.number(2);
            int length = in.number(2);
            Reader content = in.sub(length);
            if (type == SERVER_NAME) {
                if (named) {
                    throw Malformed.INSTANCE;
                }
                named = true;
                sni = name(content);
            } else if (type == ALPN) {
                if (offered) {
                    throw Malformed.INSTANCE;
                }
                offered = true;
                alpn = protocols(content);
            } else if (type == SIGNATURE_ALGORITHMS) {
                int list = content.part(2);
                rsa = false;
                while (content.at + 2 <= list) {
                    int signature = content.number(2);
                    rsa |= isRsa(signature);
                    sha2 |= isRsa(signature) && signature != RSA_SHA1;
                    ecdsa |= isEcdsa(signature);
                }
            }
        }
        return new ClientHello(message, sni, alpn, rsa, sha2, ecdsa && ecdsaCipher);
    }

    /** RFC 6066 section 3: one name of the kind host_name, without a dot behind it, of printable ASCII. */
    private static @Nullable String name(Reader in) throws Malformed {
        int end = in.part(2);
        if (end != in.end || in.at == end) {
            throw Malformed.INSTANCE;
        }
        int kind = in.number(1);
        int nameEnd = in.part(2);
        if (kind != 0) {
            return null;
        }
        int length = nameEnd - in.at;
        if (nameEnd != end || length == 0 || length > MAX_NAME) {
            throw Malformed.INSTANCE;
        }
        byte[] lower = new byte[length];
        for (int i = 0; i < length; i++) {
            byte b = in.bytes[in.at + i];
            if (b <= ' ' || b == 0x7f) {
                throw Malformed.INSTANCE;
            }
            lower[i] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
        }
        return new String(lower, StandardCharsets.ISO_8859_1);
    }

    /** RFC 7301 section 3.1. */
    private static List<String> protocols(Reader in) throws Malformed {
        int end = in.part(2);
        if (end != in.end) {
            throw Malformed.INSTANCE;
        }
        List<String> protocols = new ArrayList<>(2);
        while (in.at < end) {
            int next = in.part(1);
            if (next == in.at) {
                throw Malformed.INSTANCE;
            }
            protocols.add(new String(in.bytes, in.at, next - in.at, StandardCharsets.ISO_8859_1));
            in.at = next;
        }
        return protocols;
    }

    /** Suites of TLS 1.3, and those of TLS 1.2 with ECDHE_ECDSA. */
    private static boolean signsWithEcdsa(int suite) {
        return suite >= 0x1301 && suite <= 0x1305
                || suite >= 0xc006 && suite <= 0xc00a
                || suite == 0xc023
                || suite == 0xc024
                || suite == 0xc02b
                || suite == 0xc02c
                || suite >= 0xc0ac && suite <= 0xc0af
                || suite == 0xcca9;
    }

    private static boolean isRsa(int signature) {
        return (signature & 0xff) == 1
                || signature >= 0x0804 && signature <= 0x0806
                || signature >= 0x0809 && signature <= 0x080b;
    }

    private static boolean isEcdsa(int signature) {
        return (signature & 0xff) == 3 && signature < 0x0800 || signature == 0x0807 || signature == 0x0808;
    }

    /** A cursor that never leaves its part. */
    private static final class Reader {
        final byte[] bytes;
        int at;
        final int end;

        Reader(byte[] bytes, int at, int end) throws Malformed {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
            if (at > end) {
                throw Malformed.INSTANCE;
            }
        }

        int number(int width) throws Malformed {
            if (end - at < width) {
                throw Malformed.INSTANCE;
            }
            int value = 0;
            for (int i = 0; i < width; i++) {
                value = value << 8 | bytes[at++] & 0xff;
            }
            return value;
        }

        void skip(int length) throws Malformed {
            if (end - at < length) {
                throw Malformed.INSTANCE;
            }
            at += length;
        }

        /** Where the part ends whose length stands here. */
        int part(int width) throws Malformed {
            int length = number(width);
            if (end - at < length) {
                throw Malformed.INSTANCE;
            }
            return at + length;
        }

        Reader sub(int length) throws Malformed {
            int from = at;
            skip(length);
            return new Reader(bytes, from, at);
        }
    }
}
