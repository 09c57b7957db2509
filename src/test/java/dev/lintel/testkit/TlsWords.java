package dev.lintel.testkit;

import dev.lintel.peers.TestCa;
import dev.lintel.peers.TlsClient;
import dev.lintel.peers.TlsKeys;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How a scripted peer speaks TLS, as its {@code tls} step says; {@code tls off} ends it.
 *
 * @param words {@code sni}, {@code alpn}, {@code versions}, {@code ciphers}, {@code cert}, {@code verify}; null where it is off
 */
record TlsWords(Line line, Map<String, String> words) {
    private static final Set<String> KNOWN = Set.of("sni", "alpn", "versions", "ciphers", "cert", "verify");

    static TlsWords of(Line line, List<Word> rest) {
        if (rest.size() == 1 && rest.getFirst().is("off")) return new TlsWords(line, null);
        Map<String, String> words = new HashMap<>();
        for (Word word : rest) {
            if (!word.hasOperator('=') || !KNOWN.contains(word.name()))
                throw line.error("'tls' expects off, or "
                        + KNOWN.stream().sorted().toList() + " with = and a value, not '" + word.text() + "'");
            words.put(word.name(), word.value());
        }
        return new TlsWords(line, words);
    }

    boolean off() {
        return words == null;
    }

    boolean saysAlpn() {
        return words.containsKey("alpn");
    }

    TlsWords withAlpn(String protocols) {
        Map<String, String> more = new HashMap<>(words);
        more.put("alpn", protocols);
        return new TlsWords(line, more);
    }

    private String[] list(String name) {
        String value = words.getOrDefault(name, "");
        return value.isEmpty() ? new String[0] : value.split(",");
    }

    private SSLContext context(CertFiles certs) {
        String shown = words.get("cert");
        String verify = words.get("verify");
        TestCa.Issued own = shown == null ? null : certs.issued(shown);
        return TlsKeys.context(own, verify == null ? null : certs.authority(line, verify));
    }

    TcpConnection.Handshake ofClient(CertFiles certs) {
        SSLContext context = context(certs);
        TlsClient client = new TlsClient(
                context, words.get("sni"), List.of(list("alpn")), List.of(list("versions")), List.of(list("ciphers")));
        return plain -> client.over(plain, "127.0.0.1");
    }

    TcpConnection.Handshake ofServer(CertFiles certs) {
        SSLContext context = context(certs);
        return plain -> {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
            SSLParameters parameters = socket.getSSLParameters();
            if (saysAlpn()) parameters.setApplicationProtocols(list("alpn"));
            if (list("versions").length > 0) parameters.setProtocols(list("versions"));
            if (list("ciphers").length > 0) parameters.setCipherSuites(list("ciphers"));
            parameters.setNeedClientAuth(words.containsKey("verify"));
            socket.setSSLParameters(parameters);
            socket.setUseClientMode(false);
            return shaken(socket);
        };
    }

    private static Socket shaken(SSLSocket socket) throws IOException {
        socket.startHandshake();
        return socket;
    }
}
