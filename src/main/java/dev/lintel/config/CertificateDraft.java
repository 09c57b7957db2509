package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.model.CertificateSpec;
import java.util.List;

/**
 * Where a certificate comes from, while a {@code load}, {@code ssl-f-use} or {@code crt-list} line is read (HAProxy manual, section
 * 12.7.1). Owned by the thread that reads.
 */
final class CertificateDraft {
    final Pos pos;
    /** In which section or file it stands, for messages. */
    final String place;

    String crt;
    String key;
    String issuer;
    String ocsp;
    String sctl;
    boolean ocspUpdate;
    String alias;
    String acme;
    List<String> domains = List.of();
    List<String> ips = List.of();

    CertificateDraft(Pos pos, String place) {
        this.pos = pos;
        this.place = place;
    }

    /** Whether the line names files, or an order, beyond the certificate's own. */
    boolean saysMore() {
        return key != null || issuer != null || ocsp != null || sctl != null || ocspUpdate || acme != null;
    }

    /** The record under a name, with folders put before what is relative. */
    CertificateSpec spec(String name, String crtBase, String keyBase) {
        return new CertificateSpec(
                pos,
                name,
                under(crtBase, crt),
                under(keyBase, key),
                under(crtBase, issuer),
                under(crtBase, ocsp),
                under(crtBase, sctl),
                ocspUpdate,
                acme,
                domains,
                ips);
    }

    /** A path below its base folder; absolute ones prevail. */
    static String under(String base, String path) {
        if (path == null || base == null || path.startsWith("/") || path.startsWith("@")) {
            return path;
        }
        return base.endsWith("/") ? base + path : base + "/" + path;
    }
}
