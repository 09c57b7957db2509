package dev.lintel.config;

import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Near;
import dev.lintel.base.Table;
import dev.lintel.base.Units;
import dev.lintel.base.Word;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The keywords of an {@code acme} section: HAProxy's (manual, section 12.8), and those of Lintel. */
final class AcmeKeywords {
    /** Authorities that have a name here; {@code internal} is our own. */
    static final Map<String, String> AUTHORITIES = Map.of(
            "internal",
            "internal",
            "letsencrypt",
            "https://acme-v02.api.letsencrypt.org/directory",
            "staging",
            "https://acme-staging-v02.api.letsencrypt.org/directory",
            "zerossl",
            "https://acme.zerossl.com/v2/DV90",
            "google",
            "https://dv.acme-v02.api.pki.goog/directory");

    /** Those that open accounts for customers only. */
    static final List<String> BOUND = List.of("zerossl", "google");

    private static final List<String> CHALLENGES = List.of("http-01", "tls-alpn-01", "dns-01", "dns-persist-01");
    private static final List<String> CURVES = List.of("P-256", "P-384", "P-521");
    private static final List<String> READY = List.of("cli", "delay", "dns");

    static final Table<Keyword<AcmeDraft>> TABLE = Table.join(Keyword::name, haproxy(), lintel());

    private AcmeKeywords() {}

    private static Table<Keyword<AcmeDraft>> haproxy() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("account-key", (d, w) -> d.accountKey = w.text("<file>")),
                        runs("acme-vars", (d, w) -> d.vars = w.text("<text>")),
                        runs("bits", (d, w) -> d.bits = w.number(1024, 16384)),
                        runs("challenge", AcmeKeywords::challenge),
                        runs("challenge-ready", AcmeKeywords::ready),
                        runs("contact", (d, w) -> d.contact = w.text("<address of e-mail>")),
                        runs("curves", (d, w) -> d.curve = w.oneOf(CURVES)),
                        runs("directory", AcmeKeywords::directory),
                        runs("dns-delay", (d, w) -> d.dnsDelay = Duration.ofMillis(w.millis(Units.Time.S))),
                        runs("dns-timeout", (d, w) -> d.dnsTimeout = Duration.ofMillis(w.millis(Units.Time.S))),
                        runs("eab-key-id", (d, w) -> d.eabKeyId = w.text("<file>")),
                        runs("eab-mac-alg", (d, w) -> d.eabMacAlg = w.oneOf(List.of("HS256", "HS384", "HS512"))),
                        runs("eab-mac-key", (d, w) -> d.eabMacKey = w.text("<file>")),
                        runs("keytype", (d, w) -> d.keyType = w.oneOf(List.of("RSA", "ECDSA"))),
                        runs("map", AcmeKeywords::map),
                        runs("profile", (d, w) -> d.profile = w.text("<name>")),
                        runs("provider-name", (d, w) -> d.providerName = w.text("<name>")),
                        runs("reuse-key", (d, w) -> d.reuseKey = CertificateKeywords.onOff(w))));
    }

    private static Table<Keyword<AcmeDraft>> lintel() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("ca-file", (d, w) -> d.caFile = w.text("<file>")),
                        runs("notify", AcmeKeywords::notice),
                        runs("option", AcmeKeywords::option),
                        runs("provider", AcmeKeywords::provider)));
    }

    /** HAProxy 3.2's manual writes {@code HTTP-01}. */
    private static void challenge(AcmeDraft draft, Cursor words) {
        String word = words.peek().toLowerCase(Locale.ROOT);
        if (!CHALLENGES.contains(word)) {
            throw words.expects("one of " + String.join(", ", CHALLENGES), Near.hint(word, CHALLENGES));
        }
        draft.challengePos = words.pos();
        words.skip(1);
        draft.challenge = word;
    }

    private static void ready(AcmeDraft draft, Cursor words) {
        String text = words.text("cli, delay, dns with commas between, or none");
        Set<String> chosen = new LinkedHashSet<>(List.of(text.split(",")));
        boolean none = chosen.equals(Set.of("none"));
        if (!none && !READY.containsAll(chosen)) {
            throw words.fail("'" + words.subject()
                    + "' expects cli, delay and dns with commas between, or none alone, not '" + text + "'");
        }
        List<String> inOrder = new ArrayList<>(READY);
        inOrder.retainAll(chosen);
        draft.challengeReady = inOrder;
    }

    /** One or several, tried in turn; a second line adds to the first. */
    private static void directory(AcmeDraft draft, Cursor words) {
        draft.hasDirectory = true;
        do {
            String word = words.text("<url of a CA's directory>, or one of " + names());
            String url = AUTHORITIES.getOrDefault(word, word);
            if (!url.equals("internal") && !isUrl(url)) {
                throw words.fail("'" + words.subject()
                        + "' expects the URL of a CA's directory, beginning with https://," + " or one of " + names()
                        + ", not '" + word + "'" + Near.hint(word, AUTHORITIES.keySet()));
            }
            if (!draft.directories.contains(url)) {
                draft.directories.add(url);
            }
        } while (words.more());
    }

    static String names() {
        return "letsencrypt, staging, zerossl, google, internal";
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void map(AcmeDraft draft, Cursor words) {
        draft.mapPos = words.pos();
        draft.map = words.text("<name of a map>");
    }

    /** {@code notify <way> [<words>]}: who sends them knows what they mean. */
    private static void notice(AcmeDraft draft, Cursor words) {
        if (!words.more()) {
            throw words.expects("webhook, ntfy or smtp, and where to");
        }
        draft.notices.add(words.rest().stream().map(Word::text).toList());
    }

    private static void option(AcmeDraft draft, Cursor words) {
        String name = words.text("<name> [<value>]");
        draft.options.put(name, words.more() ? words.text("") : "");
    }

    /** {@code provider <name> [<setting> <value>]...}: who sets the records checks the settings. */
    private static void provider(AcmeDraft draft, Cursor words) {
        draft.provider = words.text("<name> [<setting> <value>]...");
        draft.providerSettings.clear();
        while (words.more()) {
            String setting = words.text("");
            String value = words.text("the value of '" + setting + "'");
            if (draft.providerSettings.putIfAbsent(setting, value) != null) {
                throw words.fail("'" + words.subject() + "' has the setting '" + setting + "' twice");
            }
        }
    }
}
