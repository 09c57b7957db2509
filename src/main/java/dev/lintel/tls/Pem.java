package dev.lintel.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys in PEM (RFC 7468), PKCS#1, SEC1 and PKCS#8 keys included. */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block: its label, such as {@code CERTIFICATE}, and its bytes. */
    record Block(String label, byte[] bytes) {}

    /**
     * A certificate and its key from the texts of one or several files, in order.
     *
     * @throws CertificateFault with a sentence about what is missing or wrong
     */
    public static Certificate read(List<byte[]> files, byte @Nullable [] ocsp) throws CertificateFault {
        List<X509Certificate> chain = new ArrayList<>();
        Block keyBlock = null;
        for (byte[] file : files) {
            for (Block block : blocks(file)) {
                if (block.label.equals("CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
                    chain.add(certificate(block.bytes));
                } else if (block.label.endsWith("PRIVATE KEY") && keyBlock == null) {
                    keyBlock = block;
                }
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateFault("there is no certificate in it");
        }
        if (keyBlock == null) {
            throw new CertificateFault("there is no private key in it, nor in a '.key' file beside it");
        }
        X509Certificate leaf = chain.getFirst();
        PrivateKey key = key(keyBlock, leaf.getPublicKey());
        if (!match(key, leaf.getPublicKey())) {
            throw new CertificateFault("the private key does not belong to the certificate");
        }
        return new Certificate(chain, key, ocsp);
    }

    /** The certificates in a file, for trust. */
    public static List<X509Certificate> certificates(byte[] file) throws CertificateFault {
        List<X509Certificate> all = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label.endsWith("CERTIFICATE")) {
                all.add(certificate(block.bytes));
            }
        }
        return all;
    }

    static List<Block> blocks(byte[] file) throws CertificateFault {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int label = at + BEGIN.length();
            int labelEnd = text.indexOf(DASHES, label);
            String name = labelEnd < 0 ? "" : text.substring(label, labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + name + DASHES, labelEnd);
            if (end < 0) {
                throw new CertificateFault("a '-----BEGIN' has no matching '-----END'");
            }
            String body = text.substring(labelEnd + DASHES.length(), end);
            if (body.contains("ENCRYPTED")) {
                blocks.add(new Block("ENCRYPTED PRIVATE KEY", new byte[0]));
            } else {
                try {
                    blocks.add(new Block(name, Base64.getMimeDecoder().decode(body)));
                } catch (IllegalArgumentException e) {
                    throw new CertificateFault("the block '" + name + "' is not base64");
                }
            }
            at = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    private static X509Certificate certificate(byte[] der) throws CertificateFault {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new CertificateFault("a certificate in it cannot be read");
        }
    }

    private static PrivateKey key(Block block, PublicKey of) throws CertificateFault {
        byte[] pkcs8 = switch (block.label) {
            case "PRIVATE KEY" -> block.bytes;
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> wrap(block.bytes, of);
            case "ENCRYPTED PRIVATE KEY" ->
                throw new CertificateFault("its private key is protected by a password, which nobody could"
                        + " type at a start; write it without one: openssl pkey -in KEY -out KEY.plain");
            default -> throw new CertificateFault("keys of the kind '" + block.label + "' are not supported");
        };
        try {
            return KeyFactory.getInstance(of.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new CertificateFault("the private key is not one for the certificate's " + of.getAlgorithm()
                    + " key, or cannot be read");
        }
    }

    /** PKCS#8 around a bare key; the algorithm is that of the public key, which begins with it (RFC 5208, RFC 5280). */
    private static byte[] wrap(byte[] bare, PublicKey of) throws CertificateFault {
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
            BigInteger modulus = rsa.getModulus();
            return modulus.equals(pub.getModulus());
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
            throw new CertificateFault("keys of the kind " + of.getAlgorithm() + " are not supported");
        }
    }
}
