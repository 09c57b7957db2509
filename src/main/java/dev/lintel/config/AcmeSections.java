package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.model.AclSpec;
import dev.lintel.model.AcmeSpec;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.RuleSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code acme} sections (HAProxy manual, section 12.8), the checks of who refers to them, and the certificates that {@code bind ...
 * acme} has ordered. Owned by the thread that reads.
 */
final class AcmeSections {
    private static final String ONE = "acme le' with the line 'directory letsencrypt'";
    /** Names that are never the world's: RFC 6762, RFC 6761, RFC 8375, and what ICANN has reserved or holds back. */
    private static final List<String> NEVER_SIGNED = List.of(
            ".local",
            ".lan",
            ".home",
            ".home.arpa",
            ".internal",
            ".intranet",
            ".localdomain",
            ".corp",
            ".localhost",
            ".test",
            ".invalid",
            ".example");

    private final GlobalTlsDraft global;
    private final Problems problems;
    private final Map<String, AcmeDraft> drafts = new LinkedHashMap<>();

    AcmeSections(GlobalTlsDraft global, Problems problems) {
        this.global = global;
        this.problems = problems;
    }

    AcmeDraft open(Section section) {
        String name = section.name() == null ? "" : section.name().text();
        AcmeDraft draft = new AcmeDraft(section.pos(), name);
        AcmeDraft first = name.isEmpty() ? null : drafts.putIfAbsent(name, draft); // a lack of a name is told
        if (first != null) {
            problems.error(section.pos(), "acme '" + name + "' is defined twice; first defined at " + first.pos);
        }
        return draft;
    }

    List<AcmeSpec> specs() {
        return drafts.values().stream().map(d -> d.spec(global)).toList();
    }

    /** What shows when all is read: a directory is needed, and a map is there for a rule. */
    void check(List<ProxyDraft> proxies) {
        for (AcmeDraft draft : drafts.values()) {
            String where = "acme '" + draft.name + "'";
            if (!draft.hasDirectory) {
                problems.error(
                        draft.pos,
                        where + " has no 'directory'; name the CA: its URL, or one of " + AcmeKeywords.names());
            }
            if (draft.map != null && proxies.stream().noneMatch(p -> mentions(p, draft.map))) {
                problems.error(
                        draft.mapPos,
                        "in " + where + ": no rule uses the map '" + draft.map
                                + "'; remove the line, for challenges are answered before all rules");
            }
            if ("dns-persist-01".equals(draft.challenge) && !global.experimental) {
                problems.error(
                        draft.challengePos,
                        "in " + where
                                + ": 'challenge dns-persist-01' is a draft that may still change, and few CAs offer"
                                + " it; to use it, add 'expose-experimental-directives' to 'global'");
            }
            if (draft.challengeReady != null && draft.challenge != null && !draft.challenge.startsWith("dns-")) {
                problems.error(
                        draft.pos,
                        "in " + where + ": 'challenge-ready' is about records in the DNS, and the challenge is "
                                + draft.challenge + "; remove one of the two lines");
            }
            customers(draft);
        }
    }

    private void customers(AcmeDraft draft) {
        for (String name : AcmeKeywords.BOUND) {
            if (draft.eabKeyId == null && draft.directories.contains(AcmeKeywords.AUTHORITIES.get(name))) {
                problems.note(
                        draft.pos,
                        "acme '" + draft.name + "': " + name
                                + " opens accounts for its customers only; 'eab-key-id' and"
                                + " 'eab-mac-key' name the files with the key that it gives you on its web site");
            }
        }
    }

    private static boolean mentions(ProxyDraft proxy, String map) {
        String reference = "(" + map + ")";
        for (RuleSpec rule : proxy.rules) {
            if (mentions(rule.words(), reference)) {
                return true;
            }
        }
        for (AclSpec acl : proxy.acls) {
            if (mentions(acl.words(), reference)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mentions(List<Word> words, String reference) {
        return words.stream().anyMatch(w -> w.text().contains(reference));
    }

    /** A certificate that names a section, and what is to be ordered. */
    void check(CertificateSpec certificate) {
        if (certificate.acme() == null) {
            if (!certificate.domains().isEmpty() || !certificate.ips().isEmpty()) {
                problems.hint(
                        certificate.pos(),
                        "the certificate '" + certificate.name()
                                + "' has names to order and no 'acme <section>' that orders them");
            }
            return;
        }
        if (!drafts.containsKey(certificate.acme())) {
            problems.error(certificate.pos(), unknown(certificate.acme()));
        }
        boolean file = certificate.crt() != null && Files.exists(Path.of(certificate.crt()));
        if (certificate.domains().isEmpty() && certificate.ips().isEmpty() && !file) {
            problems.error(
                    certificate.pos(),
                    "the certificate '" + certificate.name() + "' is to be ordered and has no names; add 'domains"
                            + " www.example.org,example.org'");
        }
    }

    private String unknown(String name) {
        if (drafts.isEmpty()) {
            return "there is no section 'acme " + name + "'; write 'acme " + name
                    + "' with the line 'directory letsencrypt'";
        }
        String near = Near.hint(name, drafts.keySet());
        return "there is no section 'acme " + name + "'"
                + (near.isEmpty() ? "; there is " + String.join(", ", drafts.keySet()) : near);
    }

    /** What {@code bind ... acme} has ordered: one certificate with the names of the line, or one for each name of the frontend's rules. */
    List<CertificateSpec> of(ProxyDraft proxy, Pos pos, BindTlsDraft draft) {
        String where = "in " + proxy.title() + ": 'bind ... acme'";
        AcmeDraft section = section(pos, draft, where);
        if (section == null) {
            return List.of();
        }
        draft.acmeSection = section.name;
        List<CertificateSpec> certificates = new ArrayList<>();
        if (!draft.domains.isEmpty() || !draft.ips.isEmpty()) {
            certificates.add(ordered(pos, section, draft.domains, draft.ips));
        } else {
            for (String name : HostNames.of(proxy)) {
                certificates.add(ordered(pos, section, List.of(name), List.of()));
            }
        }
        if (certificates.isEmpty()) {
            problems.error(
                    pos,
                    where + " finds no name to order a certificate for: no rule of this section compares the host with"
                            + " a whole name, as 'use_backend app if { hdr(host) -i www.example.org }' does; add"
                            + " 'domains www.example.org,example.org'");
            return List.of();
        }
        tell(pos, where, section, certificates);
        return certificates;
    }

    private AcmeDraft section(Pos pos, BindTlsDraft draft, String where) {
        String name = draft.acmeSection;
        if (name == null && drafts.size() == 1) {
            return drafts.values().iterator().next();
        }
        if (name == null) {
            problems.error(
                    pos,
                    drafts.isEmpty()
                            ? where + " expects a section that says which CA to ask; write '" + ONE
                            : where + " expects the name of a section, for there are several: "
                                    + String.join(", ", drafts.keySet()));
            return null;
        }
        AcmeDraft found = drafts.get(name);
        if (found == null) {
            problems.error(pos, where + ": " + unknown(name));
        }
        return found;
    }

    private static CertificateSpec ordered(Pos pos, AcmeDraft section, List<String> domains, List<String> ips) {
        String name = domains.isEmpty() ? ips.getFirst() : domains.getFirst();
        return new CertificateSpec(pos, name, null, null, null, null, null, false, section.name, domains, ips);
    }

    private void tell(Pos pos, String where, AcmeDraft section, List<CertificateSpec> certificates) {
        List<String> all = new ArrayList<>();
        for (CertificateSpec certificate : certificates) {
            List<String> names = new ArrayList<>(certificate.domains());
            names.addAll(certificate.ips());
            all.add(String.join("+", names));
        }
        // Without a directory nobody is asked, which is an error of its own.
        if (wildcards(pos, where, section, certificates) || section.directories.isEmpty()) {
            return;
        }
        unsigned(pos, where, section, certificates);
        problems.note(
                pos,
                where
                        + (all.size() == 1 ? " orders a certificate for " : " orders certificates for ")
                        + String.join(", ", all)
                        + from(section));
    }

    private void unsigned(Pos pos, String where, AcmeDraft section, List<CertificateSpec> certificates) {
        if (!AcmeKeywords.AUTHORITIES.values().containsAll(section.directories)
                || section.directories.contains("internal")) {
            return;
        }
        for (CertificateSpec certificate : certificates) {
            for (String domain : certificate.domains()) {
                if (!domain.contains(".") || NEVER_SIGNED.stream().anyMatch(domain::endsWith)) {
                    problems.warning(
                            pos,
                            where + ": no public CA signs '" + domain + "', which is a name of one network alone; give"
                                    + " it a section with 'directory internal', whose root you can trust");
                }
            }
        }
    }

    private boolean wildcards(Pos pos, String where, AcmeDraft section, List<CertificateSpec> certificates) {
        if (challenge(section).startsWith("dns-") || section.directories.contains("internal")) {
            return false;
        }
        for (CertificateSpec certificate : certificates) {
            for (String domain : certificate.domains()) {
                if (domain.startsWith("*.")) {
                    problems.error(
                            pos,
                            where + " cannot order '" + domain + "' by " + challenge(section)
                                    + ": a CA gives wildcards by dns-01 only; add 'provider <name> ...' or 'challenge"
                                    + " dns-01' to acme '" + section.name + "'");
                    return true;
                }
            }
        }
        return false;
    }

    private static String from(AcmeDraft section) {
        List<String> authorities = new ArrayList<>();
        for (String directory : section.directories) {
            authorities.add(directory.equals("internal") ? "Lintel's own authority" : directory);
        }
        String by = authorities.equals(List.of("Lintel's own authority")) ? "" : " by " + challenge(section);
        return by + " from " + String.join(", else ", authorities);
    }

    private static String challenge(AcmeDraft section) {
        if (section.challenge != null) {
            return section.challenge;
        }
        return section.provider != null ? "dns-01" : "tls-alpn-01, else http-01";
    }
}
