package dev.lintel.tls;

import dev.lintel.model.X509Error;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for chains that {@link ChainCheck} does not look at itself: names, policies, critical extensions, weak algorithms (RFC 5280). */
final class PathRules {
    private PathRules() {}

    /** The first rule that a chain breaks whose last certificate is trusted; null: none. */
    static ChainCheck.@Nullable Flaw broken(List<X509Certificate> chain, Date now) {
        if (chain.size() < 2) {
            return null;
        }
        List<X509Certificate> below = chain.subList(0, chain.size() - 1);
        try {
            PKIXParameters rules = new PKIXParameters(Set.of(new TrustAnchor(chain.getLast(), null)));
            rules.setRevocationEnabled(false);
            rules.setDate(dateFor(below, now));
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(below);
            CertPathValidator.getInstance("PKIX").validate(path, rules);
            return null;
        } catch (CertPathValidatorException broken) {
            return new ChainCheck.Flaw(error(broken.getReason()), Math.max(broken.getIndex(), 0));
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            return new ChainCheck.Flaw(X509Error.X509_V_ERR_UNSPECIFIED, 0);
        }
    }

    /** Times have been looked at: where they are wrong and that is overlooked, the other rules hold all the same. */
    private static Date dateFor(List<X509Certificate> chain, Date now) {
        Date latest = chain.getFirst().getNotBefore();
        boolean valid = true;
        for (X509Certificate each : chain) {
            latest = each.getNotBefore().after(latest) ? each.getNotBefore() : latest;
            valid &= !each.getNotAfter().before(now) && !each.getNotBefore().after(now);
        }
        return valid ? now : latest;
    }

    private static X509Error error(Reason reason) {
        return switch (reason) {
            case PKIXReason.INVALID_NAME -> X509Error.X509_V_ERR_PERMITTED_VIOLATION;
            case PKIXReason.INVALID_POLICY -> X509Error.X509_V_ERR_NO_EXPLICIT_POLICY;
            case PKIXReason.UNRECOGNIZED_CRIT_EXT -> X509Error.X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION;
            case PKIXReason.PATH_TOO_LONG -> X509Error.X509_V_ERR_PATH_LENGTH_EXCEEDED;
            case PKIXReason.NOT_CA_CERT -> X509Error.X509_V_ERR_INVALID_CA;
            case PKIXReason.INVALID_KEY_USAGE -> X509Error.X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
            case BasicReason.ALGORITHM_CONSTRAINED -> X509Error.X509_V_ERR_CA_MD_TOO_WEAK;
            case BasicReason.EXPIRED -> X509Error.X509_V_ERR_CERT_HAS_EXPIRED;
            case BasicReason.NOT_YET_VALID -> X509Error.X509_V_ERR_CERT_NOT_YET_VALID;
            case BasicReason.INVALID_SIGNATURE -> X509Error.X509_V_ERR_CERT_SIGNATURE_FAILURE;
            default -> X509Error.X509_V_ERR_UNSPECIFIED;
        };
    }
}
