package dev.lintel.app;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The part of the training run that goes through TLS: handshakes, requests of HTTP/1.1, and requests of HTTP/2 in a few frames by hand. */
final class SecureTraining {
    static final String FRONT = """
            acme trained
                directory internal
            frontend trained-tls
                bind 127.0.0.1:0 ssl acme domains a.example alpn h2,http/1.1
                mode http
                timeout client 5s
                http-request set-header X-Forwarded-Proto https
                default_backend turns
            """;

    private static final int REQUESTS = 600;
    private static final int CONNECTIONS = 20;
    private static final int HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_BOTH = 5;

    /** The certificate is new each time, and nothing that matters is said. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private SecureTraining() {}

    static void requests(int port) throws IOException {
        try (Socket socket = open(port, "http/1.1")) {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < REQUESTS; i++) {
                if (!Training.ask(socket, in, "GET /", "a.example", 0)) {
                    return;
                }
            }
        }
    }

    static void connections(int port) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = open(port, "http/1.1")) {
                Training.ask(socket, new BufferedInputStream(socket.getInputStream()), "GET /", "a.example", 0);
            }
        }
    }

    /** RFC 9113: the preface, then one stream after the other. */
    static void streams(int port) throws IOException {
        try (Socket socket = open(port, "h2")) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            for (int stream = 1; stream < 2 * REQUESTS; stream += 2) {
                out.write(frame(HEADERS, END_BOTH, stream, head()));
                answer(in, out, stream);
            }
        }
    }

    /** GET https://a.example/ by the static table (RFC 7541 appendix A). */
    private static byte[] head() {
        byte[] host = "a.example".getBytes(StandardCharsets.US_ASCII);
        byte[] head = new byte[5 + host.length];
        head[0] = (byte) 0x82;
        head[1] = (byte) 0x87;
        head[2] = (byte) 0x84;
        head[3] = 0x41;
        head[4] = (byte) host.length;
        System.arraycopy(host, 0, head, 5, host.length);
        return head;
    }

    private static void answer(DataInputStream in, OutputStream out, int stream) throws IOException {
        while (true) {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            in.skipNBytes(length);
            if (type == SETTINGS && flags == 0) {
                out.write(frame(SETTINGS, 1, 0, new byte[0]));
            }
            if (type == DATA && length > 0) {
                byte[] more = {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length};
                out.write(frame(WINDOW_UPDATE, 0, 0, more));
            }
            if (of == stream && type <= HEADERS && (flags & END_STREAM) != 0) {
                return;
            }
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] content) {
        byte[] frame = new byte[HEAD + content.length];
        frame[2] = (byte) content.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(content, 0, frame, HEAD, content.length);
        return frame;
    }

    private static Socket open(int port, String protocol) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS for the training: " + e.getMessage(), e);
        }
    }
}
