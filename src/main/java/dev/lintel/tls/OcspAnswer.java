package dev.lintel.tls;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** What an authority answers about a certificate (RFC 6960), seen to be of use to clients before it is stapled. Immutable. */
public final class OcspAnswer {
    /** Clocks differ: so much earlier than it says an answer is of no use any more, and so much earlier it is taken. */
    private static final long SKEW = 300_000;

    private final byte[] der;
    private final long until;

    /** @param until milliseconds of the system's clock: not stapled from then on */
    OcspAnswer(byte[] der, long until) {
        this.der = der;
        this.until = until;
    }

    /**
     * Looks at an answer; its signature is for clients to examine.
     *
     * @param issuer of the leaf; null: it is not known
     * @throws CertificateFault with a sentence about what is wrong with "it"
     */
    public static OcspAnswer read(byte[] der, X509Certificate leaf, @Nullable X509Certificate issuer, Instant now)
            throws CertificateFault {
        if (issuer == null) {
            throw new CertificateFault("it cannot be told whose answer it is, as the certificate's issuer is not known;"
                    + " put that behind the certificate, or into a file with '.issuer' behind the name");
        }
        try {
            SingleResp single = single(new OCSPResp(der));
            if (!leaf.getSerialNumber().equals(single.getCertID().getSerialNumber())) {
                throw new CertificateFault("it is about another certificate, with the serial "
                        + single.getCertID().getSerialNumber().toString(16) + ", and this one has "
                        + leaf.getSerialNumber().toString(16) + "; ask the authority for a new one");
            }
            if (!single.getCertID()
                    .matchesIssuer(
                            new JcaX509CertificateHolder(issuer), new JcaDigestCalculatorProviderBuilder().build())) {
                throw new CertificateFault("it is about a certificate of another issuer");
            }
            if (single.getCertStatus() != CertificateStatus.GOOD) {
                throw new CertificateFault(
                        single.getCertStatus() instanceof RevokedStatus
                                ? "it says that the certificate is revoked; order another one"
                                : "it says that the authority does not know the certificate");
            }
            return new OcspAnswer(der, until(single, now));
        } catch (IOException
                | OCSPException
                | OperatorCreationException
                | CertificateEncodingException
                | RuntimeException e) {
            throw new CertificateFault("it is no answer of OCSP in DER");
        }
    }

    private static SingleResp single(OCSPResp answer) throws OCSPException, CertificateFault {
        if (answer.getStatus() != OCSPResp.SUCCESSFUL) {
            throw new CertificateFault("it tells of a failure of the authority's, number " + answer.getStatus());
        }
        SingleResp[] all = ((BasicOCSPResp) answer.getResponseObject()).getResponses();
        if (all.length != 1) {
            throw new CertificateFault("it is about " + all.length + " certificates, and one is expected");
        }
        return all[0];
    }

    private static long until(SingleResp single, Instant now) throws CertificateFault {
        Date next = single.getNextUpdate();
        if (next == null) {
            throw new CertificateFault("it does not say until when it holds");
        }
        if (single.getThisUpdate().getTime() - SKEW > now.toEpochMilli()) {
            throw new CertificateFault("it does not hold before "
                    + single.getThisUpdate().toInstant() + "; is this machine's clock right?");
        }
        long until = next.getTime() - SKEW;
        if (until <= now.toEpochMilli()) {
            throw new CertificateFault("it holds until " + next.toInstant() + "; ask the authority for a new one");
        }
        return until;
    }

    public byte[] der() {
        return der;
    }

    /** Whether it is of use to clients at that time, in milliseconds of the system's clock. */
    boolean isFresh(long now) {
        return now < until;
    }
}
