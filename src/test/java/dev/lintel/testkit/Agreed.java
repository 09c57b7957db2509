package dev.lintel.testkit;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** What a handshake came to: {@code failure} is null where it succeeded, and then the peer's chain may be empty. */
record Agreed(String failure, String version, String cipher, String alpn, String sni, List<X509Certificate> chain) {
    static Agreed failed(String why) {
        return new Agreed(why, "", "", "", "", List.of());
    }

    static Agreed of(SSLSocket socket) {
        ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (var certificate : session.getPeerCertificates()) chain.add((X509Certificate) certificate);
        } catch (SSLPeerUnverifiedException e) {
            // It showed none.
        }
        String sni = session.getRequestedServerNames().stream()
                .map(n -> n instanceof SNIHostName host ? host.getAsciiName() : n.toString())
                .findFirst()
                .orElse("");
        String alpn = socket.getApplicationProtocol();
        return new Agreed(null, session.getProtocol(), session.getCipherSuite(), alpn == null ? "" : alpn, sni, chain);
    }

    /** How this differs from what a step expects; empty when it does not. */
    List<String> differences(List<Expected.Check> checks, CertFiles certs) {
        List<String> found = new ArrayList<>();
        for (Expected.Check check : checks) {
            String seen = switch (check.name()) {
                case "version" -> version;
                case "cipher" -> cipher;
                case "alpn" -> alpn;
                case "sni" -> sni;
                case "chain" -> Integer.toString(chain.size());
                default -> subject();
            };
            boolean same = check.name().equals("cert") && check.exact()
                    ? shows(certs, check.value())
                    : check.accepts(seen, (name, value) -> {});
            if (!same) found.add(check + ", seen " + Latin1.quoted(seen, 200));
        }
        return found;
    }

    private boolean shows(CertFiles certs, String file) {
        if (file.isEmpty()) return chain.isEmpty();
        return !chain.isEmpty()
                && chain.getFirst().getSerialNumber().equals(certs.issued(file).serial());
    }

    private String subject() {
        return chain.isEmpty() ? "" : chain.getFirst().getSubjectX500Principal().getName();
    }

    @Override
    public String toString() {
        return failure != null
                ? "no handshake: " + failure
                : "handshake " + version + " " + cipher + " alpn=" + alpn + " sni=" + sni + " cert=" + subject();
    }
}
