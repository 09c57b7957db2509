package dev.lintel.rule;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/** A cryptographic digest and its HMAC (RFC 2104), under OpenSSL's name. Immutable: every computation works on a copy of an empty digest. */
final class Digest {
    /** OpenSSL's names of what the platform has. */
    static final String NAMES =
            "md5, sha1, sha224, sha256, sha384, sha512, sha512-224, sha512-256, sha3-224, sha3-256, "
                    + "sha3-384, sha3-512, shake128, shake256, md5-sha1";

    private final MessageDigest[] empty;
    private final int length;
    private final int blockLength;

    private Digest(int length, int blockLength, String... javaNames) throws NoSuchAlgorithmException {
        this.empty = new MessageDigest[javaNames.length];
        for (int i = 0; i < javaNames.length; i++) {
            empty[i] = MessageDigest.getInstance(javaNames[i]);
        }
        this.length = length;
        this.blockLength = blockLength;
    }

    /** The digest of that name in any case, or null where there is none. */
    static Digest named(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        if (plain.startsWith("rsa-")) {
            plain = plain.substring(4);
        }
        try {
            return switch (plain) {
                case "md5", "ssl3-md5" -> new Digest(16, 64, "MD5");
                case "sha1", "sha-1", "ssl3-sha1" -> new Digest(20, 64, "SHA-1");
                case "md5-sha1" -> new Digest(36, 64, "MD5", "SHA-1");
                case "sha224", "sha-224", "sha2-224" -> new Digest(28, 64, "SHA-224");
                case "sha256", "sha-256", "sha2-256" -> new Digest(32, 64, "SHA-256");
                case "sha384", "sha-384", "sha2-384" -> new Digest(48, 128, "SHA-384");
                case "sha512", "sha-512", "sha2-512" -> new Digest(64, 128, "SHA-512");
                case "sha512-224", "sha-512/224", "sha2-512/224" -> new Digest(28, 128, "SHA-512/224");
                case "sha512-256", "sha-512/256", "sha2-512/256" -> new Digest(32, 128, "SHA-512/256");
                case "sha3-224" -> new Digest(28, 144, "SHA3-224");
                case "sha3-256" -> new Digest(32, 136, "SHA3-256");
                case "sha3-384" -> new Digest(48, 104, "SHA3-384");
                case "sha3-512" -> new Digest(64, 72, "SHA3-512");
                // OpenSSL's default lengths of the two extendable functions are shorter than Java's.
                case "shake128", "shake-128" -> new Digest(16, 168, "SHAKE128-256");
                case "shake256", "shake-256" -> new Digest(32, 136, "SHAKE256-512");
                default -> null;
            };
        } catch (NoSuchAlgorithmException missing) {
            return null;
        }
    }

    byte[] of(byte[] buf, int off, int len) {
        byte[] out = null;
        for (MessageDigest digest : empty) {
            MessageDigest copy = copy(digest);
            copy.update(buf, off, len);
            out = join(out, copy.digest());
        }
        return out.length == length ? out : Arrays.copyOf(out, length);
    }

    private static byte[] join(byte[] first, byte[] second) {
        if (first == null) {
            return second;
        }
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("digests of the platform can be copied", impossible);
        }
    }

    byte[] hmac(byte[] secret, byte[] buf, int off, int len) {
        byte[] key = secret.length > blockLength ? of(secret, 0, secret.length) : secret;
        byte[] inner = new byte[blockLength + len];
        byte[] outer = new byte[blockLength + length];
        for (int i = 0; i < blockLength; i++) {
            byte k = i < key.length ? key[i] : 0;
            inner[i] = (byte) (k ^ 0x36);
            outer[i] = (byte) (k ^ 0x5c);
        }
        System.arraycopy(buf, off, inner, blockLength, len);
        System.arraycopy(of(inner, 0, inner.length), 0, outer, blockLength, length);
        return of(outer, 0, outer.length);
    }
}
