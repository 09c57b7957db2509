package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.TlsPolicySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the TLS part of the model of drafts whose lines are all read: names become files, defaults are applied, and what is
 * missing is told. Owned by the thread that reads.
 */
final class TlsSpecs {
    private final Problems problems;

    TlsSpecs(Problems problems) {
        this.problems = problems;
    }

    /** The TLS of one {@code bind} line, or null where it has none. */
    BindTlsSpec bind(ProxyDraft proxy, Pos pos, BindTlsDraft draft) {
        if (!draft.ssl) {
            return null;
        }
        TlsVersions.Range range = draft.policy.versions.range();
        if (range == null) {
            problems.error(
                    pos,
                    "in " + proxy.title() + ": 'bind ... ssl' has no version of TLS left; use 'ssl-min-ver TLSv1.2'");
            return null;
        }
        List<String> protocols = proxy.mode == Mode.HTTP ? TlsPolicyDraft.HTTP_PROTOCOLS : List.of();
        TlsPolicySpec policy = draft.policy.spec(range, protocols);
        List<BindTlsSpec.Use> uses = new ArrayList<>();
        for (BindTlsDraft.Named named : draft.certificates) {
            CertificateSpec certificate = CertificateSpec.file(named.pos(), named.path());
            boolean byDefault = named.kind() == BindTlsDraft.Named.Kind.DEFAULT_CRT;
            uses.add(new BindTlsSpec.Use(certificate, List.of(), byDefault, policy));
        }
        boolean strict = draft.strictSni != null && draft.strictSni;
        if (uses.isEmpty() && !strict) {
            problems.error(
                    pos,
                    "in " + proxy.title()
                            + ": 'bind ... ssl' expects a certificate; add 'crt <file>', a PEM with certificate and key");
        }
        return new BindTlsSpec(pos, policy, uses, strict, null, List.of());
    }
}
