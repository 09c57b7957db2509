package dev.lintel.tls;

/** Something is wrong with a certificate, its key or a file of them; the message tells a person what, without the place. */
public final class CertificateFault extends Exception {
    public CertificateFault(String message) {
        super(message, null, false, false);
    }
}
