package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsPolicySpec.Verify;
import dev.lintel.model.TlsVersion;
import dev.lintel.peers.TestCa;
import dev.lintel.stream.PeerVerdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of a session that is resumed, whatever the library thought of it. */
class ClientTrustTest {
    private static final TestCa CA = TestCa.root("Clients");

    @TempDir
    Path folder;

    private SSLSession session;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("ca"), CA.pem());
        Files.writeString(folder.resolve("same"), CA.pem());
        Files.writeString(folder.resolve("other"), TestCa.root("Clients").pem());
        Files.writeString(folder.resolve("crl"), CA.revocations());
        session = SSLContext.getDefault().createSSLEngine().getSession();
    }

    private ClientTrust trust(Verify verify, String file, String revoked, Set<Integer> overlooked) throws Exception {
        return ClientTrust.of(new TlsPolicySpec(
                TlsVersion.TLS12,
                TlsVersion.TLS13,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                verify,
                folder.resolve(file).toString(),
                null,
                revoked == null ? null : folder.resolve(revoked).toString(),
                Set.of(),
                overlooked,
                true,
                null,
                false,
                true,
                false));
    }

    private ClientTrust trust(Verify verify, String file) throws Exception {
        return trust(verify, file, null, Set.of());
    }

    private static List<X509Certificate> chain(TestCa.Order order) throws Exception {
        return Pem.certificates(order.client().issue().certificate().getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aResumedSessionWithoutACertificateIsRefusedWhereOneIsRequired() throws Exception {
        assertThatThrownBy(() -> trust(Verify.REQUIRED, "ca").verdict(session, true, List.of()))
                .isInstanceOf(SSLPeerUnverifiedException.class);
        assertThat(trust(Verify.OPTIONAL, "ca").verdict(session, true, List.of()))
                .isEqualTo(PeerVerdict.NONE);
    }

    @Test
    void aResumedSessionsCertificateIsExaminedAgain() throws Exception {
        ClientTrust trust = trust(Verify.REQUIRED, "ca");
        assertThat(trust.verdict(session, true, chain(CA.order("a"))).last().number())
                .isZero();
        List<X509Certificate> expired = chain(CA.order("a").expired());
        assertThatThrownBy(() -> trust.verdict(session, true, expired))
                .isInstanceOfSatisfying(
                        Untrusted.class,
                        refused -> assertThat(refused.error().number()).isEqualTo(10));
        assertThat(trust(Verify.REQUIRED, "ca", null, Set.of(10))
                        .verdict(session, true, expired)
                        .last()
                        .number())
                .isEqualTo(10);
    }

    @Test
    void sessionsAreResumedUnderTheSamePolicyOnly() throws Exception {
        byte[] own = trust(Verify.REQUIRED, "ca").sessionContext();
        assertThat(own).hasSize(32);
        assertThat(trust(Verify.REQUIRED, "same").sessionContext()).isEqualTo(own);
        assertThat(trust(Verify.OPTIONAL, "ca").sessionContext()).isNotEqualTo(own);
        assertThat(trust(Verify.REQUIRED, "other").sessionContext()).isNotEqualTo(own);
        assertThat(trust(Verify.REQUIRED, "ca", "crl", Set.of()).sessionContext())
                .isNotEqualTo(own);
        assertThat(trust(Verify.REQUIRED, "ca", null, Set.of(10)).sessionContext())
                .isNotEqualTo(own);
        assertThat(trust(Verify.REQUIRED, "ca", null, null).sessionContext()).isNotEqualTo(own);
    }
}
