package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.peers.BindServer;
import dev.lintel.peers.CertbotRun;
import dev.lintel.peers.Curl;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TlsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second half of the origin's story: his whole file, its certificates made by certbot with TXT records as he typed them, two files
 * concatenated; and then what he did every 90 days, without a restart and while his repositories are in use.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OriginTlsTest {
    private static final int MEGABYTES_30 = 30 << 20;

    @TempDir
    private static Path folder;

    private static BindServer bind;
    private static PebbleCa ca;
    private static CertbotRun certbot;
    private static OriginLab lab;

    @BeforeAll
    static void start() throws Exception {
        bind = BindServer.start(folder, "ervine.org", "ipa.champion");
        ca = PebbleCa.in(folder).dns(bind.address()).start();
        certbot = new CertbotRun(folder, ca);
        certbot.manualDns(bind, "blog.ervine.org");
        certbot.manualDns(bind, "gogs.ipa.champion", "gogs.ervine.org");
        lab = new OriginLab(folder, "origin-tls.cfg");
        concatenate();
        lab.start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {lab, ca, bind}) {
            if (part != null) {
                part.close();
            }
        }
    }

    /** {@code cat fullchain.pem privkey.pem}, moved into its place. */
    private static void concatenate() throws Exception {
        for (String name : List.of("blog.ervine.org", "gogs.ipa.champion")) {
            Path live = certbot.live(name);
            Path next = folder.resolve(name + ".next");
            Files.writeString(
                    next,
                    Files.readString(live.resolve("fullchain.pem")) + Files.readString(live.resolve("privkey.pem")));
            Files.move(next, folder.resolve(name + ".pem"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String url(String path) {
        return "https://gogs.ervine.org:" + lab.tlsPort + path;
    }

    private static Curl curl() {
        return Curl.in(folder).trusting(ca.root()).knowing("gogs.ervine.org").sending("Host", "gogs.ervine.org");
    }

    @Test
    @Order(1)
    void bothNamesAreServed() throws Exception {
        for (String name : List.of("blog.ervine.org", "gogs.ipa.champion")) {
            TlsClient client =
                    TlsClient.trusting(Files.readString(ca.root()), null).sni(name);
            assertThat(client.look(lab.tlsPort)
                            .certificate()
                            .getSubjectAlternativeNames()
                            .toString())
                    .contains(name);
        }
        // An unknown name, and none, get the first certificate of the line.
        TlsClient stranger = TlsClient.trustingAnybody().sni("elsewhere.example");
        assertThat(stranger.look(lab.tlsPort)
                        .certificate()
                        .getSubjectAlternativeNames()
                        .toString())
                .contains("blog.ervine.org");
    }

    @Test
    @Order(2)
    void h2IsForThoseWhoAsk() throws Exception {
        Curl.Answer two = curl().version("2").get(url("/app"));
        assertThat(two.version()).isEqualTo("HTTP/2");
        assertThat(two.body()).contains("for=[127.0.0.1] proto=[https]");
        Curl.Answer one = curl().version("1.1").get(url("/app"));
        assertThat(one.version()).isEqualTo("HTTP/1.1");
        assertThat(one.body()).contains("for=[127.0.0.1] proto=[https]");
        assertThat(lab.browse("127.0.0.1", null).body()).contains("for=[127.0.0.1] proto=[http]");
    }

    @Test
    @Order(3)
    void repositoriesPassWhileCertificatesAreRenewed() throws Exception {
        for (String version : List.of("HTTP/1.1", "HTTP/2")) {
            String branch = version.replaceAll("\\W", "");
            Path here = lab.randomFile("here-" + branch, "file.bin", MEGABYTES_30);
            Path copy = folder.resolve("copy-" + branch);
            String before = TlsClient.trustingAnybody()
                    .sni("gogs.ervine.org")
                    .look(lab.tlsPort)
                    .serial();

            Programs.Running push =
                    lab.startSecure(here, ca.root(), version, "push", lab.secureUrl(), "main:" + branch);
            certbot.renew();
            concatenate();
            lab.lintel.reloads();
            push.outcome().succeeded();
            lab.startSecure(folder, ca.root(), version, "clone", "-b", branch, lab.secureUrl(), copy.toString())
                    .outcome()
                    .succeeded();

            assertThat(Files.mismatch(copy.resolve("file.bin"), here.resolve("file.bin")))
                    .isEqualTo(-1);
            assertThat(TlsClient.trustingAnybody()
                            .sni("gogs.ervine.org")
                            .look(lab.tlsPort)
                            .serial())
                    .isNotEqualTo(before);
        }
        lab.git(lab.repository, "fsck", "--full");
    }
}
