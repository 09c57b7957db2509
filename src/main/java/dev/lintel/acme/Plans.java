package dev.lintel.acme;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.AcmeSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.Config;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.Mode;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.CertificateFiles;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads out of a configuration which certificates are to be obtained, and how. Asks nobody anything. */
public final class Plans {
    private Plans() {}

    /** By name, in the order of the configuration; what cannot be planned is a problem, and left out. */
    static Map<String, Plan> of(Config config, Problems problems) {
        Map<String, Plan> plans = new LinkedHashMap<>();
        boolean clear = hasClearBind(config);
        certificates(config).forEach((name, spec) -> {
            AcmeSpec section = section(config, spec.acme());
            if (section == null) {
                // Whoever read the configuration has said so.
                return;
            }
            Plan plan = plan(spec, section, clear, problems);
            if (plan != null) {
                plans.put(name, plan);
            }
        });
        return plans;
    }

    /** Everything that is wrong with certificates to be obtained, without asking anybody. */
    public static void check(Config config, Problems problems) {
        for (AcmeSpec section : config.global().tls().acme()) {
            if (section.provider() != null) {
                DnsProviders.problems(section.provider(), section.providerSettings())
                        .forEach(problem ->
                                problems.error(section.pos(), "in section 'acme " + section.name() + "': " + problem));
            }
            SectionFiles.check(section, problems);
            List<String> others = new ArrayList<>(DnsOptions.problems(section));
            section.notices().forEach(words -> others.addAll(NoticeTargets.problems(words)));
            others.forEach(
                    problem -> problems.error(section.pos(), "in section 'acme " + section.name() + "': " + problem));
        }
        of(config, problems);
    }

    /** What would be asked of whom, and what the store has already, a line for each certificate: for people, before anybody is asked. */
    public static List<String> describe(Config config, Path folder) {
        List<String> lines = new ArrayList<>();
        Store store = new Store(folder);
        of(config, new Problems()).forEach((name, plan) -> {
            List<String> names = new ArrayList<>();
            for (String subject : plan.ordered().subjects()) {
                String proof = plan.proof(subject);
                names.add(proof == null ? subject : subject + " by " + proof);
            }
            lines.add("certificate '" + name + "' (" + plan.ordered().keyType() + ") from "
                    + String.join(", then ", plan.section().directories()) + ": " + String.join(", ", names) + "; "
                    + stored(store, plan));
        });
        return lines;
    }

    static String stored(Store store, Plan plan) {
        try {
            CertificateFolder.Stored stored = store.certificate(plan.name()).read();
            if (stored == null) {
                return "the store " + store.folder() + " has none yet";
            }
            Date end = ((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(stored.fullchain())))
                    .getNotAfter();
            return "the store " + store.folder() + " has "
                    + (!stored.ordered().equals(plan.ordered())
                            ? "one that was ordered with other words"
                            : plan.isFrom(stored.directory()) ? "it" : "one from " + stored.directory())
                    + (end.before(new Date()) ? ", which ended at " : " until ") + end.toInstant();
        } catch (StoreFault e) {
            return e.getMessage();
        } catch (CertificateException e) {
            return "the store " + store.folder() + " has something that is no certificate";
        }
    }

    /** Whether anything of this package has to be loaded at all. */
    public static boolean isNeeded(Config config) {
        return !certificates(config).isEmpty();
    }

    private static Map<String, CertificateSpec> certificates(Config config) {
        Map<String, CertificateSpec> all = new LinkedHashMap<>();
        for (CertificateSpec spec : config.global().tls().stores()) {
            add(all, spec);
        }
        for (FrontendSpec frontend : config.frontends()) {
            for (BindSpec bind : frontend.binds()) {
                if (bind.tls() != null) {
                    for (BindTlsSpec.Use use : bind.tls().uses()) {
                        add(all, use.certificate());
                    }
                }
            }
        }
        return all;
    }

    private static void add(Map<String, CertificateSpec> all, CertificateSpec spec) {
        if (spec.acme() != null) {
            all.putIfAbsent(spec.name(), spec);
        }
    }

    private static @Nullable AcmeSpec section(Config config, String name) {
        for (AcmeSpec section : config.global().tls().acme()) {
            if (section.name().equals(name)) {
                return section;
            }
        }
        return null;
    }

    private static @Nullable Plan plan(CertificateSpec spec, AcmeSpec section, boolean clear, Problems problems) {
        Ordered ordered = Ordered.of(section, spec.domains(), spec.ips());
        if (ordered.subjects().isEmpty() && spec.crt() != null) {
            ordered = ofFile(spec, section);
        }
        if (ordered.subjects().isEmpty() || section.directories().isEmpty()) {
            return null;
        }
        Plan plan = new Plan(spec.name(), section, ordered, kinds(section, clear), section.challenge() != null);
        return checked(plan, section.pos(), problems) ? plan : null;
    }

    /** Where no names are written, those of the certificate that is there are ordered again. */
    private static Ordered ofFile(CertificateSpec spec, AcmeSpec section) {
        List<String> names = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        try {
            for (String name : CertificateFiles.load(spec).names()) {
                (Identifiers.isAddress(name) ? ips : names).add(name);
            }
        } catch (CertificateFault e) {
            // Told where it is loaded to be served.
        }
        return Ordered.of(section, names, ips);
    }

    private static boolean checked(Plan plan, Pos pos, Problems problems) {
        String section = "in section 'acme " + plan.section().name() + "': ";
        if (plan.hasWildcard()
                && !plan.isInternal()
                && plan.kinds().stream().noneMatch(ChallengeKind::provesWildcards)) {
            problems.error(
                    pos,
                    section + "'challenge " + plan.section().challenge() + "' cannot prove a wildcard ("
                            + String.join(", ", plan.ordered().names()) + "); use 'challenge dns-01'");
            return false;
        }
        return true;
    }

    private static List<ChallengeKind> kinds(AcmeSpec section, boolean clear) {
        if (section.challenge() != null) {
            ChallengeKind kind = ChallengeKind.of(section.challenge());
            return kind == null ? List.of() : List.of(kind);
        }
        List<ChallengeKind> kinds = new ArrayList<>();
        if (section.provider() != null) {
            kinds.add(ChallengeKind.DNS);
        }
        kinds.add(ChallengeKind.TLS_ALPN);
        if (clear) {
            kinds.add(ChallengeKind.HTTP);
        }
        // By hand, for wildcards: a CA offers nothing else for them.
        if (section.provider() == null) {
            kinds.add(ChallengeKind.DNS);
        }
        return kinds;
    }

    private static boolean hasClearBind(Config config) {
        return config.frontends().stream()
                .filter(frontend -> frontend.proxy().mode() == Mode.HTTP)
                .flatMap(frontend -> frontend.binds().stream())
                .anyMatch(bind -> bind.tls() == null);
    }
}
