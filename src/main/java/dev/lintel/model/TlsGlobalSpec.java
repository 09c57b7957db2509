package dev.lintel.model;

import java.util.List;

/**
 * What the {@code global} sections say of TLS and certificates beyond defaults of {@code bind} and {@code server} lines, which are applied
 * there already (manual sections 3.1, 3.2 and 12.7).
 *
 * @param stores every certificate that a {@code crt-store} loads, used or not
 * @param acme the {@code acme} sections
 * @param scheduler {@code acme.scheduler}: whether certificates are renewed unasked
 * @param storeFolder where obtained certificates and accounts are kept; null: the system's place
 * @param sessionCache sessions remembered ({@code tune.ssl.cachesize}); {@code sessionSeconds} how long ({@code tune.ssl.lifetime})
 * @param issuersChainPath a folder of issuers that complete chains, or null
 * @param verifyServers {@code ssl-server-verify}
 */
public record TlsGlobalSpec(
        List<CertificateSpec> stores,
        List<AcmeSpec> acme,
        boolean scheduler,
        String storeFolder,
        int sessionCache,
        long sessionSeconds,
        String issuersChainPath,
        boolean verifyServers) {
    public static final TlsGlobalSpec NONE =
            new TlsGlobalSpec(List.of(), List.of(), true, null, 20_000, 300, null, true);
}
