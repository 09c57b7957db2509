package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Which certificate answers which name, as HAProxy chooses (manual section 5.1, crt and crt-list). */
class SniMapTest {
    private static final int[] BOTH = {0x0403, 0x0804};
    private static final int[] ONLY_RSA = {0x0804};

    private final List<SniMap.Use> uses = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();

    @Test
    void aNameInFullGoesBeforeAWildcard() throws Exception {
        add("wild", "EC", List.of(), "*.example.org");
        add("full", "EC", List.of(), "git.example.org");
        assertThat(serves("git.example.org", BOTH)).isEqualTo("full");
        assertThat(serves("www.example.org", BOTH)).isEqualTo("wild");
    }

    @Test
    void aWildcardStandsForOneLabel() throws Exception {
        add("wild", "EC", List.of(), "*.example.org");
        assertThat(serves("a.b.example.org", BOTH)).isEqualTo("none");
        assertThat(serves("example.org", BOTH)).isEqualTo("none");
    }

    @Test
    void ecdsaGoesBeforeRsaWhereTheClientTakesIt() throws Exception {
        add("rsa", "RSA", List.of(), "git.example.org");
        add("ecdsa", "EC", List.of(), "git.example.org");
        assertThat(serves("git.example.org", BOTH)).isEqualTo("ecdsa");
        assertThat(serves("git.example.org", ONLY_RSA)).isEqualTo("rsa");
    }

    @Test
    void anEcdsaWildcardGoesBeforeAnRsaNameInFull() throws Exception {
        add("full", "RSA", List.of(), "git.example.org");
        add("wild", "EC", List.of(), "*.example.org");
        assertThat(serves("git.example.org", BOTH)).isEqualTo("wild");
        assertThat(serves("git.example.org", ONLY_RSA)).isEqualTo("full");
    }

    @Test
    void whatTheClientCannotCheckIsBetterThanNothing() throws Exception {
        add("ecdsa", "EC", List.of(), "git.example.org");
        assertThat(serves("git.example.org", ONLY_RSA)).isEqualTo("ecdsa");
    }

    @Test
    void theFirstOfTwoAlikeServes() throws Exception {
        add("first", "EC", List.of(), "git.example.org");
        add("second", "EC", List.of(), "git.example.org");
        assertThat(serves("git.example.org", BOTH)).isEqualTo("first");
    }

    @Test
    void filtersReplaceTheNamesOfTheCertificate() throws Exception {
        add("filtered", "EC", List.of("other.example.org"), "git.example.org");
        assertThat(serves("other.example.org", BOTH)).isEqualTo("filtered");
        assertThat(serves("git.example.org", BOTH)).isEqualTo("none");
    }

    @Test
    void anExcludedNameIsNotCoveredByTheWildcardOfItsLine() throws Exception {
        add("wild", "EC", List.of("*.example.org", "!secret.example.org"), "*.example.org");
        add("also wild", "EC", List.of("*.example.org"), "*.example.org");
        assertThat(serves("www.example.org", BOTH)).isEqualTo("wild");
        assertThat(serves("secret.example.org", BOTH)).isEqualTo("also wild");
    }

    @Test
    void aLineThatOnlyExcludesNamesNobody() throws Exception {
        add("excluding", "EC", List.of("!secret.example.org"), "*.example.org");
        assertThat(serves("www.example.org", BOTH)).isEqualTo("none");
        assertThat(fallback(BOTH)).isEqualTo("excluding");
        add("for others", "EC", List.of("!*"), "www.example.org");
        assertThat(serves("www.example.org", BOTH)).isEqualTo("none");
    }

    @Test
    void theFirstCertificateIsTheDefaultUnlessOthersAreSaidToBe() throws Exception {
        add("first", "EC", List.of(), "a.example.org");
        add("second", "EC", List.of(), "b.example.org");
        assertThat(fallback(BOTH)).isEqualTo("first");
        uses.set(1, new SniMap.Use(uses.get(1).certificate(), null, List.of(), true));
        assertThat(fallback(BOTH)).isEqualTo("second");
    }

    @Test
    void aStarMakesADefault() throws Exception {
        add("first", "EC", List.of(), "a.example.org");
        add("star", "EC", List.of("*"), "b.example.org");
        assertThat(fallback(BOTH)).isEqualTo("star");
    }

    @Test
    void namesAreComparedWithoutCase() throws Exception {
        add("upper", "EC", List.of(), "GIT.example.org");
        assertThat(serves("Git.Example.Org", BOTH)).isEqualTo("upper");
    }

    private void add(String label, String kind, List<String> filters, String... names) throws Exception {
        uses.add(new SniMap.Use(certificate(kind, names), null, filters, false));
        labels.add(label);
    }

    private String serves(String name, int[] signatures) throws ClientHello.Malformed {
        return label(SniMap.of(uses).find(hello(name, signatures).sni(), hello(name, signatures)));
    }

    private String fallback(int[] signatures) throws ClientHello.Malformed {
        return label(SniMap.of(uses).fallback(hello("nobody.example.net", signatures)));
    }

    private static ClientHello hello(String name, int[] signatures) throws ClientHello.Malformed {
        return ClientHello.parse(
                new HelloText().sni(name).signatures(signatures).message());
    }

    private String label(SniMap.Entry found) {
        for (int i = 0; found != null && i < uses.size(); i++) {
            if (uses.get(i).certificate() == found.certificate()) {
                return labels.get(i);
            }
        }
        return "none";
    }

    private static Certificate certificate(String kind, String... names) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(kind.equals("EC") ? 256 : 2048);
        KeyPair pair = generator.generateKeyPair();
        GeneralName[] alternatives = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            alternatives[i] = new GeneralName(GeneralName.dNSName, names[i]);
        }
        X500Name nobody = new X500Name("O=tests");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                nobody,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.now().plusSeconds(600)),
                nobody,
                pair.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        X509Certificate leaf = new JcaX509CertificateConverter()
                .getCertificate(builder.build(
                        new JcaContentSignerBuilder(kind.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA")
                                .build(pair.getPrivate())));
        return new Certificate(List.of(leaf), pair.getPrivate());
    }
}
