package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices by mail, against a mail server of the test's own: plain, with STARTTLS, signed in, and refused. */
class SmtpTargetTest {
    private static final Notice NOTICE =
            new Notice(Notice.Kind.FAILURE, "certificate web: renewal failed", ".first line\nsecond ü");

    @TempDir
    static Path folder;

    @Test
    void plainMailToSeveralReceivers() throws Exception {
        try (MailServer server = new MailServer(null)) {
            target(server, "to", "a@example.org, b@example.org", "tls", "none").send(NOTICE);
            List<String> said = server.said();
            assertThat(said.subList(0, 5))
                    .containsExactly(
                            "EHLO [127.0.0.1]",
                            "MAIL FROM:<lintel@example.org>",
                            "RCPT TO:<a@example.org>",
                            "RCPT TO:<b@example.org>",
                            "DATA");
            assertThat(said)
                    .contains(
                            "From: Lintel <lintel@example.org>",
                            "To: a@example.org, b@example.org",
                            "Subject: certificate web: renewal failed",
                            "Content-Transfer-Encoding: base64",
                            Base64.getEncoder()
                                    .encodeToString(".first line\nsecond ü\n".getBytes(StandardCharsets.UTF_8)))
                    .endsWith("QUIT");
            assertThat(said.stream().filter(line -> line.startsWith("Message-ID: <")))
                    .hasSize(1);
        }
    }

    @Test
    void passwordGoesOverTlsOnly() throws Exception {
        Path store = certificate();
        try (MailServer server = new MailServer(context(store), "STARTTLS", "AUTH PLAIN LOGIN")) {
            signedIn(server, "ca-file", folder.resolve("ca.pem").toString()).send(NOTICE);
            String plain =
                    Base64.getEncoder().encodeToString(("\0me\0" + Provided.SECRET).getBytes(StandardCharsets.UTF_8));
            assertThat(server.said().subList(0, 6))
                    .containsExactly(
                            "EHLO [127.0.0.1]",
                            "STARTTLS",
                            "TLS",
                            "EHLO [127.0.0.1]",
                            "AUTH PLAIN " + plain,
                            "MAIL FROM:<lintel@example.org>");
        }
        try (MailServer server = new MailServer(context(store), "STARTTLS")) {
            assertThatThrownBy(() -> signedIn(server).send(NOTICE))
                    .hasMessageStartingWith("notify smtp: TLS with 127.0.0.1 failed: ")
                    .hasMessageEndingWith("'ca-file' names the authority of a server of your own");
        }
        try (MailServer server = new MailServer(null, "AUTH PLAIN")) {
            assertThatThrownBy(() -> signedIn(server, "tls", "none").send(NOTICE))
                    .hasMessage(
                            "notify smtp: 127.0.0.1 is not spoken to over TLS, so the password is not sent; 'tls' says starttls or implicit");
            assertThatThrownBy(() -> signedIn(server).send(NOTICE))
                    .hasMessage(
                            "notify smtp: 127.0.0.1 does not offer STARTTLS; 'tls implicit' is for port 465, 'tls none' sends without");
        }
    }

    @Test
    void refusalsNameTheStepAndNoSecret() throws Exception {
        try (MailServer server = new MailServer(null).answer("RCPT", "550-5.1.1 no such\r\n550 user")) {
            assertThatThrownBy(() ->
                            target(server, "to", "a@example.org", "tls", "none").send(NOTICE))
                    .hasMessage("notify smtp: 127.0.0.1 answered RCPT TO a@example.org with 550 (5.1.1 no such user)");
        }
        try (MailServer server = new MailServer(null).answer("GREETING", "SSH-2.0-OpenSSH_9.2")) {
            assertThatThrownBy(() ->
                            target(server, "to", "a@example.org", "tls", "none").send(NOTICE))
                    .hasMessage("notify smtp: 127.0.0.1 does not speak SMTP: it said 'SSH-2.0-OpenSSH_9.2'");
        }
        try (MailServer server = new MailServer(null).answer("GREETING", "x".repeat(5000))) {
            assertThatThrownBy(() ->
                            target(server, "to", "a@example.org", "tls", "none").send(NOTICE))
                    .hasMessageEndingWith("the server's line has no end");
        }
        Path store = certificate();
        String quoted =
                Base64.getEncoder().encodeToString(("\0me\0" + Provided.SECRET).getBytes(StandardCharsets.UTF_8));
        try (MailServer server = new MailServer(context(store), "STARTTLS", "AUTH PLAIN")
                .answer("AUTH", "535 no: " + quoted + " " + Provided.SECRET)) {
            assertThatThrownBy(() -> signedIn(
                                    server, "ca-file", folder.resolve("ca.pem").toString())
                            .send(NOTICE))
                    .hasMessage(
                            "notify smtp: 127.0.0.1 answered AUTH PLAIN with 535 (no: *** ***); check 'username' and 'password'");
        }
    }

    @Test
    void serverThatIsNotThere() {
        assertThatThrownBy(() -> make("127.0.0.1:" + Bind.freePort(), "to", "a@example.org")
                        .send(NOTICE))
                .hasMessageMatching("notify smtp: no mail by 127\\.0\\.0\\.1 port \\d+: Connection refused");
    }

    private static NoticeTarget signedIn(MailServer server, String... more) throws DnsFault {
        List<String> words =
                new ArrayList<>(List.of("to", "a@example.org", "username", "me", "password", "env:SECRET"));
        words.addAll(List.of(more));
        return target(server, words.toArray(String[]::new));
    }

    private static NoticeTarget target(MailServer server, String... more) throws DnsFault {
        return make(server.address(), more);
    }

    private static NoticeTarget make(String address, String... more) throws DnsFault {
        List<String> words = new ArrayList<>(List.of("smtp", address, "from", "lintel@example.org"));
        words.addAll(List.of(more));
        return NoticeTargets.make(words, name -> Provided.SECRET);
    }

    /** A key and certificate for 127.0.0.1, made by the JDK's own tool. */
    private static Path certificate() throws Exception {
        Path store = folder.resolve("mail.p12");
        if (!Files.exists(store)) {
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=mail",
                    "-ext",
                    "SAN=IP:127.0.0.1",
                    "-validity",
                    "5");
            keytool("-exportcert", "-rfc", "-file", folder.resolve("ca.pem").toString());
        }
        return store;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", "mail", "-keystore", folder.resolve("mail.p12").toString(), "-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
