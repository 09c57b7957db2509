package dev.lintel.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys in PEM (RFC 7468); what is wrong with a file is told in words that say what to do. */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final int SEQUENCE = 0x30;
    private static final int LEAST_RSA_BITS = 1024;

    private Pem() {}

    /** One block: its label, such as {@code CERTIFICATE}, and its bytes. */
    record Block(String label, byte[] bytes) {}

    /**
     * A certificate and its key from the texts of one or several files, in order.
     *
     * @throws CertificateFault with a sentence about what is missing or wrong
     */
    public static Certificate read(List<byte[]> files) throws CertificateFault {
        List<Block> blocks = new ArrayList<>();
        for (byte[] file : files) {
            blocks.addAll(blocks(file));
        }
        return assemble(blocks);
    }

    /** The first key among the blocks counts, and the first certificate is the one that it belongs to. */
    static Certificate assemble(List<Block> blocks) throws CertificateFault {
        List<X509Certificate> chain = certificates(blocks);
        if (chain.isEmpty()) {
            throw new CertificateFault("there is no certificate in it" + instead(blocks));
        }
        Block keyBlock = null;
        for (Block block : blocks) {
            if (keyBlock == null && PemKeys.isKey(block)) {
                keyBlock = block;
            }
        }
        if (keyBlock == null) {
            throw new CertificateFault("there is no private key in it; put both into one file,"
                    + " cat CERT KEY > BOTH, or the key beside it with '.key' behind the name");
        }
        PrivateKey key = PemKeys.of(keyBlock, chain.getFirst());
        if (key == null) {
            throw strange(keyBlock, chain);
        }
        String unfit = unfit(key, chain.getFirst().getPublicKey());
        if (unfit != null) {
            throw new CertificateFault(unfit);
        }
        return new Certificate(chain, key);
    }

    /** What the TLS library could shake no hand with, though it can be read; or null. */
    private static @Nullable String unfit(PrivateKey key, PublicKey of) {
        if (of.getAlgorithm().equals("RSASSA-PSS")) {
            return "its key is for RSASSA-PSS alone, which the TLS library does not take; make one for all of RSA:"
                    + " openssl genrsa 2048";
        }
        if (of instanceof EdECPublicKey curve && curve.getParams().getName().equals("Ed448")) {
            return "its key is of the kind Ed448, which the TLS library does not take; use ECDSA on P-256 (prime256v1)";
        }
        return key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS
                ? "its RSA key has only " + rsa.getModulus().bitLength()
                        + " bits, with which no handshake succeeds; make one of 2048: openssl genrsa 2048"
                : null;
    }

    /** Why the key is not that of the first certificate. */
    private static CertificateFault strange(Block key, List<X509Certificate> chain) throws CertificateFault {
        for (X509Certificate other : chain.subList(1, chain.size())) {
            if (PemKeys.of(key, other) != null) {
                return new CertificateFault(
                        "its first certificate is not the one that the key belongs to; put that one ("
                                + CertificateNotes.subject(other) + ") first, then those of the authorities");
            }
        }
        X509Certificate leaf = chain.getFirst();
        // Either says what else is wrong, where it is not that.
        PemKeys.match(PemKeys.read(key, leaf.getPublicKey()), leaf.getPublicKey());
        return new CertificateFault("the private key does not belong to the certificate ("
                + CertificateNotes.subject(leaf) + "); use the key that its request was made with");
    }

    /** What is there where a certificate is not. */
    private static String instead(List<Block> blocks) {
        for (Block block : blocks) {
            if (block.label.endsWith("CERTIFICATE REQUEST")) {
                return ", but a request for one; the authority makes the certificate of it";
            }
        }
        return blocks.isEmpty() ? "" : ", only '" + blocks.getFirst().label + "'";
    }

    /** The certificates in a file, for trust. */
    public static List<X509Certificate> certificates(byte[] file) throws CertificateFault {
        return certificates(blocks(file));
    }

    private static List<X509Certificate> certificates(List<Block> blocks) throws CertificateFault {
        List<X509Certificate> all = new ArrayList<>();
        for (Block block : blocks) {
            if (isCertificate(block)) {
                all.add(certificate(block.bytes, all.size() + 1));
            }
        }
        return all;
    }

    static boolean isCertificate(Block block) {
        return block.label.endsWith("CERTIFICATE");
    }

    /**
     * The blocks of a file. Text around them is fine.
     *
     * @throws CertificateFault where there is none, or one has no end
     */
    static List<Block> blocks(byte[] file) throws CertificateFault {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        if (at < 0) {
            throw new CertificateFault(noBlock(file, text));
        }
        while (at >= 0) {
            int label = at + BEGIN.length();
            int labelEnd = text.indexOf(DASHES, label);
            String name = labelEnd < 0 ? "" : text.substring(label, labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + name + DASHES, labelEnd);
            if (end < 0) {
                throw new CertificateFault("the block '-----BEGIN " + name + "-----' has no '-----END " + name
                        + "-----'; the file is cut short");
            }
            String body = text.substring(labelEnd + DASHES.length(), end);
            blocks.add(
                    body.contains("ENCRYPTED") ? new Block("ENCRYPTED PRIVATE KEY", new byte[0]) : block(name, body));
            at = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    private static Block block(String name, String body) throws CertificateFault {
        try {
            return new Block(name, Base64.getMimeDecoder().decode(body));
        } catch (IllegalArgumentException e) {
            throw new CertificateFault("the block '" + name + "' is damaged: it is not base64");
        }
    }

    private static String noBlock(byte[] file, String text) {
        if (text.isBlank()) {
            return "the file is empty";
        }
        if (file[0] == SEQUENCE) {
            boolean der = true;
            try {
                certificate(file, 1);
            } catch (CertificateFault e) {
                der = false;
            }
            return der
                    ? "this is DER, and PEM is needed; convert it: openssl x509 -inform der -in CERT -out CERT.pem"
                    : "this is no PEM, but DER or PKCS#12; convert it: openssl pkcs12 -in FILE -nodes -out FILE.pem, or"
                            + " openssl pkey -inform der -in KEY -out KEY.pem";
        }
        return "this is no PEM: there is no '-----BEGIN CERTIFICATE-----' in it";
    }

    private static X509Certificate certificate(byte[] der, int number) throws CertificateFault {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new CertificateFault("the certificate" + (number == 1 ? "" : " number " + number)
                    + " in it cannot be read; it is damaged");
        }
    }
}
