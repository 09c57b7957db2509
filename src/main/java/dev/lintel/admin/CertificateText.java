package dev.lintel.admin;

import dev.lintel.tls.Certificate;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Certificates in the words and lines of {@code show ssl cert} (management manual, section 9.3). */
final class CertificateText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss yyyy", Locale.ROOT);
    private static final Map<String, String> OIDS = Map.of("1.2.840.113549.1.9.1", "emailAddress");
    private static final byte[] SHA1_ALGORITHM = {0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};

    private CertificateText() {}

    /** The lines from the serial number on. */
    static String describe(X509Certificate certificate) {
        return "Serial: " + serial(certificate.getSerialNumber())
                + "\nnotBefore: " + date(certificate.getNotBefore().toInstant())
                + "\nnotAfter: " + date(certificate.getNotAfter().toInstant())
                + "\nSubject Alternative Name: " + String.join(", ", alternatives(certificate))
                + "\nAlgorithm: " + algorithm(certificate)
                + "\nSHA1 FingerPrint: " + HEX.formatHex(sha1(encoded(certificate)))
                + "\nSubject: " + name(certificate.getSubjectX500Principal())
                + "\nIssuer: " + name(certificate.getIssuerX500Principal()) + "\n";
    }

    /** Whoever issued it, as far as the chain goes. */
    static String describeChain(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate above : chain.subList(1, chain.size())) {
            text.append("Chain Subject: ").append(name(above.getSubjectX500Principal()));
            text.append("\nChain Issuer: ")
                    .append(name(above.getIssuerX500Principal()))
                    .append('\n');
        }
        return text.toString();
    }

    /** Whole bytes; one that only carries the sign is no part of the number. */
    private static String serial(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return HEX.formatHex(bytes, bytes.length > 1 && bytes[0] == 0 ? 1 : 0, bytes.length);
    }

    /** OpenSSL's spelling: {@code Dec  3 23:08:56 2026 GMT}. */
    static String date(Instant instant) {
        var at = instant.atOffset(ZoneOffset.UTC);
        String day = at.getDayOfMonth() < 10 ? " " + at.getDayOfMonth() : Integer.toString(at.getDayOfMonth());
        return DAY.format(at) + " " + day + " " + TIME.format(at) + " GMT";
    }

    private static List<String> alternatives(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> each : all == null ? List.<List<?>>of() : all) {
                switch ((Integer) each.getFirst()) {
                    case 1 -> names.add("email:" + each.get(1));
                    case 2 -> names.add("DNS:" + each.get(1));
                    case 6 -> names.add("URI:" + each.get(1));
                    case 7 -> names.add("IP Address:" + each.get(1));
                    default -> names.add("othername");
                }
            }
        } catch (CertificateParsingException e) {
            names.add("unreadable");
        }
        return names;
    }

    private static String algorithm(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> "RSA" + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC" + ec.getParams().getCurve().getField().getFieldSize();
            default -> certificate.getPublicKey().getAlgorithm().toUpperCase(Locale.ROOT);
        };
    }

    /** {@code /C=DE/O=Org/CN=name}, the most general part first. */
    private static String name(X500Principal principal) {
        try {
            StringBuilder text = new StringBuilder();
            for (Rdn rdn : new LdapName(principal.getName(X500Principal.RFC2253, OIDS)).getRdns()) {
                text.append('/').append(rdn.getType()).append('=').append(rdn.getValue());
            }
            return text.toString();
        } catch (InvalidNameException e) {
            return principal.getName();
        }
    }

    /** Key, certificate and chain in PEM, as {@code dump ssl cert} writes them. */
    static String pem(Certificate certificate) {
        return pem(certificate.key()) + pem(certificate.chain());
    }

    static String pem(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    static String pem(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        chain.forEach(each -> text.append(block("CERTIFICATE", encoded(each))));
        return text.toString();
    }

    private static String block(String label, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /**
     * How an OCSP answer names a certificate (RFC 6960 section 4.1.1), by SHA-1 as all answers do.
     *
     * @param nameHash of the issuer's name, {@code keyHash} of its key
     */
    record OcspId(byte[] nameHash, byte[] keyHash, BigInteger serial) {
        /** In DER: the key under which HAProxy files answers. */
        byte[] encoded() {
            byte[] number = serial.toByteArray();
            ByteArrayOutputStream der = new ByteArrayOutputStream();
            der.write(0x30);
            der.write(SHA1_ALGORITHM.length + 2 + nameHash.length + 2 + keyHash.length + 2 + number.length);
            der.writeBytes(SHA1_ALGORITHM);
            octets(der, 4, nameHash);
            octets(der, 4, keyHash);
            octets(der, 2, number);
            return der.toByteArray();
        }

        String hex() {
            return HexFormat.of().formatHex(encoded());
        }

        String lines() {
            return "    Certificate ID:\n      Issuer Name Hash: " + HEX.formatHex(nameHash)
                    + "\n      Issuer Key Hash: " + HEX.formatHex(keyHash) + "\n      Serial Number: "
                    + serial.toString(16).toUpperCase(Locale.ROOT) + "\n";
        }

        private static void octets(ByteArrayOutputStream der, int tag, byte[] bytes) {
            der.write(tag);
            der.write(bytes.length);
            der.writeBytes(bytes);
        }
    }

    /** Null where the issuer is not known. */
    static @Nullable OcspId ocspId(Certificate certificate) {
        X509Certificate leaf = certificate.leaf();
        X509Certificate issuer = certificate.issuer();
        if (issuer == null) {
            return null;
        }
        byte[] name = sha1(leaf.getIssuerX500Principal().getEncoded());
        return new OcspId(name, sha1(keyBits(issuer.getPublicKey().getEncoded())), leaf.getSerialNumber());
    }

    /** The bits of the key within its SubjectPublicKeyInfo: the sequence holds the algorithm and a bit string. */
    private static byte[] keyBits(byte[] info) {
        int at = content(info, 0);
        at = content(info, at) + length(info, at);
        int bits = content(info, at) + 1;
        return java.util.Arrays.copyOfRange(info, bits, content(info, at) + length(info, at));
    }

    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0; first >= 0x80 && i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
