package dev.lintel.tls;

import dev.lintel.model.X509Error;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Examines one chain of certificates in the order, and with the numbers, of OpenSSL: every flaw is noted, so that the configuration can
 * say which ones to overlook. What has none is given to Java's own validator as well ({@link PathRules}). Used once, on one thread.
 */
final class ChainCheck {
    /** How many certificates a chain may have. */
    private static final int LONGEST = 10;

    private static final int CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    /** Whose certificate it is. */
    enum Role {
        CLIENT("1.3.6.1.5.5.7.3.2"),
        SERVER("1.3.6.1.5.5.7.3.1");

        private final String usage;

        Role(String usage) {
            this.usage = usage;
        }
    }

    /** One thing that is wrong with the certificate so many steps above the peer's own. */
    record Flaw(X509Error error, int depth) {}

    private final Authorities authorities;
    private final X509Certificate[] sent;
    private final Role role;
    private final Date now;
    private final List<X509Certificate> chain = new ArrayList<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private boolean anchored;

    ChainCheck(Authorities authorities, X509Certificate[] sent, Role role, Date now) {
        this.authorities = authorities;
        this.sent = sent;
        this.role = role;
        this.now = now;
    }

    /** What is wrong, in the order in which it was found; empty: nothing. */
    List<Flaw> flaws() {
        build();
        purposes();
        if (authorities.asksForRevocation()) {
            revocations();
        }
        signaturesAndTimes();
        if (anchored && !unsigned()) {
            Flaw other = PathRules.broken(chain, now);
            if (other != null) {
                flaws.add(other);
            }
        }
        return flaws;
    }

    /** The end of the chain, trusted or not. */
    X509Certificate root() {
        return chain.getLast();
    }

    private void flaw(X509Error error, int depth) {
        flaws.add(new Flaw(error, depth));
    }

    /** From the peer's certificate up; those that are trusted come first. */
    private void build() {
        X509Certificate at = sent[0];
        chain.add(at);
        while (!selfIssued(at) && chain.size() <= LONGEST) {
            X509Certificate issuer = issuer(at, authorities.named(at.getIssuerX500Principal()));
            if (issuer == null) {
                issuer = issuer(at, List.of(sent));
            }
            if (issuer == null || chain.contains(issuer)) {
                break;
            }
            chain.add(issuer);
            at = issuer;
        }
        int last = chain.size() - 1;
        boolean trusted = authorities.contains(at);
        anchored = trusted && selfIssued(at);
        if (chain.size() > LONGEST) {
            anchored = false;
            flaw(X509Error.X509_V_ERR_CERT_CHAIN_TOO_LONG, last);
        } else if (anchored) {
            return;
        } else if (selfIssued(at)) {
            flaw(
                    last == 0
                            ? X509Error.X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
                            : X509Error.X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                    last);
        } else {
            flaw(
                    trusted
                            ? X509Error.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
                            : X509Error.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                    last);
        }
    }

    /** Whoever signed it, of those with the right name; else the first of them that is valid in time, whose signature then is wrong. */
    private @Nullable X509Certificate issuer(X509Certificate of, List<X509Certificate> candidates) {
        X509Certificate signed = null;
        X509Certificate named = null;
        for (X509Certificate each : candidates) {
            if (!each.getSubjectX500Principal().equals(of.getIssuerX500Principal())) {
                continue;
            }
            named = named == null ? each : named;
            if (signs(each, of) && (signed == null || outOfTime(signed))) {
                signed = each;
            }
        }
        return signed != null ? signed : named;
    }

    private static boolean selfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static boolean signs(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException wrong) {
            // Keys and signatures of kinds that nobody knows are as bad as wrong ones.
            return false;
        }
    }

    private void purposes() {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate each = chain.get(i);
            boolean oldRoot = each.getVersion() < 3 && selfIssued(each);
            boolean[] usage = each.getKeyUsage();
            if (each.getBasicConstraints() < 0 && !oldRoot) {
                flaw(X509Error.X509_V_ERR_INVALID_CA, i);
            } else if (usage != null && !usage[CERT_SIGN]) {
                flaw(X509Error.X509_V_ERR_KEYUSAGE_NO_CERTSIGN, i);
            } else if (!oldRoot && intermediatesBelow(i) > each.getBasicConstraints()) {
                flaw(X509Error.X509_V_ERR_PATH_LENGTH_EXCEEDED, i);
            }
        }
        try {
            List<String> usages = chain.getFirst().getExtendedKeyUsage();
            if (usages != null && !usages.contains(role.usage)) {
                flaw(X509Error.X509_V_ERR_INVALID_PURPOSE, 0);
            }
        } catch (CertificateParsingException e) {
            flaw(X509Error.X509_V_ERR_INVALID_EXTENSION, 0);
        }
    }

    /** Without those that only renew the key of the same name (RFC 5280 section 4.2.1.9). */
    private int intermediatesBelow(int depth) {
        int count = 0;
        for (int i = 1; i < depth; i++) {
            count += selfIssued(chain.get(i)) ? 0 : 1;
        }
        return count;
    }

    private void revocations() {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate issuer = chain.get(Math.min(i + 1, chain.size() - 1));
            List<RevocationList> lists = authorities.listsFor(chain.get(i), now);
            if (lists.isEmpty()) {
                flaw(X509Error.X509_V_ERR_UNABLE_TO_GET_CRL, i);
            } else {
                revocation(lists, issuer, i);
            }
        }
    }

    /** By the best list that the issuer has signed: there may be others, of another authority of that name or of an older key. */
    private void revocation(List<RevocationList> lists, X509Certificate issuer, int depth) {
        RevocationList chosen = null;
        for (RevocationList each : lists) {
            if (chosen == null && each.signedWith(issuer.getPublicKey())) {
                chosen = each;
            }
        }
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            flaw(X509Error.X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, depth);
        }
        RevocationList best = chosen == null ? lists.getFirst() : chosen;
        if (!best.covers(chain.get(depth))) {
            flaw(X509Error.X509_V_ERR_DIFFERENT_CRL_SCOPE, depth);
        }
        if (chosen == null) {
            flaw(X509Error.X509_V_ERR_CRL_SIGNATURE_FAILURE, depth);
        }
        revocation(best.crl(), depth);
    }

    private void revocation(X509CRL list, int depth) {
        if (list.hasUnsupportedCriticalExtension()) {
            flaw(X509Error.X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, depth);
        }
        if (list.getThisUpdate().after(now)) {
            flaw(X509Error.X509_V_ERR_CRL_NOT_YET_VALID, depth);
        }
        if (list.getNextUpdate() != null && list.getNextUpdate().before(now)) {
            flaw(X509Error.X509_V_ERR_CRL_HAS_EXPIRED, depth);
        }
        if (list.isRevoked(chain.get(depth))) {
            flaw(X509Error.X509_V_ERR_CERT_REVOKED, depth);
        }
    }

    /** From the top down. */
    private void signaturesAndTimes() {
        int top = chain.size() - 1;
        if (top == 0 && !selfIssued(chain.getFirst())) {
            flaw(X509Error.X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, 0);
        }
        for (int i = top; i >= 0; i--) {
            if (i < top && !signs(chain.get(i + 1), chain.get(i))) {
                flaw(X509Error.X509_V_ERR_CERT_SIGNATURE_FAILURE, i);
            }
            if (chain.get(i).getNotBefore().after(now)) {
                flaw(X509Error.X509_V_ERR_CERT_NOT_YET_VALID, i);
            }
            if (chain.get(i).getNotAfter().before(now)) {
                flaw(X509Error.X509_V_ERR_CERT_HAS_EXPIRED, i);
            }
        }
    }

    private boolean outOfTime(X509Certificate certificate) {
        return certificate.getNotBefore().after(now)
                || certificate.getNotAfter().before(now);
    }

    /** Whether a link of the chain is missing: nothing is left for a validator to say. */
    private boolean unsigned() {
        for (Flaw each : flaws) {
            if (each.error == X509Error.X509_V_ERR_CERT_SIGNATURE_FAILURE
                    || each.error == X509Error.X509_V_ERR_INVALID_CA) {
                return true;
            }
        }
        return false;
    }
}
