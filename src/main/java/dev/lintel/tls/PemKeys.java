package dev.lintel.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads private keys: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC1 (RFC 5915), for the public key of the certificate they belong to. */
final class PemKeys {
    private PemKeys() {}

    static boolean isKey(Pem.Block block) {
        return block.label().endsWith("PRIVATE KEY");
    }

    /** The key, where it is the one of that certificate; else null. */
    static @Nullable PrivateKey of(Pem.Block block, X509Certificate certificate) {
        try {
            PrivateKey key = read(block, certificate.getPublicKey());
            return match(key, certificate.getPublicKey()) ? key : null;
        } catch (CertificateFault e) {
            return null;
        }
    }

    /**
     * @throws CertificateFault with a sentence about what to do, where it cannot be read or is of another kind
     */
    static PrivateKey read(Pem.Block block, PublicKey of) throws CertificateFault {
        String algorithm = of.getAlgorithm();
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.bytes();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                wrap(kind(block, algorithm).bytes(), of);
            case "ENCRYPTED PRIVATE KEY" ->
                throw new CertificateFault("its private key is protected by a password, which nobody could"
                        + " type at a start; write it without one: openssl pkey -in KEY -out KEY.plain");
            case "OPENSSH PRIVATE KEY" ->
                throw new CertificateFault("its private key is one of ssh; convert it: ssh-keygen -p -m PEM -f KEY");
            default ->
                throw new CertificateFault(
                        "a private key of the kind '" + block.label() + "' is not supported; use RSA or ECDSA");
        };
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new CertificateFault("its private key cannot be read, or is none for the " + algorithm
                    + " key of the certificate; are they from two different requests?");
        }
    }

    private static Pem.Block kind(Pem.Block block, String algorithm) throws CertificateFault {
        String kind = block.label().startsWith("RSA") ? "RSA" : "EC";
        if (!algorithm.equals(kind)) {
            throw new CertificateFault(
                    "its private key is of the kind " + kind + ", and its certificate has a key of the" + " kind "
                            + algorithm + "; they do not belong together");
        }
        return block;
    }

    /** PKCS#8 around a bare key; the algorithm is that of the public key, which begins with it (RFC 5958, RFC 5280). */
    private static byte[] wrap(byte[] bare, PublicKey of) {
        byte[] spki = of.getEncoded();
        int outer = headerLength(spki, 0);
        int length = headerLength(spki, outer) + contentLength(spki, outer);
        byte[] algorithm = Arrays.copyOfRange(spki, outer, outer + length);
        byte[] version = {2, 1, 0};
        return der(0x30, version, algorithm, der(4, bare));
    }

    private static int headerLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        byte[] head = size < 0x80
                ? new byte[] {(byte) tag, (byte) size}
                : size < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) size}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size};
        byte[] out = Arrays.copyOf(head, head.length + size);
        int at = head.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    /** Whether both halves belong together: by their common number where keys have one, else by a signature. */
    static boolean match(PrivateKey key, PublicKey of) throws CertificateFault {
        if (key instanceof RSAPrivateKey rsa && of instanceof RSAPublicKey pub) {
            return rsa.getModulus().equals(pub.getModulus());
        }
        if (!key.getAlgorithm().equals(of.getAlgorithm())) {
            return false;
        }
        if (of.getAlgorithm().equals("DSA")) {
            throw new CertificateFault("keys of the kind DSA are not supported; use RSA or ECDSA");
        }
        String algorithm = of.getAlgorithm().equals("EC") ? "SHA256withECDSA" : of.getAlgorithm();
        try {
            Signature signature = Signature.getInstance(algorithm);
            byte[] text = {1, 2, 3};
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(of);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new CertificateFault(
                    of.getAlgorithm().equals("EC")
                            ? "its key is on a curve that is not supported; use P-256 (prime256v1) or P-384 (secp384r1)"
                            : "keys of the kind " + of.getAlgorithm() + " are not supported; use RSA or ECDSA");
        }
    }
}
