package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.peers.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
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

    /** Lists that do not speak of the certificate; the numbers are those of {@code openssl verify -crl_check_all}. */
    @Test
    void listsOfAnotherScope() throws Exception {
        KeyPair keys = TestCa.ec();
        X509Certificate ca = Revoked.root(keys);
        X509Certificate leaf = Revoked.leaf(keys, 7, null);
        X509Certificate pointing = Revoked.leaf(keys, 8, "http://x/1.crl");
        Revoked lists = new Revoked(keys);
        String all = lists.of(7, 8).pem();
        assertThat(by(ca, leaf, all)).containsExactly("23@0");
        // What a newer list leaves out that speaks of authorities only, or only of what is new, is revoked all the
        // same.
        assertThat(by(ca, leaf, all, lists.newer().of().scope(false, true, null).pem()))
                .containsExactly("23@0");
        assertThat(by(ca, leaf, all, lists.newer().of().delta().pem())).containsExactly("23@0");
        assertThat(by(
                        ca,
                        leaf,
                        all,
                        lists.newer().of().scope(false, false, "http://x/2.crl").pem()))
                .containsExactly("23@0");
        // A list of somebody else who has the same name, or of an older key.
        assertThat(by(ca, leaf, all, new Revoked(TestCa.ec()).newer().of().pem()))
                .containsExactly("23@0");
        assertThat(by(ca, leaf, new Revoked(TestCa.ec()).of().pem())).containsExactly("8@0", "8@1");
        // One that is in force goes before one that will be.
        assertThat(by(ca, leaf, all, lists.future().of().pem())).containsExactly("23@0");
        assertThat(by(ca, leaf, lists.newer().of().pem(), all)).isEmpty();
        // Alone they do not do.
        assertThat(by(ca, leaf, lists.of().delta().pem())).containsExactly("3@0", "3@1");
        assertThat(by(ca, leaf, lists.of().scope(false, true, null).pem())).containsExactly("44@0");
        assertThat(by(ca, leaf, lists.of().scope(true, false, null).pem())).containsExactly("44@1");
        assertThat(by(ca, leaf, lists.of().scope(false, false, "http://x/1.crl").pem()))
                .containsExactly("44@0", "44@1");
        assertThat(by(
                        ca,
                        pointing,
                        lists.of(8).scope(false, false, "http://x/1.crl").pem()))
                .containsExactly("23@0", "44@1");
        assertThat(by(
                        ca,
                        pointing,
                        lists.of().scope(false, false, "http://x/2.crl").pem()))
                .containsExactly("44@0", "44@1");
        // Two that speak of all together.
        String users = lists.of(8).scope(true, false, null).pem();
        String authorities = lists.of().scope(false, true, null).pem();
        assertThat(by(ca, leaf, authorities, users)).isEmpty();
        assertThat(by(ca, pointing, authorities, users)).containsExactly("23@0");
    }

    private List<String> by(X509Certificate ca, X509Certificate leaf, String... lists) throws Exception {
        return flaws(trusting(Revoked.pem(ca), String.join("", lists)), Revoked.pem(leaf), ChainCheck.Role.CLIENT);
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
