package dev.lintel.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** How the JDK's TLS shakes hands with somebody, and what came of it. A value: each method gives another one. */
public record TlsClient(
        SSLContext context, String sni, List<String> alpn, List<String> versions, List<String> ciphers) {
    /** Trusts anybody. */
    public static TlsClient trustingAnybody() {
        return new TlsClient(TlsKeys.context(null, null), null, List.of(), List.of(), List.of());
    }

    /** @param own what the client shows of itself, or null
     *  @param trusted PEM */
    public static TlsClient trusting(String trusted, TestCa.Issued own) {
        return new TlsClient(TlsKeys.context(own, trusted), null, List.of(), List.of(), List.of());
    }

    public TlsClient sni(String name) {
        return new TlsClient(context, name, alpn, versions, ciphers);
    }

    public TlsClient alpn(String... protocols) {
        return new TlsClient(context, sni, List.of(protocols), versions, ciphers);
    }

    /** As the JDK writes them: {@code TLSv1.2}. */
    public TlsClient versions(String... names) {
        return new TlsClient(context, sni, alpn, List.of(names), ciphers);
    }

    public TlsClient ciphers(String... names) {
        return new TlsClient(context, sni, alpn, versions, List.of(names));
    }

    /** Shakes hands on an open connection, which the socket then owns. */
    public SSLSocket over(Socket plain, String host) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // No name, and the JDK would send the host's.
        parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
        if (!alpn.isEmpty()) parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        if (!versions.isEmpty()) parameters.setProtocols(versions.toArray(String[]::new));
        if (!ciphers.isEmpty()) parameters.setCipherSuites(ciphers.toArray(String[]::new));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    public SSLSocket connect(InetSocketAddress address) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(address, 5000);
            plain.setSoTimeout(20_000);
            return over(plain, address.getHostString());
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** What a handshake agreed on; the connection is closed again. */
    public Seen look(int port) throws IOException {
        try (SSLSocket socket = connect(new InetSocketAddress("127.0.0.1", port))) {
            List<X509Certificate> chain = new ArrayList<>();
            for (var certificate : socket.getSession().getPeerCertificates()) chain.add((X509Certificate) certificate);
            return new Seen(
                    chain,
                    socket.getSession().getProtocol(),
                    socket.getSession().getCipherSuite(),
                    socket.getApplicationProtocol());
        }
    }

    /** @param alpn what was chosen, empty when nothing was */
    public record Seen(List<X509Certificate> chain, String version, String cipher, String alpn) {
        public X509Certificate certificate() {
            return chain.getFirst();
        }

        public String serial() {
            return certificate().getSerialNumber().toString(16);
        }
    }
}
