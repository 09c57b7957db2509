package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsVersion;
import dev.lintel.peers.TestCa;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system's OpenSSL does with an RSA key is right by the JDK's own arithmetic, and clients take it. */
class SystemRsaTest {
    private static final byte[] MESSAGE = "what is signed".getBytes(StandardCharsets.UTF_8);

    private static final int RECORD_HEAD = 5;

    private final KeyPair pair = TestCa.rsa(2048);

    @BeforeAll
    static void load() {
        assumeTrue(OpenSsl.isAvailable() && SystemCrypto.link(), "no libcrypto.so.3 here");
    }

    @ParameterizedTest
    @CsvSource({
        "0x0401, SHA256withRSA, 0",
        "0x0501, SHA384withRSA, 0",
        "0x0601, SHA512withRSA, 0",
        "0x0804, SHA-256, 32",
        "0x0805, SHA-384, 48",
        "0x0806, SHA-512, 64"
    })
    void signsByEveryScheme(int scheme, String name, int salt) throws Exception {
        byte[] signed = SystemRsa.of(pair.getPrivate()).sign(scheme, MESSAGE);
        Signature judge = Signature.getInstance(salt == 0 ? name : "RSASSA-PSS");
        if (salt > 0) {
            judge.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1));
        }
        judge.initVerify(pair.getPublic());
        judge.update(MESSAGE);
        assertThat(judge.verify(signed)).isTrue();
    }

    @Test
    void deciphersTheWholeBlock() throws Exception {
        byte[] block = new byte[256];
        block[1] = 2;
        block[200] = 7;
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        assertThat(SystemRsa.of(pair.getPrivate()).decrypt(cipher.doFinal(block)))
                .isEqualTo(block);
    }

    @Test
    void saysWhereItCannot() {
        SystemRsa key = SystemRsa.of(pair.getPrivate());
        assertThatThrownBy(() -> key.decrypt(new byte[300])).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> key.sign(0x0201, MESSAGE)).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> key.sign(0x0403, MESSAGE)).isInstanceOf(SignatureException.class);
        assertThat(SystemRsa.of(TestCa.ec().getPrivate())).isNull();
    }

    @Test
    void keepsWhatWasReplacedForHandshakesThatHaveBegun() throws Exception {
        TestCa.Issued issued = TestCa.root("Site").order("a.test").keys(pair).issue();
        Certificate certificate = Pem.read(List.of(issued.pem().getBytes(StandardCharsets.US_ASCII)));
        SystemKeys keys = new SystemKeys();
        keys.handOver(List.of(certificate));
        String alias = keys.alias(certificate);
        keys.handOver(List.of());
        assertThat(keys.getCertificateChain(alias)).containsExactly(certificate.leaf());
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, rsa_pkcs1_sha256",
        "TLSv1.2, rsa_pkcs1_sha512",
        "TLSv1.2, rsa_pss_rsae_sha384",
        "TLSv1.3, rsa_pss_rsae_sha256",
        "TLSv1.3, rsa_pss_rsae_sha512"
    })
    void clientsTakeWhatItSigns(String version, String scheme) throws Exception {
        TestCa.Issued issued = TestCa.root("Site").order("a.test").keys(pair).issue();
        Certificate certificate = Pem.read(List.of(issued.pem().getBytes(StandardCharsets.US_ASCII)));
        SystemKeys keys = new SystemKeys();
        keys.handOver(List.of(certificate));
        TlsPolicy policy = TlsPolicy.of(policy(), keys, new Tickets(), new TlsPolicy.Sessions(100, 300));
        SSLEngine client = client(version, scheme);
        ByteBuffer hello = Shaking.sent(client);
        ClientHello read = ClientHello.parse(Arrays.copyOfRange(hello.array(), RECORD_HEAD, hello.limit()));
        ReferenceCountedOpenSslEngine server = policy.engine(UnpooledByteBufAllocator.DEFAULT, read, certificate);
        try {
            String alias = keys.chooseEngineServerAlias("RSA", null, server);
            assertThat(keys.getPrivateKey(alias))
                    .as("native code was not given the key")
                    .isNull();
            Shaking.shake(client, hello, server);
            assertThat(client.getSession().getPeerCertificates()[0]).isEqualTo(certificate.leaf());
        } finally {
            server.release();
        }
    }

    private static TlsPolicySpec policy() {
        return new TlsPolicySpec(
                TlsVersion.TLS12,
                TlsVersion.TLS13,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                TlsPolicySpec.Verify.NONE,
                null,
                null,
                null,
                Set.of(),
                Set.of(),
                true,
                null,
                false,
                true,
                false);
    }

    private static SSLEngine client(String version, String scheme) throws Exception {
        return Shaking.client(version, wishes -> wishes.setSignatureSchemes(new String[] {scheme}));
    }
}
