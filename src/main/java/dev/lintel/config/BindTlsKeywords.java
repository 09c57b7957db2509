package dev.lintel.config;

import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Pos;
import dev.lintel.base.Table;
import dev.lintel.config.BindKeywords.Draft;
import dev.lintel.config.BindTlsDraft.Named;
import java.util.ArrayList;
import java.util.List;

/** The options of {@code bind} about TLS (HAProxy manual, section 5.1). Without {@code ssl} they are read and mean nothing. */
final class BindTlsKeywords {
    private static final String FORGED =
            "certificates are not made up for whatever name is asked; name them with 'crt', or let 'acme' order them";

    static final Table<Keyword<Draft>> TABLE = Table.join(Keyword::name, certificates(), policy());

    private BindTlsKeywords() {}

    private static Table<Keyword<Draft>> certificates() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("ssl", (d, w) -> d.tls.ssl = true),
                        runs("crt", (d, w) -> named(d, w, Named.Kind.CRT)),
                        runs("default-crt", (d, w) -> named(d, w, Named.Kind.DEFAULT_CRT)),
                        runs("crt-list", (d, w) -> named(d, w, Named.Kind.CRT_LIST)),
                        runs("strict-sni", (d, w) -> d.tls.strictSni = true),
                        runs("no-strict-host", (d, w) -> d.tls.strictHost = false),
                        runs("no-strict-sni", (d, w) -> d.tls.strictSni = false),
                        runs("acme", BindTlsKeywords::acme),
                        runs("domains", (d, w) -> d.tls.domains = CertificateKeywords.domains(w)),
                        runs("ips", (d, w) -> d.tls.ips = CertificateKeywords.ips(w)),
                        refused("ca-sign-file", FORGED),
                        refused("ca-sign-pass", FORGED),
                        refused("ech", "encrypted client hellos come later"),
                        refused("generate-certificates", FORGED)));
    }

    private static Table<Keyword<Draft>> policy() {
        List<Keyword<TlsPolicyDraft>> all = new ArrayList<>(TlsPolicyKeywords.CERTIFICATE.rows());
        all.addAll(TlsPolicyKeywords.DEFAULTS.rows());
        all.addAll(TlsPolicyKeywords.BIND.rows());
        List<Keyword<Draft>> rows = new ArrayList<>();
        for (Keyword<TlsPolicyDraft> row : all) {
            rows.add(new Keyword<>(
                    row.name(),
                    row.answer(),
                    row.places(),
                    row.note(),
                    (d, w) -> row.read().read(d.tls.policy, w)));
        }
        return Table.of(Keyword::name, rows);
    }

    private static void named(Draft draft, Cursor words, Named.Kind kind) {
        Pos pos = words.pos();
        draft.tls.certificates.add(new Named(kind, words.text("<file>"), pos));
    }

    /** {@code acme [<section>]}: a word that is no option of {@code bind} names the section. */
    private static void acme(Draft draft, Cursor words) {
        draft.tls.acme = true;
        if (words.more() && !BindKeywords.TABLE.has(words.peek())) {
            draft.tls.acmeSection = words.text("");
        }
    }
}
