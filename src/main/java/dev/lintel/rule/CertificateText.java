package dev.lintel.rule;

import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.tls.DistinguishedName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** What is written in a certificate, in OpenSSL's words. */
final class CertificateText {
    private static final int EMAIL = 1;
    private static final int DNS_NAME = 2;
    private static final int DIRECTORY_NAME = 4;
    private static final int URI = 6;
    private static final int IP_ADDRESS = 7;
    private static final int REGISTERED_ID = 8;

    private CertificateText() {}

    static byte @Nullable [] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException unreadable) {
            return null;
        }
    }

    static byte[] sha1(X509Certificate certificate) {
        try {
            byte[] der = der(certificate);
            return MessageDigest.getInstance("SHA-1").digest(der == null ? Bytes.EMPTY : der);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Without the zero that keeps a number positive. */
    static byte[] serial(X509Certificate certificate) {
        byte[] bytes = certificate.getSerialNumber().toByteArray();
        return bytes.length > 1 && bytes[0] == 0 ? Bytes.copy(bytes, 1, bytes.length - 1) : bytes;
    }

    static String keyKind(X509Certificate certificate) {
        String kind = certificate.getPublicKey().getAlgorithm();
        return switch (kind) {
            case "EC" -> "id-ecPublicKey";
            case "RSA" -> "rsaEncryption";
            case "RSASSA-PSS" -> "rsassaPss";
            case "DSA" -> "dsaEncryption";
            case "EdDSA" -> certificate.getPublicKey().getEncoded().length > 50 ? "ED448" : "ED25519";
            default -> kind;
        };
    }

    static String signatureKind(X509Certificate certificate) {
        String kind = certificate.getSigAlgName();
        return switch (kind) {
            case "SHA1withECDSA", "SHA224withECDSA", "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA" ->
                "ecdsa-with-" + kind.substring(0, kind.indexOf('w'));
            case "MD5withRSA", "SHA1withRSA", "SHA224withRSA", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA" ->
                "RSA-" + kind.substring(0, kind.indexOf('w'));
            case "RSASSA-PSS" -> "rsassaPss";
            case "EdDSA" -> keyKind(certificate);
            case "Ed25519" -> "ED25519";
            case "Ed448" -> "ED448";
            default -> kind;
        };
    }

    /** {@code YYMMDDhhmmssZ}. */
    static byte[] time(Date date) {
        ZonedDateTime at = Instant.ofEpochMilli(date.getTime()).atZone(ZoneOffset.UTC);
        byte[] text = new byte[13];
        two(text, 0, at.getYear() % 100);
        two(text, 2, at.getMonthValue());
        two(text, 4, at.getDayOfMonth());
        two(text, 6, at.getHour());
        two(text, 8, at.getMinute());
        two(text, 10, at.getSecond());
        text[12] = 'Z';
        return text;
    }

    private static void two(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }

    /** {@code DNS:a.test, IP Address:127.0.0.1}. */
    static boolean alternatives(X509Certificate certificate, Sample out) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException unreadable) {
            return false;
        }
        if (names == null) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        for (List<?> each : names) {
            text.append(text.isEmpty() ? "" : ", ");
            Object value = each.get(1);
            switch ((Integer) each.getFirst()) {
                case EMAIL -> text.append("email:").append(value);
                case DNS_NAME -> text.append("DNS:").append(value);
                case URI -> text.append("URI:").append(value);
                case IP_ADDRESS ->
                    text.append("IP Address:").append(value.toString().toUpperCase(java.util.Locale.ROOT));
                case REGISTERED_ID -> text.append("Registered ID:").append(value);
                case DIRECTORY_NAME -> {
                    byte[] name = DistinguishedName.of(new X500Principal(value.toString()))
                            .line();
                    text.append("DirName:").append(name == null ? "" : Bytes.text(name, 0, name.length));
                }
                default -> text.append("othername:<unsupported>");
            }
        }
        return out.str(text.toString());
    }
}
