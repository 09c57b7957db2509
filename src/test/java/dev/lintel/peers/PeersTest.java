package dev.lintel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the other parties do by themselves what tests of Lintel take for granted. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PeersTest {
    @TempDir
    private Path folder;

    @Test
    void certbotObtainsAndRenewsBothWays() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                    .dns(bind.address())
                    .httpPort(http)
                    .validFor(600)
                    .start()) {
                CertbotRun certbot = new CertbotRun(folder, ca);
                Path byHttp = certbot.standalone(http, "web.example.org", "www.example.org");
                Path byDns = certbot.manualDns(bind, "git.example.org");
                Path first = byHttp.resolve("fullchain.pem").toRealPath();
                for (Path live : new Path[] {byHttp, byDns}) verified(ca.root(), live.resolve("fullchain.pem"));

                certbot.renew();
                assertThat(byHttp.resolve("fullchain.pem").toRealPath()).isNotEqualTo(first);
                assertThat(ca.orders()).isEqualTo(4);
            }
        }
    }

    @Test
    void theShimAddsWhatPebbleLacks() throws Exception {
        try (Ports ports = new Ports();
                FakeNames names = FakeNames.start(folder)) {
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(names.address())
                            .httpPort(http)
                            .start();
                    AcmeShim shim = AcmeShim.before(ca, folder)) {
                CertbotRun certbot = new CertbotRun(folder, shim.directory(), shim.trust());
                Path live = certbot.standalone(http, "web.example.org");
                verified(ca.root(), live.resolve("fullchain.pem"));
                assertThat(shim.orders()).singleElement().asString().contains("web.example.org");

                Curl curl = Curl.in(folder).trusting(shim.trust());
                assertThat(curl.text(shim.directory().toString())).contains("renewalInfo", "shortlived");
                shim.renewNow();
                assertThat(curl.get(shim.directory()
                                        .resolve("/renewal-info/a.b")
                                        .toString())
                                .body())
                        .contains("suggestedWindow");
                shim.limitRate("7");
                assertThat(curl.get(shim.directory().resolve("/order-plz").toString())
                                .field("retry-after"))
                        .isEqualTo("7");
            }
        }
    }

    @Test
    void bindChangesWhatTheKeyMayChange() throws Exception {
        try (BindServer bind = BindServer.start(folder, "example.org", "example.net")) {
            bind.update("update add _acme-challenge.git.example.org. 5 TXT \"one two\"");
            assertThat(bind.ask("_acme-challenge.git.example.org", "TXT")).containsExactly("\"one two\"");
            assertThat(bind.ask("anything.example.net", "A")).containsExactly("127.0.0.1");
        }
    }

    @Test
    void namesAreGivenToPebblesOwnNameServer() throws Exception {
        try (FakeNames names = FakeNames.start(folder)) {
            names.tell("set-txt", "{\"host\": \"_acme-challenge.example.org.\", \"value\": \"here\"}");
            assertThat(names.address()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void certificatesAreWhatOpensslTakesThemFor() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa middle = root.intermediate("Middle");
        Path trust = root.writeTo(folder.resolve("root.pem"));
        TestCa.Issued good = middle.order("example.org", "*.example.org", "127.0.0.1")
                .rsa(2048)
                .issue();
        TestCa.Issued expired = root.order("old.example.org").expired().issue();
        TestCa.Issued revoked = root.issue("gone.example.org");

        verified(trust, good.writeTo(folder.resolve("good.pem")));
        assertThat(verify(trust, expired.writeTo(folder.resolve("old.pem")))).contains("certificate has expired");
        Files.writeString(folder.resolve("crl.pem"), root.pem() + root.revocations(revoked));
        assertThat(verify(folder.resolve("crl.pem"), revoked.writeTo(folder.resolve("gone.pem")), "-crl_check"))
                .contains("certificate revoked");
        Path hidden = Files.writeString(folder.resolve("hidden.key"), good.encryptedKey("secret"));
        String[] read = {Programs.find("openssl"), "pkey", "-in", hidden.toString(), "-noout", "-passin", "pass:secret"
        };
        Programs.run(folder, read).succeeded();
        read[6] = "pass:wrong";
        assertThat(Programs.run(folder, read).status()).isNotZero();
    }

    private void verified(Path trust, Path chain) throws Exception {
        assertThat(verify(trust, chain)).endsWith(chain + ": OK\n");
    }

    private String verify(Path trust, Path chain, String... more) throws Exception {
        String[] command = new String[more.length + 7];
        System.arraycopy(
                new String[] {
                    Programs.find("openssl"), "verify", "-CAfile", trust.toString(), "-untrusted", chain.toString()
                },
                0,
                command,
                0,
                6);
        System.arraycopy(more, 0, command, 6, more.length);
        command[command.length - 1] = chain.toString();
        return Programs.run(folder, command).output();
    }
}
