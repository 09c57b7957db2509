package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.peers.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with chains of certificates, with the numbers that {@code openssl verify} gives for them. */
class ChainCheckTest {
    private final TestCa root = TestCa.root("Root");
    private final TestCa middle = root.intermediate("Middle");
    private final TestCa other = TestCa.root("Other");

    @TempDir
    Path folder;

    private Authorities trusting(String pem, String revoked) throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), pem);
        Path list = revoked == null ? null : Files.writeString(folder.resolve("list.crl"), revoked);
        return Authorities.load(List.of(file.toString()), list == null ? null : list.toString());
    }

    private static X509Certificate[] chain(String pem) throws Exception {
        return Pem.certificates(pem.getBytes(StandardCharsets.US_ASCII)).toArray(X509Certificate[]::new);
    }

    private static List<String> flaws(Authorities trusted, String pem, ChainCheck.Role role) throws Exception {
        List<String> flaws = new ArrayList<>();
        for (ChainCheck.Flaw flaw : new ChainCheck(trusted, chain(pem), role, new Date()).flaws()) {
            flaws.add(flaw.error().number() + "@" + flaw.depth());
        }
        return flaws;
    }

    private List<String> flaws(String trusted, String pem) throws Exception {
        return flaws(trusting(trusted, null), pem, ChainCheck.Role.CLIENT);
    }

    @Test
    void goodChains() throws Exception {
        assertThat(flaws(root.pem(), root.order("a").client().issue().certificate()))
                .isEmpty();
        TestCa.Issued below = middle.order("a").client().issue();
        assertThat(flaws(root.pem(), below.certificate() + below.chain())).isEmpty();
        // The intermediate need not be sent where it is trusted as well.
        assertThat(flaws(root.pem() + middle.pem(), below.certificate())).isEmpty();
        // Somebody who is trusted in person.
        assertThat(flaws(root.pem(), root.pem())).isEmpty();
    }

    @Test
    void missingLinks() throws Exception {
        TestCa.Issued below = middle.order("a").client().issue();
        assertThat(flaws(root.pem(), below.certificate())).containsExactly("20@0", "21@0");
        assertThat(flaws(other.pem(), below.certificate() + below.chain())).containsExactly("20@1");
        assertThat(flaws(other.pem(), below.certificate() + below.chain() + root.pem()))
                .containsExactly("19@2");
        assertThat(flaws(other.pem(), root.pem())).containsExactly("18@0");
        // An intermediate alone is no end of a chain.
        assertThat(flaws(middle.pem(), below.certificate())).containsExactly("2@1");
    }

    @Test
    void times() throws Exception {
        assertThat(flaws(root.pem(), root.order("a").client().expired().issue().certificate()))
                .containsExactly("10@0");
        assertThat(flaws(
                        root.pem(),
                        root.order("a").client().notYetValid().issue().certificate()))
                .containsExactly("9@0");
    }

    @Test
    void purposes() throws Exception {
        String server = root.issue("a").certificate();
        assertThat(flaws(trusting(root.pem(), null), server, ChainCheck.Role.SERVER))
                .isEmpty();
        String client = root.order("a").client().issue().certificate();
        assertThat(flaws(trusting(root.pem(), null), client, ChainCheck.Role.SERVER))
                .containsExactly("26@0");
    }

    /** What is no authority signs nothing, whoever trusts it. */
    @Test
    void aLeafIsNoAuthority() throws Exception {
        TestCa.Issued leaf = root.order("a").client().issue();
        assertThat(flaws(root.pem(), leaf.certificate() + other.pem())).isEmpty();
    }

    @Test
    void revocations() throws Exception {
        TestCa.Issued good = root.order("a").client().issue();
        TestCa.Issued bad = root.order("b").client().issue();
        Authorities trusted = trusting(root.pem(), root.revocations(bad));
        assertThat(flaws(trusted, good.certificate(), ChainCheck.Role.CLIENT)).isEmpty();
        assertThat(flaws(trusted, bad.certificate(), ChainCheck.Role.CLIENT)).containsExactly("23@0");
        // Each step needs the list of its authority.
        TestCa.Issued below = middle.order("c").client().issue();
        assertThat(flaws(trusted, below.certificate() + below.chain(), ChainCheck.Role.CLIENT))
                .containsExactly("3@0");
        Authorities others = trusting(root.pem(), other.revocations());
        assertThat(flaws(others, good.certificate(), ChainCheck.Role.CLIENT)).containsExactly("3@0", "3@1");
    }

    @Test
    void filesThatAreMissingOrEmptySaySo() throws Exception {
        assertThatThrownBy(() -> Authorities.load(List.of("/nowhere/ca.pem"), null))
                .hasMessage("'/nowhere/ca.pem': the file does not exist");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> Authorities.load(List.of(empty.toString()), null))
                .hasMessageStartingWith("'" + empty + "': this is no PEM");
        Path good = Files.writeString(folder.resolve("good.pem"), root.pem());
        assertThatThrownBy(() -> Authorities.load(List.of(good.toString()), good.toString()))
                .hasMessage("'" + good + "': there is no revocation list in it");
        Path cut = Files.writeString(folder.resolve("cut.pem"), root.pem().substring(0, 100));
        assertThatThrownBy(() -> Authorities.load(List.of(cut.toString()), null))
                .hasMessageStartingWith("'" + cut + "': ");
    }

    @Test
    void namesOfHosts() throws Exception {
        X509Certificate certificate =
                chain(root.issue("a.example", "*.b.example").certificate())[0];
        assertThat(HostNames.matches(certificate, "a.example")).isTrue();
        assertThat(HostNames.matches(certificate, "A.Example")).isTrue();
        assertThat(HostNames.matches(certificate, "x.b.example")).isTrue();
        assertThat(HostNames.matches(certificate, "x.y.b.example")).isFalse();
        assertThat(HostNames.matches(certificate, "b.example")).isFalse();
        assertThat(HostNames.matches(certificate, ".b.example")).isFalse();
        assertThat(HostNames.matches(certificate, "a.example.org")).isFalse();
        assertThat(HostNames.matches(certificate, "127.0.0.1")).isFalse();
        assertThat(HostNames.covers("*.example", "a.example")).isFalse();
        assertThat(HostNames.covers("a.example\0.evil", "a.example")).isFalse();
        X509Certificate ip = chain(root.issue("127.0.0.1").certificate())[0];
        assertThat(HostNames.matches(ip, "127.0.0.1")).isTrue();
        assertThat(HostNames.matches(ip, "127.0.0.2")).isFalse();
    }
}
