package dev.lintel.model;

/** The versions of TLS that can be spoken, oldest first; SSLv3 is not among them. */
public enum TlsVersion {
    TLS10("TLSv1.0"),
    TLS11("TLSv1.1"),
    TLS12("TLSv1.2"),
    TLS13("TLSv1.3");

    private final String word;

    TlsVersion(String word) {
        this.word = word;
    }

    /** As {@code ssl-min-ver} takes it (manual section 5.1). */
    public String word() {
        return word;
    }
}
