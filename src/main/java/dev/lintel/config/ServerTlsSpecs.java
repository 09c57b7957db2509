package dev.lintel.config;

import dev.lintel.base.Problems;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.ServerTlsSpec;
import java.util.List;

/** Makes the TLS part of a {@code server} line whose options are all read (HAProxy manual, section 5.2). Owned by the thread that reads. */
final class ServerTlsSpecs {
    private final GlobalTlsDraft global;
    private final CertificateStores stores;
    private final Problems problems;

    ServerTlsSpecs(GlobalTlsDraft global, CertificateStores stores, Problems problems) {
        this.global = global;
        this.stores = stores;
        this.problems = problems;
    }

    /** Null where neither connections nor checks are protected. */
    ServerTlsSpec of(ProxyDraft proxy, ServerDraft server) {
        ServerTlsDraft d = server.tls;
        // checks that go elsewhere are in clear text, unless the line says otherwise
        boolean inherited = d.ssl && server.checkPort == 0 && server.checkAddress == null;
        boolean checks = d.checkSsl == null ? inherited : d.checkSsl;
        if (!d.ssl && !checks) {
            return null;
        }
        d.fillFrom(global.server);
        String where = "in " + proxy.title() + ": server '" + server.name + "'";
        d.versions.tell(where, server.pos, problems);
        TlsVersions.Range range = d.versions.range();
        if (range == null) {
            problems.error(
                    server.pos,
                    where + " has no version of TLS left; 'ssl-min-ver' is the lowest one, 'ssl-max-ver' the highest");
            range = TlsVersions.Range.DEFAULT;
        }
        boolean verify = d.verify == null ? global.verifyServers : d.verify;
        if (verify && d.caFile == null) {
            problems.error(
                    server.pos,
                    where + " has '" + (d.ssl ? "ssl" : "check-ssl")
                            + "' and nobody to verify its certificate by; add 'ca-file <file>' with its authority,"
                            + " 'ca-file @system-ca' for a public one, or 'verify none' where the network is trusted");
        }
        return new ServerTlsSpec(
                d.ssl,
                checks,
                verify,
                d.verifyHost,
                CertificateDraft.under(global.caBase, d.caFile),
                CertificateDraft.under(global.caBase, d.crlFile),
                own(server, where),
                d.sni == null ? List.of() : d.sni,
                d.sni == null && d.sniAuto,
                d.alpn == null ? List.of() : d.alpn,
                d.checkSni,
                d.checkSni == null && d.checkSniAuto,
                d.checkAlpn == null ? d.alpn == null ? List.of() : d.alpn : d.checkAlpn,
                range.min(),
                range.max(),
                d.ciphers,
                d.ciphersuites,
                d.curves == null ? List.of() : d.curves,
                null,
                null,
                d.reuse,
                d.tickets == null || d.tickets);
    }

    /** The file of our own certificate and key. */
    private String own(ServerDraft server, String where) {
        if (server.tls.crt == null) {
            return null;
        }
        List<CertificateSpec> found = stores.find(server.tls.crt, server.pos, where.substring("in ".length()));
        if (found.size() != 1) {
            if (!found.isEmpty()) {
                problems.error(
                        server.pos, where + " expects one certificate, and '" + server.tls.crt + "' is several files");
            }
            return null;
        }
        if (found.getFirst().key() != null) {
            problems.error(
                    server.pos,
                    where + " expects a file with certificate and key, and '" + server.tls.crt
                            + "' has its key in a file of its own");
        }
        return found.getFirst().crt();
    }
}
