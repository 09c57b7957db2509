package dev.lintel.config;

import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsPolicySpec.Verify;
import java.util.List;
import java.util.Set;

/**
 * How TLS is spoken to clients while a {@code bind} or {@code crt-list} line is read (HAProxy manual, section 5.1); null is what
 * the line did not say, and comes from the line or the defaults below it. Owned by the thread that reads.
 */
final class TlsPolicyDraft {
    /** Protocols of a {@code bind} in {@code mode http} that says nothing of them. */
    static final List<String> HTTP_PROTOCOLS = List.of("h2", "http/1.1");

    final TlsVersions versions = new TlsVersions();
    String ciphers;
    String ciphersuites;
    List<String> curves;
    List<String> ecdhe;
    List<Integer> sigalgs;
    List<String> alpn;
    Verify verify;
    String caFile;
    String caVerifyFile;
    String crlFile;
    Set<Integer> caIgnoreErrors;
    boolean caIgnoreAll;
    Set<Integer> crtIgnoreErrors;
    boolean crtIgnoreAll;
    Boolean tickets;
    String ticketKeysFile;
    Boolean earlyData;
    Boolean caNames;
    Boolean preferClientCiphers;

    /** Whether nothing was said. */
    boolean isEmpty() {
        return versions.isEmpty()
                && ciphers == null
                && ciphersuites == null
                && curves == null
                && ecdhe == null
                && sigalgs == null
                && alpn == null
                && verify == null
                && caFile == null
                && caVerifyFile == null
                && crlFile == null
                && earlyData == null
                && caNames == null;
    }

    /** Takes from another draft whatever this one does not say. */
    void fillFrom(TlsPolicyDraft other) {
        versions.fillFrom(other.versions);
        ciphers = or(ciphers, other.ciphers);
        ciphersuites = or(ciphersuites, other.ciphersuites);
        curves = or(curves, other.curves);
        ecdhe = or(ecdhe, other.ecdhe);
        sigalgs = or(sigalgs, other.sigalgs);
        alpn = or(alpn, other.alpn);
        verify = or(verify, other.verify);
        caFile = or(caFile, other.caFile);
        caVerifyFile = or(caVerifyFile, other.caVerifyFile);
        crlFile = or(crlFile, other.crlFile);
        if (caIgnoreErrors == null && !caIgnoreAll) {
            caIgnoreErrors = other.caIgnoreErrors;
            caIgnoreAll = other.caIgnoreAll;
        }
        if (crtIgnoreErrors == null && !crtIgnoreAll) {
            crtIgnoreErrors = other.crtIgnoreErrors;
            crtIgnoreAll = other.crtIgnoreAll;
        }
        tickets = or(tickets, other.tickets);
        ticketKeysFile = or(ticketKeysFile, other.ticketKeysFile);
        earlyData = or(earlyData, other.earlyData);
        caNames = or(caNames, other.caNames);
        preferClientCiphers = or(preferClientCiphers, other.preferClientCiphers);
    }

    /** The finished record; what is still unsaid is as HAProxy has it. */
    TlsPolicySpec spec(TlsVersions.Range range, List<String> protocols, String caBase) {
        return new TlsPolicySpec(
                range.min(),
                range.max(),
                ciphers,
                ciphersuites,
                curves != null ? curves : ecdhe != null ? ecdhe : List.of(),
                sigalgs == null ? List.of() : sigalgs,
                alpn == null ? protocols : alpn,
                verify == null ? Verify.NONE : verify,
                CertificateDraft.under(caBase, caFile),
                CertificateDraft.under(caBase, caVerifyFile),
                CertificateDraft.under(caBase, crlFile),
                ignored(caIgnoreErrors, caIgnoreAll),
                ignored(crtIgnoreErrors, crtIgnoreAll),
                tickets == null || tickets,
                ticketKeysFile,
                earlyData != null && earlyData,
                caNames == null || caNames,
                preferClientCiphers != null && preferClientCiphers);
    }

    private static Set<Integer> ignored(Set<Integer> numbers, boolean all) {
        if (all) {
            return null;
        }
        return numbers == null ? Set.of() : numbers;
    }

    private static <T> T or(T own, T other) {
        return own == null ? other : own;
    }
}
