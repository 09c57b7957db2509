package dev.lintel.model;

import dev.lintel.base.Pos;
import java.util.List;

/**
 * The {@code ssl} part of a {@code bind} line (manual section 5.1).
 *
 * @param policy for handshakes that no certificate's own policy governs
 * @param uses every certificate in the order in which it was loaded: the first one, or those said to be default, serve who asks for none
 * @param strictSni a client that asks for no name we have is refused
 * @param strictHost who asks for a host whose line wants more of clients' certificates than the handshake did is sent away (421)
 * @param acme the section of {@code ssl acme}, or null: {@code acmeDomains}, where none are named the host names of the frontend's rules, are
 *     among the {@code uses} already
 */
public record BindTlsSpec(
        Pos pos,
        TlsPolicySpec policy,
        List<Use> uses,
        boolean strictSni,
        boolean strictHost,
        String acme,
        List<String> acmeDomains) {
    /**
     * One certificate at this bind.
     *
     * @param filters SNI filters of its {@code crt-list} line, {@code *.a} and {@code !b.a} included; empty: the names in the certificate
     * @param isDefault {@code default-crt}, or the filter {@code *}
     * @param listed its line of a {@code crt-list}, or null
     */
    public record Use(
            CertificateSpec certificate, List<String> filters, boolean isDefault, TlsPolicySpec policy, Listed listed) {
        public Use(CertificateSpec certificate, List<String> filters, boolean isDefault, TlsPolicySpec policy) {
            this(certificate, filters, isDefault, policy, null);
        }

        /** The same, for clients that ask for no name that is known. */
        public Use asDefault() {
            return new Use(certificate, filters, true, policy, listed);
        }
    }

    /**
     * A line of a {@code crt-list}.
     *
     * @param options as they stand in brackets
     */
    public record Listed(Pos pos, String options) {}
}
