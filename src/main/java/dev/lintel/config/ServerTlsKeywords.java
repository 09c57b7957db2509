package dev.lintel.config;

import static dev.lintel.config.Keyword.accepted;
import static dev.lintel.config.Keyword.refused;
import static dev.lintel.config.Keyword.runs;

import dev.lintel.base.Table;
import java.util.ArrayList;
import java.util.List;

/** The options of {@code server} about TLS (HAProxy manual, section 5.2). Without {@code ssl} or {@code check-ssl} they mean nothing. */
final class ServerTlsKeywords {
    private static final String RENEGOTIATE = "the TLS library never renegotiates, for it was a way to attack";

    /** What {@code ssl-default-server-options} takes, too. */
    static final Table<Keyword<ServerTlsDraft>> DEFAULTS = Table.of(Keyword::name, defaults());

    static final Table<Keyword<ServerDraft>> TABLE = table();

    private ServerTlsKeywords() {}

    private static List<Keyword<ServerTlsDraft>> defaults() {
        List<Keyword<ServerTlsDraft>> rows = new ArrayList<>(List.of(
                runs("ssl-max-ver", (d, w) -> d.versions.max = TlsPolicyKeywords.version(w, false)),
                runs("ssl-min-ver", (d, w) -> d.versions.min = TlsPolicyKeywords.version(w, true)),
                runs("tls-tickets", (d, w) -> d.tickets = true),
                runs("no-tls-tickets", (d, w) -> d.tickets = false),
                accepted("no-renegotiate", 0),
                refused("renegotiate", RENEGOTIATE)));
        rows.addAll(TlsPolicyKeywords.versions(d -> d.versions));
        return rows;
    }

    private static List<Keyword<ServerTlsDraft>> handshake() {
        return List.of(
                runs("ssl", (d, w) -> d.ssl = true),
                runs("no-ssl", (d, w) -> d.ssl = false),
                runs("alpn", (d, w) -> d.alpn = TlsPolicyKeywords.protocols(w)),
                runs("ca-file", (d, w) -> d.caFile = w.text("<file>")),
                runs("ciphers", (d, w) -> d.ciphers = Ciphers.read(w)),
                runs("ciphersuites", (d, w) -> d.ciphersuites = Ciphers.suites(w)),
                runs("crl-file", (d, w) -> d.crlFile = w.text("<file>")),
                runs("crt", (d, w) -> d.crt = w.text("<file>")),
                runs("curves", (d, w) -> d.curves = Curves.read(w)),
                runs("sni", (d, w) -> d.sni = List.of(w.word("an expression such as req.hdr(host)"))),
                runs("sni-auto", (d, w) -> d.sniAuto = true),
                runs("no-sni-auto", (d, w) -> d.sniAuto = false),
                runs("ssl-reuse", (d, w) -> d.reuse = true),
                runs("no-ssl-reuse", (d, w) -> d.reuse = false),
                runs(
                        "verify",
                        (d, w) ->
                                d.verify = w.oneOf(List.of("none", "required")).equals("required")),
                runs("verifyhost", (d, w) -> d.verifyHost = w.text("<name of a host>")),
                runs("no-verifyhost", (d, w) -> d.verifyHost = null));
    }

    private static List<Keyword<ServerTlsDraft>> checks() {
        return List.of(
                runs("check-alpn", (d, w) -> d.checkAlpn = TlsPolicyKeywords.protocols(w)),
                runs("check-sni", (d, w) -> d.checkSni = w.text("<name of a host>")),
                runs("check-sni-auto", (d, w) -> d.checkSniAuto = true),
                runs("no-check-sni-auto", (d, w) -> d.checkSniAuto = false),
                runs("check-ssl", (d, w) -> d.checkSsl = true),
                runs("no-check-ssl", (d, w) -> d.checkSsl = false));
    }

    private static List<Keyword<ServerTlsDraft>> others() {
        return List.of(
                accepted("allow-0rtt", 0),
                refused("client-sigalgs", TlsPolicyKeywords.SIGALGS),
                TlsPolicyKeywords.ktls(),
                refused("npn", TlsPolicyKeywords.NPN),
                refused("sigalgs", TlsPolicyKeywords.SIGALGS));
    }

    private static Table<Keyword<ServerDraft>> table() {
        List<Keyword<ServerTlsDraft>> all = new ArrayList<>(handshake());
        all.addAll(checks());
        all.addAll(others());
        all.addAll(DEFAULTS.rows());
        List<Keyword<ServerDraft>> rows = new ArrayList<>();
        for (Keyword<ServerTlsDraft> row : all) {
            rows.add(new Keyword<>(
                    row.name(),
                    row.answer(),
                    row.places(),
                    row.note(),
                    (d, w) -> row.read().read(d.tls, w)));
        }
        return Table.of(Keyword::name, rows);
    }
}
