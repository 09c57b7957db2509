package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.config.BindTlsDraft.Named;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.BindTlsSpec.Use;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.TlsGlobalSpec;
import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsPolicySpec.Verify;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the TLS part of the model of drafts whose lines are all read: names become files, defaults are applied, and what is
 * missing is told. Owned by the thread that reads.
 */
final class TlsSpecs {
    private final GlobalTlsDraft global;
    private final CertificateStores stores;
    private final AcmeSections acme;
    private final CrtListReader lists;
    private final Problems problems;

    TlsSpecs(GlobalTlsDraft global, CertificateStores stores, AcmeSections acme, Problems problems) {
        this.global = global;
        this.stores = stores;
        this.acme = acme;
        this.lists = new CrtListReader(problems);
        this.problems = problems;
    }

    TlsGlobalSpec global() {
        stores.all().forEach(acme::check);
        return new TlsGlobalSpec(
                stores.all(),
                acme.specs(),
                global.scheduler,
                global.storeFolder,
                global.sessionCache,
                global.sessionSeconds,
                global.issuersChainPath,
                global.verifyServers);
    }

    /** The TLS of one {@code bind} line, or null where it has none. */
    BindTlsSpec bind(ProxyDraft proxy, Pos pos, BindTlsDraft draft) {
        if (!draft.ssl) {
            return null;
        }
        BindAssembly bind = new BindAssembly(proxy, pos, draft);
        bind.certificates();
        return bind.spec();
    }

    /** One line becoming one record. */
    private final class BindAssembly {
        private final ProxyDraft proxy;
        private final Pos pos;
        private final BindTlsDraft draft;
        private final String where;
        private final boolean strict;
        private final TlsPolicySpec policy;
        private final List<Use> uses = new ArrayList<>();
        /** How many of them the first word stands for: of a bundle on the bind line all are default. */
        private int first = 1;

        BindAssembly(ProxyDraft proxy, Pos pos, BindTlsDraft draft) {
            this.proxy = proxy;
            this.pos = pos;
            this.draft = draft;
            this.where = "in " + proxy.title() + ": 'bind ... ssl'";
            Boolean said = draft.strictSni != null ? draft.strictSni : global.strictSni;
            this.strict = said != null && said;
            draft.policy.fillFrom(global.bind);
            draft.policy.versions.tell(where, pos, problems);
            this.policy = policy(draft.policy, where, pos);
        }

        void certificates() {
            for (Named named : draft.certificates) {
                if (named.kind() == Named.Kind.CRT_LIST) {
                    lists.read(named.path(), named.pos(), proxy.title()).forEach(this::add);
                } else {
                    boolean byDefault = named.kind() == Named.Kind.DEFAULT_CRT;
                    List<CertificateSpec> all = stores.find(named.path(), named.pos(), proxy.title());
                    if (uses.isEmpty() && CertificateStores.isBundle(all)) {
                        first = all.size();
                    }
                    for (CertificateSpec found : all) {
                        uses.add(new Use(found, List.of(), byDefault, policy));
                    }
                }
            }
            if (draft.acme) {
                for (CertificateSpec ordered : acme.of(proxy, pos, draft)) {
                    uses.add(new Use(stores.order(ordered), List.of(), false, policy));
                }
            }
            if (!draft.acme && !(draft.domains.isEmpty() && draft.ips.isEmpty())) {
                problems.error(pos, where + " has names to order and nobody who orders them; add 'acme'");
            }
            // HAProxy puts each line before those above it
            proxy.certificates.reversed().forEach(this::add);
        }

        /** A line of a {@code crt-list}, or {@code ssl-f-use}: what it does not say is as on the {@code bind} line. */
        private void add(CrtListReader.Entry entry) {
            CertificateDraft certificate = entry.certificate();
            TlsPolicySpec own = policy;
            if (!entry.policy().isEmpty()) {
                TlsPolicyDraft over = new TlsPolicyDraft();
                over.fillFrom(entry.policy());
                over.fillFrom(draft.policy);
                own = policy(over, "in " + certificate.place + ": '" + certificate.crt + "'", certificate.pos);
            }
            boolean byDefault = entry.filters().contains("*");
            for (CertificateSpec found : named(certificate)) {
                uses.add(new Use(found, List.copyOf(entry.filters()), byDefault, own, entry.listed()));
            }
        }

        private List<CertificateSpec> named(CertificateDraft certificate) {
            if (!certificate.saysMore()) {
                return stores.find(certificate.crt, certificate.pos, certificate.place);
            }
            String name = CertificateDraft.under(global.crtBase, certificate.crt);
            CertificateSpec spec = certificate.spec(name, global.crtBase, global.keyBase);
            acme.check(spec);
            return List.of(spec);
        }

        BindTlsSpec spec() {
            if (uses.isEmpty()) {
                empty();
            }
            boolean explicit = uses.isEmpty() || uses.getFirst().isDefault();
            for (int i = 0; !explicit && i < first; i++) {
                uses.set(i, uses.get(i).asDefault());
            }
            return new BindTlsSpec(
                    pos, policy, List.copyOf(uses), strict, draft.strictHost, draft.acmeSection, draft.domains);
        }

        private void empty() {
            if (problems.hasErrors() && !(draft.certificates.isEmpty() && !draft.acme)) {
                return; // what hides them is told
            }
            if (strict) {
                problems.warning(
                        pos, where + " has no certificate, so that no handshake succeeds; add 'crt <file>' or 'acme'");
                return;
            }
            String folder = draft.certificates.isEmpty()
                    ? ""
                    : ", and there is none in '" + draft.certificates.getFirst().path() + "'";
            problems.error(
                    pos,
                    where + " expects a certificate" + folder
                            + "; add 'crt <file>' with a PEM of certificate and key, or 'acme' to have one ordered");
        }

        private TlsPolicySpec policy(TlsPolicyDraft said, String where, Pos pos) {
            TlsVersions.Range range = said.versions.range();
            if (range == null) {
                problems.error(
                        pos,
                        where + " has no version of TLS left; 'ssl-min-ver' is the lowest one, 'ssl-max-ver'"
                                + " the highest");
                range = TlsVersions.Range.DEFAULT;
            }
            boolean asks = said.verify != null && said.verify != Verify.NONE;
            if (asks && said.caFile == null && said.caVerifyFile == null) {
                problems.error(
                        pos,
                        where + " has 'verify " + (said.verify == Verify.REQUIRED ? "required" : "optional")
                                + "' and no 'ca-file'; name the file of the authorities that clients' certificates"
                                + " come from");
            }
            List<String> protocols = proxy.mode == Mode.HTTP ? TlsPolicyDraft.HTTP_PROTOCOLS : List.of();
            return said.spec(range, protocols, global.caBase);
        }
    }
}
