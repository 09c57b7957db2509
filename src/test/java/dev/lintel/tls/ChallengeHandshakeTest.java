package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsVersion;
import dev.lintel.peers.TestCa;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an authority sees that validates by {@code tls-alpn-01}: it has no certificate of its own to show. */
class ChallengeHandshakeTest {
    private static final int RECORD_HEAD = 5;

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
        return Shaking.client(version, wishes -> wishes.setApplicationProtocols(new String[] {protocol}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anAuthorityNeedsNoCertificateWhereClientsDo(String version) throws Exception {
        BindTls bind = bind();
        SSLEngine client = client(version, Challenges.ACME_TLS);
        ByteBuffer hello = Shaking.sent(client);
        byte[] message = Arrays.copyOfRange(hello.array(), RECORD_HEAD, hello.limit());
        ClientHello read = ClientHello.parse(message);
        BindTls.Choice choice = bind.choose(read);
        assertThat(choice).isNotNull();
        assertThat(bind.forChallenge(choice)).isTrue();
        assertThat(choice.context().trust()).isNull();
        ReferenceCountedOpenSslEngine server =
                choice.context().engine(UnpooledByteBufAllocator.DEFAULT, read, choice.certificate());
        try {
            Shaking.shake(client, hello, server);
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
}
