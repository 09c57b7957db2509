package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsVersion;
import dev.lintel.peers.TestCa;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an authority sees that validates by {@code tls-alpn-01}: it has no certificate of its own to show. */
class ChallengeHandshakeTest {
    private static final int RECORD_HEAD = 5;
    private static final int ROUNDS = 50;

    @TempDir
    Path folder;

    private BindTls bind() throws Exception {
        Path ca = TestCa.root("Clients").writeTo(folder.resolve("ca.pem"));
        String key = Base64.getEncoder().encodeToString(new byte[48]);
        Path keys = Files.writeString(folder.resolve("keys"), key + "\n" + key + "\n" + key + "\n");
        TlsPolicySpec policy = new TlsPolicySpec(
                TlsVersion.TLS12,
                TlsVersion.TLS13,
                null,
                null,
                List.of(),
                List.of(),
                List.of("h2"),
                TlsPolicySpec.Verify.REQUIRED,
                ca.toString(),
                null,
                null,
                Set.of(),
                Set.of(),
                true,
                keys.toString(),
                false,
                true,
                false);
        Challenges challenges = new Challenges();
        challenges.alpn("a.test", Temporary.certificate(), Duration.ofSeconds(1));
        BindTlsSpec spec = new BindTlsSpec(Pos.of("haproxy.cfg", 1), policy, List.of(), false, true, null, List.of());
        return new CertStore()
                .draft(challenges, new TlsPolicy.Sessions(100, 300))
                .bind(spec, certificate -> null);
    }

    private static SSLEngine client(String version, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        SSLEngine engine = context.createSSLEngine("a.test", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        parameters.setProtocols(new String[] {version});
        engine.setSSLParameters(parameters);
        return engine;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anAuthorityNeedsNoCertificateWhereClientsDo(String version) throws Exception {
        BindTls bind = bind();
        SSLEngine client = client(version, Challenges.ACME_TLS);
        ByteBuffer hello = sent(client);
        byte[] message = Arrays.copyOfRange(hello.array(), RECORD_HEAD, hello.limit());
        BindTls.Choice choice = bind.choose(ClientHello.parse(message));
        assertThat(choice).isNotNull();
        assertThat(bind.forChallenge(choice)).isTrue();
        assertThat(choice.context().trust()).isNull();
        ReferenceCountedOpenSslEngine server =
                choice.context().engine(UnpooledByteBufAllocator.DEFAULT, choice.certificate());
        try {
            shake(client, hello, server);
            assertThat(server.getApplicationProtocol()).isEqualTo(Challenges.ACME_TLS);
            assertThat(client.getSession().getPeerCertificates()[0])
                    .isEqualTo(Temporary.certificate().leaf());
        } finally {
            server.release();
        }
    }

    @Test
    void othersAreNotServedByIt() throws Exception {
        BindTls bind = bind();
        assertThat(bind.forChallenge(new BindTls.Choice(Temporary.certificate(), bind.fallback())))
                .isFalse();
        assertThat(bind.fallback().trust()).isNotNull();
    }

    private static ByteBuffer sent(SSLEngine from) throws SSLException {
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
    private static void shake(SSLEngine client, ByteBuffer hello, SSLEngine server) throws SSLException {
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

    /** Looks at no certificate, as an authority. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket on) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket on) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine on) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine on) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
