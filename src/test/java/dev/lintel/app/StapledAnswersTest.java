package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.peers.TestCa;
import dev.lintel.peers.TlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of OCSP that clients are sent: those about the certificate that is served, and no others. */
class StapledAnswersTest {
    private static final TestCa CA = TestCa.root("Stapling CA");
    private static final TestCa.Issued FIRST = CA.issue("a.test");
    private static final TestCa.Issued SECOND = CA.issue("a.test");

    @TempDir
    Path folder;

    private Proxy proxy;

    private Problems start() throws IOException {
        Files.writeString(folder.resolve("a.pem"), whole(FIRST));
        Problems problems = new Problems();
        Config config = Reader.read(
                List.of(new Source("haproxy.cfg", """
                global
                    stats socket DIR/s level admin
                    nbthread 1
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                frontend web
                    bind 127.0.0.1:0 ssl crt DIR/a.pem
                    http-request return status 200
                """.replace("DIR", folder.toString()))),
                Environment.ofProcess(),
                problems,
                false);
        proxy = Proxy.start(config, problems);
        return problems;
    }

    private static String whole(TestCa.Issued issued) {
        return issued.certificate() + CA.pem() + issued.key();
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void theAnswerBesideAFileIsStapled() throws IOException {
        byte[] answer = CA.answer(FIRST.serial());
        Files.write(folder.resolve("a.pem.ocsp"), answer);
        assertThat(start().sorted().toString()).doesNotContain("OCSP");
        assertThat(stapled()).containsExactly(answer);
        // A renewal without an answer of its own ends it.
        set("", whole(SECOND));
        assertThat(stapled()).isEmpty();
    }

    @Test
    void theAnswerAboutAnotherOneIsNotedAndNotStapled() throws IOException {
        Files.write(folder.resolve("a.pem.ocsp"), CA.answer(SECOND.serial()));
        assertThat(start().sorted().toString())
                .contains("is served without an answer of OCSP: '" + folder + "/a.pem.ocsp'");
        assertThat(stapled()).isEmpty();
    }

    @Test
    void aSetAnswerMustBeAboutTheCertificate() throws IOException {
        start();
        String a = folder + "/a.pem";
        assertThat(ask("set ssl cert " + a + ".ocsp <<\n" + base64(CA.answer(SECOND.serial())) + "\n\n"))
                .startsWith("unable to load certificate from file '" + a + ".ocsp': it is about another certificate")
                .endsWith("\nCan't load the payload\nCan't update " + a + ".ocsp!\n\n");
        assertThat(ask("set ssl cert " + a + ".ocsp <<\n!!!!\n\n"))
                .contains("Error reading OCSP response in base64 format");
        assertThat(ask("commit ssl cert " + a + "\n")).startsWith("No ongoing transaction!");
        byte[] answer = CA.answer(FIRST.serial());
        set(".ocsp", base64(answer));
        assertThat(stapled()).containsExactly(answer);
        set(".key", FIRST.key());
        assertThat(stapled()).containsExactly(answer);

        byte[] next = CA.answer(SECOND.serial());
        ask("set ssl cert " + a + " <<\n" + whole(SECOND).strip() + "\n\n");
        set(".ocsp", base64(next));
        assertThat(stapled()).containsExactly(next);
    }

    @Test
    void theIssuerThatIsSetTellsWhoseAnswerItIs() throws IOException {
        start();
        String a = folder + "/a.pem";
        set("", FIRST.certificate() + FIRST.key());
        TestCa stranger = TestCa.root("Strange CA");
        TestCa.Issued strange = stranger.issue("a.test");
        ask("set ssl cert " + a + " <<\n" + (strange.certificate() + strange.key()).strip() + "\n\n");
        String answer = base64(stranger.answer(strange.serial()));
        assertThat(ask("set ssl cert " + a + ".ocsp <<\n" + answer + "\n\n"))
                .contains("the certificate's issuer is not known; put that behind the certificate");
        ask("set ssl cert " + a + ".issuer <<\n" + stranger.pem().strip() + "\n\n");
        set(".ocsp", answer);
        assertThat(stapled()).hasSize(1);
        assertThat(ask("show ssl ocsp-response\n"))
                .contains(
                        "Certificate path : " + a, strange.serial().toString(16).toUpperCase(java.util.Locale.ROOT));
    }

    private void set(String extension, String payload) throws IOException {
        String a = folder + "/a.pem";
        assertThat(ask("set ssl cert " + a + extension + " <<\n" + payload.strip() + "\n\n"))
                .startsWith("Transaction ");
        assertThat(ask("commit ssl cert " + a + "\n")).endsWith("Success!\n\n");
    }

    private static String base64(byte[] answer) {
        return Base64.getEncoder().encodeToString(answer);
    }

    private List<byte[]> stapled() throws IOException {
        int port = proxy.addresses().get("web").getFirst().port();
        try (SSLSocket socket =
                TlsClient.trustingAnybody().sni("a.test").connect(new InetSocketAddress("127.0.0.1", port))) {
            return ((ExtendedSSLSession) socket.getSession()).getStatusResponses();
        }
    }

    private String ask(String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(folder.resolve("s")));
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
