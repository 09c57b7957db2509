package dev.lintel.tls;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes revocation lists of every kind, by one authority named Root; used by one test. */
final class Revoked {
    private static final X500Name NAME = new X500Name("CN=Root");
    private static final long HOUR = 3600;

    private final KeyPair keys;
    private long from = -2 * HOUR;
    private X509v2CRLBuilder list;

    Revoked(KeyPair keys) {
        this.keys = keys;
    }

    Revoked newer() {
        from = -HOUR;
        return this;
    }

    Revoked future() {
        from = HOUR;
        return this;
    }

    /** Begins a list of those numbers; the next one is an old one again. */
    Revoked of(long... serials) {
        list = new X509v2CRLBuilder(NAME, at(from));
        list.setNextUpdate(at(from + 24 * HOUR));
        for (long serial : serials) {
            list.addCRLEntry(BigInteger.valueOf(serial), at(-3 * HOUR), 0);
        }
        from = -2 * HOUR;
        return this;
    }

    Revoked delta() throws Exception {
        list.addExtension(Extension.deltaCRLIndicator, true, new ASN1Integer(1));
        return this;
    }

    Revoked scope(boolean users, boolean authorities, String point) throws Exception {
        DistributionPointName name = point == null ? null : name(point);
        list.addExtension(
                Extension.issuingDistributionPoint,
                true,
                new IssuingDistributionPoint(name, users, authorities, null, false, false));
        return this;
    }

    String pem() throws Exception {
        X509CRL made = new JcaX509CRLConverter().getCRL(list.build(signer(keys)));
        return pem("X509 CRL", made.getEncoded());
    }

    static X509Certificate root(KeyPair keys) throws Exception {
        return sign(
                keys,
                builder(keys, 1, NAME).addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
    }

    static X509Certificate leaf(KeyPair keys, long serial, String point) throws Exception {
        JcaX509v3CertificateBuilder builder = builder(keys, serial, new X500Name("CN=leaf" + serial));
        if (point != null) {
            builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(name(point), null, null)
            }));
        }
        return sign(keys, builder);
    }

    private static JcaX509v3CertificateBuilder builder(KeyPair keys, long serial, X500Name subject) {
        return new JcaX509v3CertificateBuilder(
                NAME, BigInteger.valueOf(serial), at(-24 * HOUR), at(24 * HOUR), subject, keys.getPublic());
    }

    private static X509Certificate sign(KeyPair keys, X509v3CertificateBuilder builder) throws Exception {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(keys)));
    }

    private static ContentSigner signer(KeyPair keys) throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    }

    private static DistributionPointName name(String point) {
        return new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, point)));
    }

    private static Date at(long secondsFromNow) {
        return Date.from(Instant.now().plusSeconds(secondsFromNow));
    }

    static String pem(X509Certificate certificate) throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
