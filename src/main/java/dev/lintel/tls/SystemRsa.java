package dev.lintel.tls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.ref.Cleaner;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import org.jspecify.annotations.Nullable;

/** A private RSA key in the hands of the system's OpenSSL; its native part goes when nobody has it any more. Any thread. */
final class SystemRsa {
    private static final Cleaner CLEANER = Cleaner.create();

    private final MemorySegment key;
    private final int bytes;

    private SystemRsa(MemorySegment key, int bytes) {
        this.key = key;
        this.bytes = bytes;
    }

    /** Made when the first key is: OpenSSL's names for how to sign. */
    private static final class Words {
        /** {@code OSSL_PARAM} (openssl/core.h). */
        private static final StructLayout PARAMETER = MemoryLayout.structLayout(
                ADDRESS, JAVA_INT, MemoryLayout.paddingLayout(4), ADDRESS, JAVA_LONG, JAVA_LONG);

        private static final int UTF8 = 4;
        private static final Arena ARENA = Arena.global();

        static final MemorySegment SHA256 = ARENA.allocateFrom("SHA256");
        static final MemorySegment SHA384 = ARENA.allocateFrom("SHA384");
        static final MemorySegment SHA512 = ARENA.allocateFrom("SHA512");
        static final MemorySegment MD5_SHA1 = ARENA.allocateFrom("MD5-SHA1");

        static final MemorySegment PKCS1 = parameters("pad-mode", "pkcs1");
        static final MemorySegment PSS = parameters("pad-mode", "pss", "saltlen", "digest");
        static final MemorySegment RAW = parameters("pad-mode", "none");

        private static MemorySegment parameters(String... words) {
            MemorySegment all = ARENA.allocate(PARAMETER, words.length / 2 + 1);
            for (int i = 0; i < words.length; i += 2) {
                MemorySegment one = all.asSlice(i / 2 * PARAMETER.byteSize(), PARAMETER);
                one.set(ADDRESS, 0, ARENA.allocateFrom(words[i]));
                one.set(JAVA_INT, 8, UTF8);
                one.set(ADDRESS, 16, ARENA.allocateFrom(words[i + 1]));
                one.set(JAVA_LONG, 24, words[i + 1].length());
            }
            return all;
        }
    }

    /** Null where it is none that OpenSSL takes. To be asked only where {@link SystemCrypto#load} says yes. */
    static @Nullable SystemRsa of(PrivateKey key) {
        if (!(key instanceof RSAKey rsa) || !"PKCS#8".equals(key.getFormat())) {
            return null;
        }
        MemorySegment parsed = SystemCrypto.parse(key.getEncoded());
        if (parsed.equals(MemorySegment.NULL)) {
            return null;
        }
        SystemRsa made = new SystemRsa(parsed, (rsa.getModulus().bitLength() + 7) / 8);
        CLEANER.register(made, () -> SystemCrypto.free(parsed));
        return made;
    }

    /**
     * SHA-1 alone is signed for nobody, as by a {@link Credential}.
     *
     * @param algorithm a SignatureScheme (RFC 8446 section 4.2.3), or 0xff01: MD5 and SHA-1, of TLS 1.1 and older
     */
    byte[] sign(int algorithm, byte[] message) throws SignatureException {
        MemorySegment padding = algorithm >> 8 == 8 ? Words.PSS : Words.PKCS1;
        try {
            return done(SystemCrypto.sign(key, digest(algorithm), padding, message, bytes));
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    /** The whole of the deciphered block, its padding included. */
    byte[] decrypt(byte[] message) throws SignatureException {
        try {
            return done(SystemCrypto.decrypt(key, Words.RAW, message, bytes));
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    private static MemorySegment digest(int algorithm) throws SignatureException {
        if (algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA256
                || algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PSS_RSAE_SHA256) {
            return Words.SHA256;
        } else if (algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA384
                || algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PSS_RSAE_SHA384) {
            return Words.SHA384;
        } else if (algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA512
                || algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PSS_RSAE_SHA512) {
            return Words.SHA512;
        } else if (algorithm == OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_MD5_SHA1) {
            return Words.MD5_SHA1;
        }
        throw new SignatureException("nothing is signed by the algorithm " + algorithm);
    }

    private static byte[] done(byte @Nullable [] result) throws SignatureException {
        if (result == null) {
            throw new SignatureException("OpenSSL could not use the RSA key");
        }
        return result;
    }
}
