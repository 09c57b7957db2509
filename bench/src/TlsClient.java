import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A TLS 1.3 client that says which name it wants ({@code openssl s_time} cannot), trusts anybody, and never resumes. */
final class TlsClient {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final SSLContext CONTEXT = context();
    private static final AtomicLong CONNECTIONS = new AtomicLong();

    private TlsClient() {}

    /** What a server showed and said. */
    record Answer(int status, X509Certificate certificate) {
        boolean names(String host) {
            return certificate.getSubjectX500Principal().getName().equals("CN=" + host);
        }
    }

    /** One connection with one request, to its end. */
    static Answer get(int port, String path, String host) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.setTcpNoDelay(true);
            // Java looks for a session to resume by the peer's name: one that never was finds none.
            String peer = "connection-" + CONNECTIONS.incrementAndGet();
            try (SSLSocket socket = (SSLSocket) CONTEXT.getSocketFactory().createSocket(plain, peer, port, true)) {
                SSLParameters wanted = socket.getSSLParameters();
                wanted.setServerNames(List.of(new SNIHostName(host)));
                wanted.setProtocols(new String[] {"TLSv1.3"});
                wanted.setCipherSuites(new String[] {Tls.SUITE});
                socket.setSSLParameters(wanted);
                socket.startHandshake();
                socket.getOutputStream().write(Http.head("GET", path, host, "Connection: close\r\n"));
                return new Answer(
                        status(socket.getInputStream()), (X509Certificate)
                                socket.getSession().getPeerCertificates()[0]);
            }
        } finally {
            plain.close();
        }
    }

    private static int status(InputStream in) throws IOException {
        byte[] line = in.readNBytes(12);
        if (line.length < 12) {
            throw new EOFException("closed before an answer");
        }
        in.skip(Long.MAX_VALUE);
        return Integer.parseInt(new String(line, 9, 3, StandardCharsets.ISO_8859_1));
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            context.getClientSessionContext().setSessionCacheSize(1);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
