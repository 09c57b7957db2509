package dev.lintel.config;

import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Table;
import dev.lintel.model.TlsPolicySpec.Verify;
import dev.lintel.model.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words that say how TLS is spoken to clients, on {@code bind} lines and elsewhere (HAProxy manual, section 5.1). */
final class TlsPolicyKeywords {
    static final String SIGALGS =
            "the TLS library offers no choice of the signatures that it takes from the other side";
    static final String NPN = "it came before ALPN and is gone from all browsers; use 'alpn'";
    private static final String EARLY = "early data is never offered, so that every request comes after the handshake";

    /** What a {@code crt-list} line and {@code ssl-f-use} take, too. */
    static final Table<Keyword<TlsPolicyDraft>> CERTIFICATE = Table.of(
            Keyword::name,
            List.of(
                    new Keyword<>("allow-0rtt", Answer.ACCEPTED, Keyword.EVERYWHERE, null, (d, w) -> early(d, w)),
                    runs("alpn", (d, w) -> d.alpn = protocols(w)),
                    runs("no-alpn", (d, w) -> d.alpn = List.of()),
                    runs("ca-file", (d, w) -> d.caFile = w.text("<file>")),
                    runs("ca-verify-file", (d, w) -> d.caVerifyFile = w.text("<file>")),
                    runs("ciphers", (d, w) -> d.ciphers = Ciphers.read(w)),
                    runs("ciphersuites", (d, w) -> d.ciphersuites = Ciphers.suites(w)),
                    refused("client-sigalgs", SIGALGS),
                    runs("crl-file", (d, w) -> d.crlFile = w.text("<file>")),
                    runs("curves", (d, w) -> d.curves = Curves.read(w)),
                    runs("ecdhe", (d, w) -> d.ecdhe = Curves.read(w)),
                    ktls(),
                    runs("no-ca-names", (d, w) -> d.caNames = false),
                    refused("npn", NPN),
                    runs("sigalgs", (d, w) -> d.sigalgs = Signatures.read(w)),
                    runs("ssl-max-ver", (d, w) -> d.versions.max = version(w, false)),
                    runs("ssl-min-ver", (d, w) -> d.versions.min = version(w, true)),
                    runs("verify", TlsPolicyKeywords::verify)));

    /** What {@code ssl-default-bind-options} takes, too. */
    static final Table<Keyword<TlsPolicyDraft>> DEFAULTS = Table.of(Keyword::name, defaults());

    static final Table<Keyword<TlsPolicyDraft>> BIND = Table.of(
            Keyword::name,
            List.of(
                    runs("ca-ignore-err", (d, w) -> {
                        d.caIgnoreErrors = VerifyErrors.read(w);
                        d.caIgnoreAll = d.caIgnoreErrors == null;
                    }),
                    runs("crt-ignore-err", (d, w) -> {
                        d.crtIgnoreErrors = VerifyErrors.read(w);
                        d.crtIgnoreAll = d.crtIgnoreErrors == null;
                    }),
                    runs("tls-ticket-keys", (d, w) -> d.ticketKeysFile = w.text("<file>"))));

    private TlsPolicyKeywords() {}

    private static List<Keyword<TlsPolicyDraft>> defaults() {
        List<Keyword<TlsPolicyDraft>> rows = new ArrayList<>(List.of(
                runs("prefer-client-ciphers", (d, w) -> d.preferClientCiphers = true),
                runs("tls-tickets", (d, w) -> d.tickets = true),
                runs("no-tls-tickets", (d, w) -> d.tickets = false)));
        rows.addAll(versions(d -> d.versions));
        return rows;
    }

    /** {@code no-tlsv1x} and {@code force-tlsv1x}, which servers have, too. */
    static <D> List<Keyword<D>> versions(java.util.function.Function<D, TlsVersions> of) {
        List<Keyword<D>> rows = new ArrayList<>(List.of(
                refused(
                        "force-sslv3",
                        "SSLv3 is not spoken, for it protects nobody (RFC 7568); use 'ssl-min-ver TLSv1.2'"),
                new Keyword<>(
                        "no-sslv3",
                        Answer.RUNS,
                        Keyword.EVERYWHERE,
                        null,
                        (d, w) -> of.apply(d).without("no-sslv3", null))));
        for (TlsVersion version : TlsVersion.values()) {
            String name = version.word().toLowerCase(Locale.ROOT).replace(".", "");
            rows.add(runs("force-" + name, (d, w) -> of.apply(d).force(version)));
            rows.add(runs("no-" + name, (d, w) -> of.apply(d).without("no-" + name, version)));
        }
        return rows;
    }

    /** Only a tuning: what travels is the same. */
    static <D> Keyword<D> ktls() {
        return new Keyword<>(
                "ktls", Answer.ACCEPTED, Keyword.EVERYWHERE, null, (d, w) -> w.oneOf(List.of("on", "off")));
    }

    /** SSLv3 as the lowest means the lowest that there is, for an HAProxy whose OpenSSL has no SSLv3, too. */
    static TlsVersion version(Cursor words, boolean lowest) {
        List<String> names = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            names.add(version.word());
        }
        if (words.peek().equals("SSLv3")) {
            if (!lowest) {
                throw words.fail("'" + words.subject() + " SSLv3' leaves nothing: SSLv3 is not spoken, for it protects"
                        + " nobody (RFC 7568); use TLSv1.2 or TLSv1.3");
            }
            words.hint("'" + words.subject() + " SSLv3' begins with TLSv1.0, for SSLv3 is not spoken (RFC 7568)");
            words.skip(1);
            return TlsVersion.TLS10;
        }
        return TlsVersion.values()[names.indexOf(words.oneOf(names))];
    }

    private static void early(TlsPolicyDraft draft, Cursor words) {
        draft.earlyData = true;
        words.hint("'" + words.subject() + "': " + EARLY);
    }

    private static void verify(TlsPolicyDraft draft, Cursor words) {
        draft.verify = Verify.valueOf(
                words.oneOf(List.of("none", "optional", "required")).toUpperCase(Locale.ROOT));
    }

    /** {@code h2,http/1.1}. */
    static List<String> protocols(Cursor words) {
        String text = words.peek();
        List<String> protocols =
                new ArrayList<>(List.of(words.text("<protocol>,...").split(",")));
        protocols.removeIf(String::isEmpty);
        for (String protocol : protocols) {
            if (protocol.length() > 255) {
                throw words.fail("'" + words.subject() + "' expects protocols with commas between, such as h2,http/1.1,"
                        + " and '" + protocol + "' is longer than 255 characters");
            }
        }
        if (protocols.isEmpty()) {
            throw words.fail("'" + words.subject() + "' expects protocols with commas between, such as h2,http/1.1,"
                    + " not '" + text + "'; 'no-alpn' offers none");
        }
        return protocols;
    }
}
