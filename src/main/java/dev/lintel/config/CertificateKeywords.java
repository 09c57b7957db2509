package dev.lintel.config;

import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Network;
import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The options of {@code load} in a {@code crt-store}, of {@code ssl-f-use} and of a {@code crt-list} (HAProxy manual, section 12.7.1). */
final class CertificateKeywords {
    private static final String DUMMY =
            "use 'acme' with 'directory internal', whose certificates clients can be made to trust";

    static final String NOT_FETCHED =
            "read, and no answers of OCSP are fetched; what lies in FILE.ocsp is stapled, and a"
                    + " newer answer that somebody puts there is taken up by itself";

    static final Table<Keyword<CertificateDraft>> TABLE = Table.of(
            Keyword::name,
            List.of(
                    runs("crt", (d, w) -> d.crt = w.text("<file>")),
                    runs("key", (d, w) -> d.key = w.text("<file>")),
                    runs("ocsp", (d, w) -> d.ocsp = w.text("<file>")),
                    runs("issuer", (d, w) -> d.issuer = w.text("<file>")),
                    new Keyword<>("sctl", Answer.ACCEPTED, Keyword.EVERYWHERE, null, CertificateKeywords::timestamps),
                    new Keyword<>(
                            "ocsp-update", Answer.ACCEPTED, Keyword.EVERYWHERE, null, CertificateKeywords::ocspUpdate),
                    runs("alias", (d, w) -> d.alias = w.text("<name>")),
                    runs("acme", (d, w) -> d.acme = w.text("<name of an 'acme' section>")),
                    runs("domains", (d, w) -> d.domains = domains(w)),
                    runs("ips", (d, w) -> d.ips = ips(w)),
                    new Keyword<>("jwt", Answer.ACCEPTED, Keyword.EVERYWHERE, null, (d, w) -> onOff(w)),
                    new Keyword<>("generate-dummy", Answer.REFUSED, Keyword.EVERYWHERE, DUMMY, (d, w) -> {
                        if (onOff(w)) {
                            w.refuse(DUMMY);
                        }
                    }),
                    refused("keytype", DUMMY),
                    refused("bits", DUMMY),
                    refused("curves", DUMMY)));

    private CertificateKeywords() {}

    private static void timestamps(CertificateDraft draft, Cursor words) {
        draft.sctl = words.text("<file>");
        words.hint("'" + words.subject() + "' is not sent: the TLS library has no call for it, and certificates of"
                + " today carry their timestamps within");
    }

    private static void ocspUpdate(CertificateDraft draft, Cursor words) {
        draft.ocspUpdate = onOff(words);
        if (draft.ocspUpdate) {
            words.note(NOT_FETCHED);
        }
    }

    static boolean onOff(Cursor words) {
        return words.oneOf(List.of("on", "off")).equals("on");
    }

    /** {@code a.example,*.b.example}, in lower case; the first one becomes the common name. */
    static List<String> domains(Cursor words) {
        String text = words.text("<domain>,...");
        List<String> domains = new ArrayList<>();
        for (String domain : text.toLowerCase(Locale.ROOT).split(",")) {
            if (domain.isEmpty() || domains.contains(domain)) {
                continue;
            }
            if (!HostNames.isName(domain.startsWith("*.") ? domain.substring(2) : domain)) {
                throw words.fail("'" + words.subject() + "' expects names such as www.example.org or *.example.org with"
                        + " commas between, not '" + domain + "'"
                        + (Network.address(domain) == null ? "" : "; addresses go behind 'ips'"));
            }
            domains.add(domain);
        }
        if (domains.isEmpty()) {
            throw words.fail("'" + words.subject() + "' expects names with commas between, not '" + text + "'");
        }
        return List.copyOf(domains);
    }

    /** {@code 192.0.2.1,2001:db8::1}. */
    static List<String> ips(Cursor words) {
        List<String> ips = List.of(words.text("<address>,...").split(","));
        for (String ip : ips) {
            if (Network.address(ip) == null) {
                throw words.fail("'" + words.subject()
                        + "' expects addresses such as 192.0.2.1 with commas between, not '" + ip + "'");
            }
        }
        return ips;
    }
}
