package dev.lintel.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * One list of revoked certificates with what it speaks of (RFC 5280 section 5.2.5). Immutable.
 *
 * @param scope null: all certificates of its issuer
 */
record RevocationList(X509CRL crl, @Nullable IssuingDistributionPoint scope) {
    private static final String DELTA = "2.5.29.27";
    private static final String SCOPE = "2.5.29.28";
    private static final String POINTS = "2.5.29.31";

    /**
     * Null for those that OpenSSL does not look at: what changed since another list, what somebody else's certificates are on, and those
     * that know some reasons only.
     */
    static @Nullable RevocationList of(X509CRL crl) {
        if (crl.getExtensionValue(DELTA) != null) {
            return null;
        }
        byte[] extension = crl.getExtensionValue(SCOPE);
        if (extension == null) {
            return new RevocationList(crl, null);
        }
        try {
            IssuingDistributionPoint scope = IssuingDistributionPoint.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            int limits = (scope.onlyContainsUserCerts() ? 1 : 0)
                    + (scope.onlyContainsCACerts() ? 1 : 0)
                    + (scope.onlyContainsAttributeCerts() ? 1 : 0);
            boolean partial = scope.isIndirectCRL() || scope.getOnlySomeReasons() != null;
            return limits > 1 || partial ? null : new RevocationList(crl, scope);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** The one to ask about that certificate first: what it may be asked for counts more than that it is of today, and that more than its age. */
    static Comparator<RevocationList> bestFor(X509Certificate certificate, Date now) {
        Comparator<RevocationList> order = Comparator.comparingInt(list -> list.rank(certificate, now));
        return order.thenComparing(list -> list.crl.getThisUpdate()).reversed();
    }

    private int rank(X509Certificate certificate, Date now) {
        boolean inTime = !crl.getThisUpdate().after(now)
                && (crl.getNextUpdate() == null || !crl.getNextUpdate().before(now));
        return (crl.hasUnsupportedCriticalExtension() ? 0 : 4) + (covers(certificate) ? 2 : 0) + (inTime ? 1 : 0);
    }

    boolean signedWith(PublicKey key) {
        try {
            crl.verify(key);
            return true;
        } catch (GeneralSecurityException | RuntimeException wrong) {
            return false;
        }
    }

    /** Whether that certificate would stand on it if it were revoked. */
    boolean covers(X509Certificate certificate) {
        if (scope == null) {
            return true;
        }
        boolean authority = certificate.getBasicConstraints() >= 0;
        if (scope.onlyContainsAttributeCerts()
                || (authority ? scope.onlyContainsUserCerts() : scope.onlyContainsCACerts())) {
            return false;
        }
        return scope.getDistributionPoint() == null || pointsHere(certificate);
    }

    private boolean pointsHere(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(POINTS);
        if (extension == null) {
            return false;
        }
        try {
            CRLDistPoint points = CRLDistPoint.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            for (DistributionPoint each : points.getDistributionPoints()) {
                boolean whole = each.getReasons() == null && each.getCRLIssuer() == null;
                if (whole && (each.getDistributionPoint() == null || meets(each.getDistributionPoint()))) {
                    return true;
                }
            }
            return false;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private boolean meets(DistributionPointName point) {
        DistributionPointName own = scope.getDistributionPoint();
        if (own.getType() != DistributionPointName.FULL_NAME || point.getType() != DistributionPointName.FULL_NAME) {
            return own.toASN1Primitive().equals(point.toASN1Primitive());
        }
        GeneralName[] names = GeneralNames.getInstance(own.getName()).getNames();
        for (GeneralName each : GeneralNames.getInstance(point.getName()).getNames()) {
            if (Arrays.asList(names).contains(each)) {
                return true;
            }
        }
        return false;
    }
}
