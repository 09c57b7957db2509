package dev.lintel.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How TLS is spoken to clients: the options of a {@code bind} line, with those of a {@code crt-list} line over them (manual section 5.1).
 * The paths are complete: {@code ca-base} and {@code crt-base} are applied.
 *
 * @param min and {@code max}: the versions offered
 * @param ciphers of TLS 1.2 and older in OpenSSL's spelling, {@code ciphersuites} of TLS 1.3; null: ours
 * @param curves names in order of preference; empty: ours, with a post-quantum hybrid first
 * @param sigalgs what the certificate may sign with, by the numbers of RFC 8446 section 4.2.3, the best first; empty: ours
 * @param alpn protocols in order of preference; empty: none
 * @param caFile whom a client's certificate must come from, or null; {@code caVerifyFile}: the same, but not announced
 * @param caIgnoreErrors and {@code crtIgnoreErrors}: numbers of verification errors that are overlooked; null: all of them
 * @param ticketKeysFile {@code tls-ticket-keys}, or null
 * @param earlyData {@code allow-0rtt}
 * @param caNames whether the names of the accepted authorities are sent to the client
 */
public record TlsPolicySpec(
        TlsVersion min,
        TlsVersion max,
        String ciphers,
        String ciphersuites,
        List<String> curves,
        List<Integer> sigalgs,
        List<String> alpn,
        Verify verify,
        String caFile,
        String caVerifyFile,
        String crlFile,
        Set<Integer> caIgnoreErrors,
        Set<Integer> crtIgnoreErrors,
        boolean tickets,
        String ticketKeysFile,
        boolean earlyData,
        boolean caNames,
        boolean preferClientCiphers) {
    /** The same for authorities, which offer that protocol and no certificate of their own (RFC 8737), and never come back. */
    public TlsPolicySpec forChallenges(String protocol) {
        return new TlsPolicySpec(
                min,
                max,
                ciphers,
                ciphersuites,
                curves,
                sigalgs,
                List.of(protocol),
                Verify.NONE,
                null,
                null,
                null,
                Set.of(),
                Set.of(),
                false,
                null,
                false,
                false,
                preferClientCiphers);
    }

    /** Whether whoever passes here would pass there, as far as certificates go. */
    public boolean verifiesAs(TlsPolicySpec other) {
        return verify == other.verify && (verify == Verify.NONE || trustsAs(other));
    }

    private boolean trustsAs(TlsPolicySpec other) {
        return Objects.equals(caFile, other.caFile)
                && Objects.equals(caVerifyFile, other.caVerifyFile)
                && Objects.equals(crlFile, other.crlFile);
    }

    /**
     * Whether who has passed there is as good here as who comes here first.
     *
     * @param shown whether it has shown a certificate there
     */
    public boolean admits(TlsPolicySpec other, boolean shown) {
        return verify == Verify.NONE || (shown ? trustsAs(other) : verify == Verify.OPTIONAL);
    }

    /** Whether clients are asked for a certificate. */
    public enum Verify {
        NONE,
        OPTIONAL,
        REQUIRED
    }
}
