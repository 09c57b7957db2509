package dev.lintel.tls;

import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsPolicySpec.Verify;
import dev.lintel.model.X509Error;
import dev.lintel.stream.PeerVerdict;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Examines clients' certificates (manual section 5.1: {@code ca-file}, {@code ca-verify-file}, {@code crl-file}, {@code ca-ignore-err},
 * {@code crt-ignore-err}). Immutable; called on the connections' loops.
 */
public final class ClientTrust extends NoTrust {
    private static final String VERDICT = "lintel.verdict";
    private static final X509Certificate[] NOBODY = {};

    private final Authorities authorities;
    private final boolean required;
    /** Numbers of errors to overlook above the client's own certificate, and of that one; null: all. */
    private final @Nullable Set<Integer> overlookedAbove;

    private final @Nullable Set<Integer> overlooked;
    private final X509Certificate[] announced;

    private ClientTrust(
            Authorities authorities,
            boolean required,
            @Nullable Set<Integer> overlookedAbove,
            @Nullable Set<Integer> overlooked,
            X509Certificate[] announced) {
        super("this examines clients");
        this.authorities = authorities;
        this.required = required;
        this.overlookedAbove = overlookedAbove;
        this.overlooked = overlooked;
        this.announced = announced;
    }

    /**
     * For a policy that asks clients for certificates.
     *
     * @throws CertificateFault naming the file that cannot be read, or has nothing in it
     */
    public static ClientTrust of(TlsPolicySpec policy) throws CertificateFault {
        List<String> files = new ArrayList<>();
        for (String file : new String[] {policy.caFile(), policy.caVerifyFile()}) {
            if (file != null) {
                files.add(file);
            }
        }
        Authorities all = Authorities.load(files, policy.crlFile());
        X509Certificate[] announced = NOBODY;
        if (policy.caNames() && policy.caFile() != null) {
            announced = Authorities.load(List.of(policy.caFile()), null).all().toArray(NOBODY);
        }
        return new ClientTrust(
                all, policy.verify() == Verify.REQUIRED, policy.caIgnoreErrors(), policy.crtIgnoreErrors(), announced);
    }

    /**
     * What was found when the session's certificate was examined. One that is resumed is examined again, for since then the certificate
     * may have expired or been revoked.
     *
     * @throws Untrusted where it is not acceptable any more
     * @throws SSLPeerUnverifiedException where there has to be a certificate and the session has none
     */
    PeerVerdict verdict(SSLSession session, boolean resumed, List<X509Certificate> peer)
            throws Untrusted, SSLPeerUnverifiedException {
        if (!resumed && session.getValue(VERDICT) instanceof PeerVerdict known) {
            return known;
        }
        if (!peer.isEmpty()) {
            return examine(peer.toArray(NOBODY));
        }
        if (required) {
            throw new SSLPeerUnverifiedException("the session has no certificate");
        }
        return PeerVerdict.NONE;
    }

    /**
     * What it judges by, in 32 bytes: a session is resumed only where that is the same. Made of contents alone, so that it outlives
     * restarts and machines with the same files take each other's tickets.
     */
    byte[] sessionContext() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        String rules = required + " " + numbers(overlookedAbove) + " " + numbers(overlooked);
        digest.update(rules.getBytes(StandardCharsets.US_ASCII));
        authorities.addTo(digest);
        return digest.digest();
    }

    private static String numbers(@Nullable Set<Integer> some) {
        return some == null ? "all" : new TreeSet<>(some).toString();
    }

    private PeerVerdict examine(X509Certificate[] sent) throws Untrusted {
        ChainCheck check = new ChainCheck(authorities, sent, ChainCheck.Role.CLIENT, new Date());
        X509Error last = X509Error.X509_V_OK;
        X509Error leaf = X509Error.X509_V_OK;
        X509Error above = X509Error.X509_V_OK;
        int depth = 0;
        for (ChainCheck.Flaw flaw : check.flaws()) {
            last = flaw.error();
            if (flaw.depth() == 0) {
                leaf = leaf == X509Error.X509_V_OK ? last : leaf;
            } else if (above == X509Error.X509_V_OK) {
                above = last;
                depth = flaw.depth();
            }
            Set<Integer> allowed = flaw.depth() == 0 ? overlooked : overlookedAbove;
            if (allowed != null && !allowed.contains(last.number())) {
                throw new Untrusted(last, flaw.depth());
            }
        }
        return new PeerVerdict(last, leaf, above, depth, check.root());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            PeerVerdict verdict = examine(chain);
            SSLSession session = engine.getHandshakeSession();
            if (session != null) {
                session.putValue(VERDICT, verdict);
            }
        } catch (Untrusted refused) {
            throw refused.alert();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            examine(chain);
        } catch (Untrusted refused) {
            throw refused.alert();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    /** Whose names are sent to the client. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return announced.clone();
    }
}
