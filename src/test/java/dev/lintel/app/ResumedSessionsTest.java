package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ticket proves nothing that a full handshake would not. The client is OpenSSL's. */
class ResumedSessionsTest {
    private static final TestCa CA = TestCa.root("Site CA");
    private static final TestCa CLIENTS = TestCa.root("Clients CA");
    private static final TestCa OTHERS = TestCa.root("Other clients CA");
    private static final TestCa.Issued ALICE =
            CLIENTS.order("alice").subject("alice").client().issue();

    @TempDir
    Path folder;

    private Proxy proxy;

    @BeforeEach
    void files() throws IOException {
        CA.issue("a.test").writeTo(folder.resolve("site.pem"));
        CLIENTS.writeTo(folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("crl.pem"), CLIENTS.revocations());
        ALICE.writeTo(folder.resolve("alice.pem"));
        Files.writeString(
                folder.resolve("keys"),
                IntStream.range(0, 3)
                        .mapToObj(i -> Base64.getEncoder()
                                .encodeToString(("key" + i).repeat(12).getBytes(StandardCharsets.UTF_8)))
                        .collect(Collectors.joining("\n")));
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    private Config config(String bindings, Problems problems) {
        return Reader.read(
                List.of(new Source("haproxy.cfg", """
                global
                    nbthread 1
                defaults
                    mode http
                    timeout client 5s
                    timeout client-hs 5s
                    timeout server 5s
                    timeout connect 5s
                frontend a
                    bind 127.0.0.1:0 ssl crt DIR/site.pem BIND
                    http-request return status 200 content-type text/plain lf-string "<%[ssl_c_s_dn(CN)] %[ssl_c_verify] %[ssl_fc_is_resumed]>"
                frontend b
                    bind 127.0.0.1:0 ssl crt DIR/site.pem tls-ticket-keys DIR/keys ca-file DIR/ca.pem verify required
                    http-request return status 200 content-type text/plain string "<let in>"
                """.replace("BIND", bindings).replace("DIR", folder.toString()))),
                Environment.ofProcess(),
                problems,
                false);
    }

    private void start(String binding) {
        Problems problems = new Problems();
        proxy = Proxy.start(config(binding, problems), problems);
        assertThat(proxy).as(problems::toString).isNotNull();
    }

    private void reload(String binding) {
        Problems problems = new Problems();
        assertThat(proxy.reload(config(binding, problems), problems))
                .as(problems::toString)
                .isTrue();
    }

    /** What the client says of one request; it ends when Lintel closes, or after four seconds. */
    private String ask(String frontend, String version, String options) throws Exception {
        int port = proxy.addresses().get(frontend).getFirst().port();
        String command = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 4 " + Programs.find("openssl")
                + " s_client -connect 127.0.0.1:" + port + " -servername a.test -ign_eof -" + version + " " + options
                + "; echo status $?";
        return Programs.run(folder, "/bin/sh", "-c", command).output();
    }

    private String first(String frontend, String version, String options) throws Exception {
        String said = ask(frontend, version, options + " -sess_out session");
        assertThat(said).contains("New, ");
        assertThat(folder.resolve("session")).as(said).exists();
        return said;
    }

    private String again(String frontend, String version, String options) throws Exception {
        return ask(frontend, version, options + " -sess_in session");
    }

    private static final String VERIFYING = "ca-file DIR/ca.pem verify required";
    private static final String CLIENT = "-cert alice.pem -key alice.pem";

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void aClientWithACertificateComesBack(String version) throws Exception {
        start(VERIFYING);
        assertThat(first("a", version, CLIENT)).contains("<alice 0 0>");
        assertThat(again("a", version, CLIENT)).contains("Reused, ", "<alice 0 1>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void notAfterItsCertificateWasRevoked(String version) throws Exception {
        start(VERIFYING + " crl-file DIR/crl.pem tls-ticket-keys DIR/keys");
        first("a", version, CLIENT);
        Files.writeString(folder.resolve("crl.pem"), CLIENTS.revocations(ALICE));
        reload(VERIFYING + " crl-file DIR/crl.pem tls-ticket-keys DIR/keys");
        assertThat(again("a", version, CLIENT)).doesNotContain("<alice", "status 124");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void notAfterItsAuthorityIsTrustedNoMore(String version) throws Exception {
        start(VERIFYING);
        first("a", version, CLIENT);
        OTHERS.writeTo(folder.resolve("ca.pem"));
        reload(VERIFYING);
        assertThat(again("a", version, CLIENT)).doesNotContain("<alice", "status 124");
    }

    /** Nor after it has expired, which no reload tells. */
    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void notAfterItsCertificateHasExpired(String version) throws Exception {
        java.time.Instant until = java.time.Instant.now().plusSeconds(5);
        CLIENTS.order("brief")
                .subject("brief")
                .client()
                .valid(until.minusSeconds(3600), until)
                .issue()
                .writeTo(folder.resolve("brief.pem"));
        start(VERIFYING);
        assertThat(first("a", version, "-cert brief.pem -key brief.pem")).contains("<brief 0 0>");
        Programs.await("the certificate expires", () -> java.time.Instant.now().isAfter(until.plusSeconds(1)));
        assertThat(again("a", version, "-cert brief.pem -key brief.pem")).doesNotContain("<brief", "status 124");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void aTicketOfABindThatAsksForNoCertificateIsNoneAtOneThatDoes(String version) throws Exception {
        start("tls-ticket-keys DIR/keys");
        assertThat(first("a", version, "")).contains("< 0 0>");
        assertThat(again("a", version, "")).contains("Reused, ", "< 0 1>");
        assertThat(again("b", version, "")).doesNotContain("Reused, ", "<let in>", "status 124");
        assertThat(again("b", version, CLIENT)).contains("New, ", "<let in>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void norAfterAReloadThatAsksForOne(String version) throws Exception {
        start("tls-ticket-keys DIR/keys");
        first("a", version, "");
        reload("tls-ticket-keys DIR/keys " + VERIFYING);
        assertThat(again("a", version, "")).doesNotContain("Reused, ", "<", "status 124");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void whereThereAreNoTicketsNobodyGetsOne(String version) throws Exception {
        start("no-tls-tickets");
        assertThat(ask("a", version, "")).contains("New, ", "< 0 0>").doesNotContain("TLS session ticket:");
    }
}
