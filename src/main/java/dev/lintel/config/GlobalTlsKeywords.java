package dev.lintel.config;

import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Table;
import dev.lintel.base.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The keywords of {@code global} about TLS and certificates (HAProxy manual, sections 3.1 and 3.2). */
final class GlobalTlsKeywords {
    private static final String ENGINE = "engines are a part of OpenSSL's insides";
    private static final String PROVIDER = "providers are a part of OpenSSL's insides";
    private static final List<String> EXTRA = List.of("bundle", "sctl", "ocsp", "issuer", "key");

    static final Table<Keyword<GlobalDraft>> TABLE =
            Table.join(Keyword::name, folders(), defaults(), values(), withoutEffect());

    /** Behind {@code ssl-default-bind-options}. */
    private static final Table<Keyword<GlobalTlsDraft>> BIND_OPTIONS = bindOptions();

    private static final Table<Keyword<GlobalTlsDraft>> SERVER_OPTIONS = serverOptions();

    private GlobalTlsKeywords() {}

    private static Table<Keyword<GlobalDraft>> folders() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("acme.store", (d, w) -> d.tls.storeFolder = w.text("<folder>")),
                        runs("ca-base", (d, w) -> d.tls.caBase = w.text("<folder>")),
                        runs("crt-base", (d, w) -> d.tls.crtBase = w.text("<folder>")),
                        runs("issuers-chain-path", (d, w) -> d.tls.issuersChainPath = w.text("<folder>")),
                        runs("key-base", (d, w) -> d.tls.keyBase = w.text("<folder>"))));
    }

    private static Table<Keyword<GlobalDraft>> defaults() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs("ssl-default-bind-ciphers", (d, w) -> d.tls.bind.ciphers = Ciphers.read(w)),
                        runs("ssl-default-bind-ciphersuites", (d, w) -> d.tls.bind.ciphersuites = Ciphers.suites(w)),
                        refused("ssl-default-bind-client-sigalgs", TlsPolicyKeywords.SIGALGS),
                        runs("ssl-default-bind-curves", (d, w) -> d.tls.bind.curves = Curves.read(w)),
                        runs("ssl-default-bind-options", (d, w) -> options(BIND_OPTIONS, d, w)),
                        runs("ssl-default-bind-sigalgs", (d, w) -> d.tls.bind.sigalgs = Signatures.read(w)),
                        runs("ssl-default-server-ciphers", (d, w) -> d.tls.server.ciphers = Ciphers.read(w)),
                        runs(
                                "ssl-default-server-ciphersuites",
                                (d, w) -> d.tls.server.ciphersuites = Ciphers.suites(w)),
                        refused("ssl-default-server-client-sigalgs", TlsPolicyKeywords.SIGALGS),
                        runs("ssl-default-server-curves", (d, w) -> d.tls.server.curves = Curves.read(w)),
                        runs("ssl-default-server-options", (d, w) -> options(SERVER_OPTIONS, d, w)),
                        refused("ssl-default-server-sigalgs", TlsPolicyKeywords.SIGALGS),
                        runs("ssl-server-verify", GlobalTlsKeywords::serverVerify)));
    }

    private static Table<Keyword<GlobalDraft>> values() {
        return Table.of(
                Keyword::name,
                List.of(
                        runs(
                                "acme.scheduler",
                                (d, w) -> d.tls.scheduler =
                                        w.oneOf(List.of("auto", "off")).equals("auto")),
                        runs("expose-experimental-directives", (d, w) -> d.tls.experimental = true),
                        runs("ssl-load-extra-del-ext", (d, w) -> d.tls.extraReplacesExtension = true),
                        runs("ssl-load-extra-files", GlobalTlsKeywords::extraFiles),
                        runs("tune.ssl.cachesize", (d, w) -> d.tls.sessionCache = w.number(0, Integer.MAX_VALUE)),
                        runs("tune.ssl.capture-buffer-size", GlobalTlsKeywords::kept),
                        runs("tune.ssl.capture-cipherlist-size", GlobalTlsKeywords::kept),
                        // what it would make known is refused to every rule
                        new Keyword<>(
                                "tune.ssl.keylog",
                                Answer.ACCEPTED,
                                Keyword.EVERYWHERE,
                                null,
                                (d, w) -> d.tune.put(w.subject(), w.oneOf(List.of("on", "off")))),
                        runs("tune.ssl.lifetime", (d, w) -> d.tls.sessionSeconds = w.millis(Units.Time.S) / 1000)));
    }

    private static Table<Keyword<GlobalDraft>> withoutEffect() {
        return Table.of(
                Keyword::name,
                List.of(
                        accepted("expose-deprecated-directives", 0),
                        limit("maxsslconn"),
                        limit("maxsslrate"),
                        accepted("noktls", 0),
                        new Keyword<>(
                                "ocsp-update.mode",
                                Answer.ACCEPTED,
                                Keyword.EVERYWHERE,
                                null,
                                GlobalTlsKeywords::ocspMode),
                        accepted("ssl-dh-param-file", 1),
                        accepted("ssl-security-level", 1),
                        accepted("ssl-skip-self-issued-ca", 0),
                        accepted("tune.ssl.certificate-compression", 1),
                        accepted("tune.ssl.default-dh-param", 1),
                        accepted("tune.ssl.force-private-cache", 0),
                        accepted("tune.ssl.hard-maxrecord", 1),
                        accepted("tune.ssl.keyupdate-rate-limit", 1),
                        accepted("tune.ssl.maxrecord", 1),
                        accepted("tune.ssl.ssl-ctx-cache-size", 1),
                        refused("ssl-engine", ENGINE),
                        refused("ssl-mode-async", ENGINE),
                        refused(
                                "ssl-passphrase-cmd",
                                "write keys without a password: openssl pkey -in KEY -out KEY.plain"),
                        refused("ssl-propquery", PROVIDER),
                        refused("ssl-provider", PROVIDER),
                        refused("ssl-provider-path", PROVIDER)));
    }

    private static Table<Keyword<GlobalTlsDraft>> bindOptions() {
        List<Keyword<GlobalTlsDraft>> rows = new ArrayList<>(List.of(
                runs("strict-sni", (d, w) -> d.strictSni = true),
                runs("no-strict-sni", (d, w) -> d.strictSni = false),
                runs("ssl-max-ver", (d, w) -> d.bind.versions.max = TlsPolicyKeywords.version(w, false)),
                runs("ssl-min-ver", (d, w) -> d.bind.versions.min = TlsPolicyKeywords.version(w, true))));
        TlsPolicyKeywords.DEFAULTS
                .rows()
                .forEach(row -> rows.add(runs(row.name(), (d, w) -> row.read().read(d.bind, w))));
        return Table.of(Keyword::name, rows);
    }

    private static Table<Keyword<GlobalTlsDraft>> serverOptions() {
        List<Keyword<GlobalTlsDraft>> rows = new ArrayList<>();
        ServerTlsKeywords.DEFAULTS
                .rows()
                .forEach(row -> rows.add(runs(row.name(), (d, w) -> row.read().read(d.server, w))));
        return Table.of(Keyword::name, rows);
    }

    private static void options(Table<Keyword<GlobalTlsDraft>> table, GlobalDraft draft, Cursor words) {
        if (!words.more()) {
            throw words.expects("one of " + String.join(", ", table.names()));
        }
        Keyword.options(table, draft.tls, words);
    }

    private static Keyword<GlobalDraft> limit(String name) {
        return new Keyword<>(name, Answer.ACCEPTED, Keyword.EVERYWHERE, null, (d, w) -> {
            if (w.number(0, Integer.MAX_VALUE) > 0) {
                w.note("read, and limits nothing; 'maxconn' counts connections with TLS, too");
            }
        });
    }

    private static void ocspMode(GlobalDraft draft, Cursor words) {
        if (CertificateKeywords.onOff(words)) {
            words.note(CertificateKeywords.NOT_FETCHED);
        }
    }

    private static void serverVerify(GlobalDraft draft, Cursor words) {
        draft.tls.verifyServers = words.oneOf(List.of("none", "required")).equals("required");
    }

    private static void extraFiles(GlobalDraft draft, Cursor words) {
        Set<String> chosen = new TreeSet<>();
        boolean alone = words.peek().equals("all") || words.peek().equals("none");
        do {
            String word = words.oneOf(
                    alone ? List.of("all", "none") : List.of("none", "all", "bundle", "sctl", "ocsp", "issuer", "key"));
            if (!alone && (word.equals("all") || word.equals("none"))) {
                throw words.fail("'" + words.subject() + "' expects '" + word + "' alone, or none of 'all' and 'none'");
            }
            chosen.addAll(word.equals("all") ? EXTRA : word.equals("none") ? List.of() : List.of(word));
        } while (words.more() && !alone);
        draft.tls.extraFiles = chosen;
    }

    private static void kept(GlobalDraft draft, Cursor words) {
        draft.tune.put(words.subject(), Integer.toString(words.number(0, Integer.MAX_VALUE)));
    }
}
