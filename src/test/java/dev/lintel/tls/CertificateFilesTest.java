package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.base.Pos;
import dev.lintel.model.CertificateSpec;
import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files of certificates may look like, and what is said of those that are wrong. */
class CertificateFilesTest {
    private static final TestCa ROOT = TestCa.root("Test Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Test Middle");
    private static final TestCa.Issued GOOD = MIDDLE.issue("a.example");
    private static final TestCa.Issued OTHER = MIDDLE.issue("b.example");
    private static final TestCa.Issued RSA = MIDDLE.order("r.example").rsa(2048).issue();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            empty | the file is empty
            text | this is no PEM: there is no '-----BEGIN CERTIFICATE-----' in it
            der | this is DER, and PEM is needed; convert it: openssl x509 -inform der -in CERT -out CERT.pem
            binary | this is no PEM, but DER or PKCS#12; convert it
            cut | the block '-----BEGIN CERTIFICATE-----' has no '-----END CERTIFICATE-----'; the file is cut short
            damaged | the certificate in it cannot be read; it is damaged
            key | there is no certificate in it, only 'PRIVATE KEY'
            request | there is no certificate in it, but a request for one; the authority makes the certificate of it
            certificate | there is no private key in it; put both into one file, cat CERT KEY > BOTH
            other-key | the private key does not belong to the certificate (a.example)
            other-kind | its private key is of the kind RSA, and its certificate has a key of the kind EC
            dsa | keys of the kind DSA are not supported; use RSA or ECDSA
            curve | its key is on a curve that is not supported; use P-256 (prime256v1) or P-384 (secp384r1)
            few-bits | its RSA key has only 512 bits, with which no handshake succeeds; make one of 2048
            pss | its key is for RSASSA-PSS alone, which the TLS library does not take
            ed448 | its key is of the kind Ed448, which the TLS library does not take
            leaf-second | its first certificate is not the one that the key belongs to; put that one (a.example) first
            password | its private key is protected by a password, which nobody could type at a start
            password-of-old | its private key is protected by a password, which nobody could type at a start
            """)
    void whatIsWrongIsToldWithTheFile(String kind, String message) throws Exception {
        Path file = Files.write(folder.resolve("x.pem"), wrong(kind));
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(CertificateFault.class)
                .hasMessageStartingWith("'" + file + "': ")
                .hasMessageContaining(message);
    }

    private static byte[] wrong(String kind) throws GeneralSecurityException {
        String certificate = GOOD.certificate();
        byte[] der = Base64.getMimeDecoder()
                .decode(certificate.replaceAll("-----[A-Z ]+-----", "").strip());
        return switch (kind) {
            case "empty" -> new byte[0];
            case "der" -> der;
            case "binary" -> new byte[] {0x30, 3, 2, 1, 3};
            default -> text(kind, certificate).getBytes(StandardCharsets.US_ASCII);
        };
    }

    private static String text(String kind, String certificate) throws GeneralSecurityException {
        return switch (kind) {
            case "text" -> "hello\n";
            case "cut" -> certificate.substring(0, certificate.length() / 2);
            case "damaged" -> "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + GOOD.key();
            case "key" -> GOOD.key();
            case "request" -> certificate.replace("CERTIFICATE-----", "CERTIFICATE REQUEST-----") + GOOD.key();
            case "certificate" -> certificate;
            case "other-key" -> certificate + OTHER.key();
            case "other-kind" ->
                certificate
                        + RSA.key()
                                .replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE")
                                .replace("END PRIVATE", "END RSA PRIVATE");
            case "dsa" -> issued(KeyPairGenerator.getInstance("DSA"), 1024);
            case "curve" -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
                generator.initialize(new ECGenParameterSpec("secp256k1"));
                yield ROOT.order("a.example")
                        .keys(generator.generateKeyPair())
                        .issue()
                        .pem();
            }
            case "pss" -> issued(KeyPairGenerator.getInstance("RSASSA-PSS"), 2048);
            case "ed448" -> issued(KeyPairGenerator.getInstance("Ed448"), 448);
            case "few-bits" -> issued(KeyPairGenerator.getInstance("RSA"), 512);
            case "leaf-second" -> OTHER.certificate() + certificate + GOOD.key();
            case "password" -> certificate + GOOD.encryptedKey("secret");
            case "password-of-old" ->
                certificate
                        + "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                        + "-----END EC PRIVATE KEY-----\n";
            default -> throw new AssertionError(kind);
        };
    }

    private static String issued(KeyPairGenerator generator, int bits) {
        generator.initialize(bits);
        return ROOT.order("a.example").keys(generator.generateKeyPair()).issue().pem();
    }

    @Test
    void aLinkThatLeadsToItselfIsToldInTheSystemsWords() throws Exception {
        Path file = folder.resolve("loop.pem");
        Files.createSymbolicLink(file, file);
        assertThatThrownBy(() -> load(file))
                .hasMessageStartingWith("'" + file + "' cannot be read: too many levels of symbolic links");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        Path file = folder.resolve("nowhere.pem");
        assertThatThrownBy(() -> load(file)).hasMessage("'" + file + "' does not exist");
    }

    @Test
    void aKeyMayStandBesideItsCertificate() throws Exception {
        Path file = Files.writeString(folder.resolve("x.pem"), GOOD.certificate() + GOOD.chain());
        Files.writeString(folder.resolve("x.pem.key"), GOOD.key());
        Certificate read = load(file);
        assertThat(read.names()).containsExactly("a.example");
        assertThat(read.chain()).hasSize(2);
    }

    @Test
    void aKeyThatIsNamedGoesBeforeThatInTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("x.pem"), GOOD.certificate() + OTHER.key());
        Path key = Files.writeString(folder.resolve("mine.key"), GOOD.key());
        CertificateSpec spec = new CertificateSpec(
                Pos.NONE, "x", file.toString(), key.toString(), null, null, null, false, null, List.of(), List.of());
        assertThat(CertificateFiles.load(spec).names()).containsExactly("a.example");
    }

    @Test
    void aFolderOfCertbotIsOneCertificate() throws Exception {
        Files.writeString(folder.resolve("fullchain.pem"), GOOD.certificate() + GOOD.chain());
        Files.writeString(folder.resolve("privkey.pem"), GOOD.key());
        Files.writeString(folder.resolve("README"), "hello");
        assertThat(load(folder).chain()).hasSize(2);
    }

    @Test
    void keysComeBeforeOrBehindAndOfAnyKind() throws Exception {
        Path file = Files.writeString(folder.resolve("x.pem"), RSA.key() + "Bag Attributes\n" + RSA.certificate());
        assertThat(load(file).isRsa()).isTrue();
    }

    @Test
    void whatClientsWillNotTakeIsNoted() throws Exception {
        Instant now = Instant.now();
        assertThat(notes(MIDDLE.issue("a.example").pem(), now)).isEmpty();
        assertThat(notes(MIDDLE.order("a.example").expired().issue().pem(), now))
                .singleElement()
                .asString()
                .startsWith("expired ")
                .contains("clients refuse it; renew it, or let 'acme' do so");
        assertThat(notes(MIDDLE.order("a.example").notYetValid().issue().pem(), now))
                .singleElement()
                .asString()
                .startsWith("is not valid before ");
        TestCa.Issued bare = MIDDLE.order("a.example")
                .issuerAt("http://ca.example/middle.crt")
                .issue();
        assertThat(notes(bare.pem(), now)).isEmpty();
        assertThat(notes(bare.certificate() + bare.key(), now))
                .containsExactly("stands alone, without the authorities between it and a root (the first one lies at"
                        + " http://ca.example/middle.crt); many clients refuse it so; put them behind it:"
                        + " cat cert.pem chain.pem key.pem");
        assertThat(notes(GOOD.certificate() + ROOT.pem() + MIDDLE.pem() + GOOD.key(), now))
                .singleElement()
                .asString()
                .isEqualTo(
                        "has its chain out of order: number 1 (a.example) is not signed by number 2 (Test Root) but by"
                                + " Test Middle; put each authority behind what it signed");
    }

    @Test
    void aFolderOfIssuersCompletesChains() throws Exception {
        Files.createDirectory(folder.resolve("issuers"));
        Files.writeString(folder.resolve("issuers/middle.pem"), MIDDLE.pem());
        IssuerFolder issuers = IssuerFolder.read(folder.resolve("issuers").toString());
        Path alone = Files.writeString(folder.resolve("x.pem"), GOOD.certificate() + GOOD.key());
        assertThat(issuers.complete(load(alone)).chain()).hasSize(2);
        Path whole = Files.writeString(folder.resolve("y.pem"), GOOD.certificate() + GOOD.chain() + GOOD.key());
        assertThat(issuers.complete(load(whole)).chain()).hasSize(2);
    }

    private List<String> notes(String pem, Instant now) throws Exception {
        return CertificateNotes.of(load(Files.writeString(folder.resolve("n.pem"), pem)), now);
    }

    private static Certificate load(Path file) throws CertificateFault, IOException {
        return CertificateFiles.load(CertificateSpec.file(Pos.NONE, file.toString()));
    }
}
