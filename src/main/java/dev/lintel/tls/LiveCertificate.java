package dev.lintel.tls;

import dev.lintel.model.CertificateSpec;
import org.jspecify.annotations.Nullable;

/**
 * A certificate under its name, whose content may be replaced while it serves. Written through {@link CertStore}; read by anybody.
 */
public final class LiveCertificate {
    private final String name;
    private volatile CertificateSpec spec;
    private volatile Certificate current;
    private volatile CertificateFiles.@Nullable Stamp stamp;

    public LiveCertificate(CertificateSpec spec, Certificate first) {
        this.name = spec.name();
        this.spec = spec;
        this.current = first;
    }

    public String name() {
        return name;
    }

    public CertificateSpec spec() {
        return spec;
    }

    public Certificate current() {
        return current;
    }

    /** In what state its files were when they were read last; null: it has none. */
    public CertificateFiles.@Nullable Stamp stamp() {
        return stamp;
    }

    /** What it is read from, and in what state that was. */
    public void settle(CertificateSpec from, CertificateFiles.@Nullable Stamp read) {
        spec = from;
        stamp = read;
    }

    void current(Certificate next) {
        current = next;
    }
}
