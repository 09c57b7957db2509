package dev.lintel.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate that stands in until the first order has ended: self-signed and expired, so that nobody takes it for a real one. One
 * for the whole process, made when it is first needed.
 */
public final class Temporary {
    private static final class Once {
        static final Certificate CERTIFICATE = make();
    }

    private Temporary() {}

    public static Certificate certificate() {
        return Once.CERTIFICATE;
    }

    private static Certificate make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=temporary certificate of Lintel");
            Instant now = Instant.now();
            X509Certificate leaf = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    new BigInteger(64, new SecureRandom()),
                                    Date.from(now.minus(Duration.ofDays(2))),
                                    Date.from(now.minus(Duration.ofDays(1))),
                                    name,
                                    pair.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return new Certificate(List.of(leaf), pair.getPrivate()).asTemporary();
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the platform makes no certificates", e);
        }
    }
}
