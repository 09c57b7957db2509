package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;
import java.util.Objects;

/**
 * Where one certificate comes from: a file that a {@code bind} or {@code crt-list} line names, a {@code load} line of a {@code crt-store},
 * or an {@code acme} section. Paths are complete. The same certificate named twice is one spec, equal by {@link #name}.
 *
 * @param name what {@code show ssl cert} calls it: the path as written, {@code @store/alias}, or for one that only exists by ACME its first name
 * @param crt the file of the certificate and its chain; null where only ACME makes it. A folder is several specs, a bundle {@code NAME}
 *     with {@code NAME.rsa} and {@code NAME.ecdsa} two; a folder of certbot ({@code live/NAME}) is one, with {@code fullchain.pem}
 * @param key the file of the key; null: in {@code crt}, else in {@code crt} with {@code .key}
 * @param issuer, {@code ocsp}, {@code sctl}: further files, or null
 * @param acme the section that renews it, or null
 * @param domains and {@code ips}: the names to order, first the common name
 */
public record CertificateSpec(
        Pos pos,
        String name,
        String crt,
        String key,
        String issuer,
        String ocsp,
        String sctl,
        boolean ocspUpdate,
        String acme,
        List<String> domains,
        List<String> ips) {
    /** Whether both are read from the same files. */
    public boolean readsLike(CertificateSpec other) {
        return Objects.equals(crt, other.crt)
                && Objects.equals(key, other.key)
                && Objects.equals(issuer, other.issuer)
                && Objects.equals(ocsp, other.ocsp)
                && Objects.equals(sctl, other.sctl);
    }

    /** A file alone. */
    public static CertificateSpec file(Pos pos, String path) {
        return new CertificateSpec(pos, path, path, null, null, null, null, false, null, List.of(), List.of());
    }

    /** One that no file holds. */
    public static CertificateSpec memory(String name) {
        return new CertificateSpec(Pos.NONE, name, null, null, null, null, null, false, null, List.of(), List.of());
    }
}
