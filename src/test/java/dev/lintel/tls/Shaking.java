package dev.lintel.tls;

import dev.lintel.peers.TlsKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Two engines shake hands in memory. */
final class Shaking {
    private static final int ROUNDS = 50;

    private Shaking() {}

    /** A client of the JDK that asks for a.test in that version and believes whatever it is shown. */
    static SSLEngine client(String version, Consumer<SSLParameters> wishes) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, TlsKeys.anybody(), null);
        SSLEngine engine = context.createSSLEngine("a.test", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        wishes.accept(parameters);
        engine.setSSLParameters(parameters);
        return engine;
    }

    static ByteBuffer sent(SSLEngine from) throws SSLException {
        ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        send(from, bytes);
        return bytes.flip();
    }

    private static void send(SSLEngine from, ByteBuffer into) throws SSLException {
        SSLEngineResult result;
        do {
            result = from.wrap(ByteBuffer.allocate(0), into);
            run(from);
        } while (result.bytesProduced() > 0 && from.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP);
    }

    /** Leaves in the buffer what can be read only after something was sent. */
    private static void receive(SSLEngine by, ByteBuffer bytes) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
        bytes.flip();
        while (bytes.hasRemaining() && by.unwrap(bytes, plain).bytesConsumed() > 0) {
            run(by);
        }
        bytes.compact();
    }

    private static void run(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Carries bytes to and fro until both are content; a server that wants a certificate says so by its exception. */
    static void shake(SSLEngine client, ByteBuffer hello, SSLEngine server) throws SSLException {
        ByteBuffer forth = ByteBuffer.allocate(64 * 1024).put(hello);
        ByteBuffer back = ByteBuffer.allocate(64 * 1024);
        for (int i = 0; i < ROUNDS; i++) {
            receive(server, forth);
            send(server, back);
            receive(client, back);
            send(client, forth);
            if (server.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                    && client.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                    && forth.position() == 0) {
                return;
            }
        }
        throw new AssertionError("the handshake does not end");
    }
}
