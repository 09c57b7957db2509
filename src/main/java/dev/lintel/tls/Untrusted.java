package dev.lintel.tls;

import dev.lintel.model.X509Error;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A peer's certificate is refused: what is wrong, and at which step of its chain. */
public final class Untrusted extends CertificateException {
    private final transient X509Error error;
    private final int depth;

    Untrusted(X509Error error, int depth) {
        super(words(error));
        this.error = error;
        this.depth = depth;
    }

    public X509Error error() {
        return error;
    }

    /** 0: the peer's own certificate. */
    public int depth() {
        return depth;
    }

    /** This among the causes of a failed handshake; null: it failed for another reason. */
    public static @Nullable Untrusted in(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof Untrusted)) {
            cause = cause.getCause();
        }
        return (Untrusted) cause;
    }

    /** As Netty wants it, in order to choose the alert that the peer is sent. */
    CertificateException alert() {
        int number = CertificateVerifier.isValid(error.number())
                ? error.number()
                : CertificateVerifier.X509_V_ERR_UNSPECIFIED;
        return new OpenSslCertificateException(getMessage(), this, number);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    private static String words(X509Error error) {
        return switch (error) {
            case X509_V_ERR_CERT_HAS_EXPIRED -> "certificate has expired";
            case X509_V_ERR_CERT_NOT_YET_VALID -> "certificate is not yet valid";
            case X509_V_ERR_CERT_REVOKED -> "certificate revoked";
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT -> "self-signed certificate";
            case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN -> "self-signed certificate in certificate chain";
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY -> "unable to get local issuer certificate";
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT -> "unable to get issuer certificate";
            case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE -> "unable to verify the first certificate";
            case X509_V_ERR_UNABLE_TO_GET_CRL -> "unable to get certificate CRL";
            case X509_V_ERR_CRL_HAS_EXPIRED -> "CRL has expired";
            case X509_V_ERR_HOSTNAME_MISMATCH -> "hostname mismatch";
            case X509_V_ERR_INVALID_PURPOSE -> "unsupported certificate purpose";
            case X509_V_ERR_INVALID_CA -> "invalid CA certificate";
            default -> error.name();
        };
    }
}
