package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.base.Pos;
import dev.lintel.model.CertificateSpec;
import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers of OCSP are stapled, and what is said of the others. */
class OcspAnswerTest {
    private static final TestCa CA = TestCa.root("Answer CA");
    private static final TestCa OTHER = TestCa.root("Other CA");
    private static final TestCa.Issued LEAF = CA.issue("a.test");
    private static final BigInteger SERIAL = LEAF.serial();
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing | it is no answer of OCSP in DER
            text | it is no answer of OCSP in DER
            failure | it tells of a failure of the authority's, number 3
            other | it is about another certificate, with the serial 1001, and this one has
            issuer | it is about a certificate of another issuer
            revoked | it says that the certificate is revoked; order another one
            unknown | it says that the authority does not know the certificate
            endless | it does not say until when it holds
            old | ; ask the authority for a new one
            nearly-old | ; ask the authority for a new one
            early | ; is this machine's clock right?
            """)
    void whatIsOfNoUseIsRefused(String kind, String message) throws Exception {
        byte[] answer = wrong(kind);
        Certificate certificate = plain(LEAF.certificate() + CA.pem() + LEAF.key());
        assertThatThrownBy(() -> OcspAnswer.read(answer, certificate.leaf(), certificate.issuer(), NOW))
                .isInstanceOf(CertificateFault.class)
                .hasMessageContaining(message);
    }

    private static byte[] wrong(String kind) throws Exception {
        Instant before = NOW.minusSeconds(60);
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        return switch (kind) {
            case "nothing" -> new byte[0];
            case "text" -> "hello".getBytes(StandardCharsets.US_ASCII);
            case "failure" ->
                new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded();
            case "other" -> CA.answer(BigInteger.valueOf(0x1001));
            case "issuer" -> OTHER.answer(SERIAL);
            case "revoked" -> CA.answer(SERIAL, new RevokedStatus(Date.from(before)), before, tomorrow);
            case "unknown" -> CA.answer(SERIAL, new UnknownStatus(), before, tomorrow);
            case "endless" -> CA.answer(SERIAL, CertificateStatus.GOOD, before, null);
            case "old" -> CA.answer(SERIAL, CertificateStatus.GOOD, NOW.minusSeconds(9000), before);
            case "nearly-old" -> CA.answer(SERIAL, CertificateStatus.GOOD, before, NOW.plusSeconds(290));
            case "early" -> CA.answer(SERIAL, CertificateStatus.GOOD, NOW.plusSeconds(310), tomorrow);
            default -> throw new AssertionError(kind);
        };
    }

    @Test
    void itIsStapledUntilItHoldsNoLonger() throws Exception {
        Certificate certificate = plain(LEAF.certificate() + CA.pem() + LEAF.key());
        byte[] der = CA.answer(SERIAL, CertificateStatus.GOOD, NOW.plusSeconds(290), NOW.plusSeconds(1000));
        OcspAnswer answer = OcspAnswer.read(der, certificate.leaf(), certificate.issuer(), NOW);
        assertThat(answer.der()).isEqualTo(der);
        assertThat(answer.isFresh(NOW.plusSeconds(698).toEpochMilli())).isTrue();
        assertThat(answer.isFresh(NOW.plusSeconds(700).toEpochMilli())).isFalse();
        assertThat(CertificateNotes.of(certificate.withOcsp(answer), NOW)).isEmpty();
        assertThat(CertificateNotes.of(certificate.withOcsp(answer), NOW.plusSeconds(1000)))
                .singleElement()
                .asString()
                .contains("without its answer of OCSP, which holds no longer");
    }

    @Test
    void aFileWithTheAnswerAboutAnotherOneIsNoted() throws Exception {
        Files.write(folder.resolve("x.pem.ocsp"), CA.answer(BigInteger.TWO));
        Certificate read = load(LEAF.certificate() + CA.pem() + LEAF.key());
        assertThat(read.ocsp()).isNull();
        assertThat(CertificateNotes.of(read, NOW))
                .singleElement()
                .asString()
                .startsWith("is served without an answer of OCSP: '" + folder + "/x.pem.ocsp': it is about another");
    }

    @Test
    void theIssuerIsFoundInTheChainOrBesideItOrInTheFolder() throws Exception {
        String bare = LEAF.certificate() + LEAF.key();
        Files.write(folder.resolve("x.pem.ocsp"), CA.answer(SERIAL));
        assertThat(load(LEAF.certificate() + CA.pem() + LEAF.key()).ocsp()).isNotNull();
        // HAProxy does not start either.
        assertThatThrownBy(() -> load(bare)).hasMessageContaining("the issuer of the certificate is not known");

        Path issuers = Files.createDirectory(folder.resolve("issuers"));
        CA.writeTo(issuers.resolve("ca.pem"));
        assertThat(CertificateFiles.load(spec(bare), IssuerFolder.read(issuers.toString()))
                        .ocsp())
                .isNotNull();

        Files.writeString(folder.resolve("x.pem.issuer"), CA.pem());
        Certificate beside = load(bare);
        assertThat(beside.ocsp()).isNotNull();
        assertThat(beside.chain()).hasSize(1);
        Files.write(folder.resolve("x.pem.ocsp"), new byte[0]);
        assertThat(CertificateNotes.of(load(bare), NOW)).isEmpty();
    }

    @Test
    void anOldAnswerIsNotStapledToARenewedCertificate() throws Exception {
        Files.write(folder.resolve("x.pem.ocsp"), CA.answer(SERIAL));
        TestCa.Issued renewed = CA.issue("a.test");
        assertThat(load(renewed.certificate() + CA.pem() + renewed.key()).ocsp())
                .isNull();
    }

    private Certificate plain(String pem) throws CertificateFault, IOException {
        return CertificateFiles.load(spec(pem));
    }

    private Certificate load(String pem) throws CertificateFault, IOException {
        return CertificateFiles.load(spec(pem), IssuerFolder.NONE);
    }

    private CertificateSpec spec(String pem) throws IOException {
        return CertificateSpec.file(
                Pos.NONE, Files.writeString(folder.resolve("x.pem"), pem).toString());
    }
}
