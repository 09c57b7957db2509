package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a certificate signs a handshake with (HAProxy manual, {@code sigalgs}). The client is OpenSSL's. */
class SignaturesTest {
    private static final TestCa CA = TestCa.root("Site CA");
    /** Whoever meets HAProxy where nothing fits reads the same. */
    private static final String REFUSED = "SSL alert number 40";

    @TempDir
    Path folder;

    private static final List<String> BINDS = List.of("ec", "ec384", "rsa", "pss", "list", "old");

    private Proxy proxy;

    @BeforeEach
    void start() throws IOException {
        CA.issue("a.test").writeTo(folder.resolve("ec.pem"));
        CA.order("a.test").rsa(2048).issue().writeTo(folder.resolve("rsa.pem"));
        Files.writeString(folder.resolve("list"), folder + "/rsa.pem [sigalgs rsa_pss_rsae_sha512] a.test\n");
        Problems problems = new Problems();
        proxy = Proxy.start(
                Reader.read(
                        List.of(new Source("haproxy.cfg", """
                global
                    nbthread 1
                defaults
                    mode http
                    timeout client 5s
                frontend all
                    http-request return status 200 content-type text/plain string "<let in>"
                    bind 127.0.0.1:0 ssl crt DIR/ec.pem
                    bind 127.0.0.1:0 ssl crt DIR/ec.pem sigalgs ECDSA+SHA384
                    bind 127.0.0.1:0 ssl crt DIR/rsa.pem
                    bind 127.0.0.1:0 ssl crt DIR/rsa.pem sigalgs RSA-PSS+SHA384:RSA-PSS+SHA256
                    bind 127.0.0.1:0 ssl crt-list DIR/list sigalgs RSA-PSS+SHA256
                    bind 127.0.0.1:0 ssl crt DIR/ec.pem sigalgs ECDSA+SHA1
                """.replace("DIR", folder.toString()))),
                        Environment.ofProcess(),
                        problems,
                        false),
                problems);
        assertThat(proxy).as(problems::toString).isNotNull();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private String ask(String bind, String options) throws Exception {
        int port = proxy.addresses().get("all").get(BINDS.indexOf(bind)).port();
        String command = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 4 " + Programs.find("openssl")
                + " s_client -connect 127.0.0.1:" + port + " -servername a.test -ign_eof " + options;
        return Programs.run(folder, "/bin/sh", "-c", command).output();
    }

    @ParameterizedTest
    @CsvSource({
        "ec,    -tls1_2,                                     ECDSA,   SHA256",
        "ec,    -tls1_3,                                     ECDSA,   SHA256",
        "ec384, -tls1_2,                                     ECDSA,   SHA384",
        "rsa,   -tls1_2,                                     RSA-PSS, SHA256",
        "rsa,   -tls1_2 -sigalgs RSA+SHA512,                 RSA,     SHA512",
        "pss,   -tls1_2,                                     RSA-PSS, SHA384",
        "pss,   -tls1_3,                                     RSA-PSS, SHA384",
        "pss,   -tls1_3 -sigalgs RSA-PSS+SHA256:RSA+SHA256,  RSA-PSS, SHA256",
        "list,  -tls1_3,                                     RSA-PSS, SHA512",
        "old,   -tls1_2 -cipher DEFAULT@SECLEVEL=0,          ECDSA,   SHA1"
    })
    void theFirstThatTheClientTakes(String bind, String options, String type, String digest) throws Exception {
        assertThat(ask(bind, options))
                .contains("Peer signature type: " + type + "\n", "Peer signing digest: " + digest + "\n", "<let in>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec384 -tls1_2 -sigalgs ECDSA+SHA256",
                "ec384 -tls1_3",
                "pss -tls1_2 -sigalgs RSA+SHA256:ECDSA+SHA256",
                "pss -tls1_3 -sigalgs RSA-PSS+SHA512:RSA+SHA256",
                "list -tls1_3 -sigalgs RSA-PSS+SHA256"
            })
    void whereNothingFitsTheClientIsTold(String client) throws Exception {
        String[] words = client.split(" ", 2);
        assertThat(ask(words[0], words[1])).contains(REFUSED).doesNotContain("<let in>");
    }

    /** RFC 9155: nothing is signed with SHA-1, unless a line says so. */
    @Test
    void nobodyGetsSha1() throws Exception {
        String only = "-tls1_2 -cipher DEFAULT@SECLEVEL=0 -sigalgs ";
        assertThat(ask("ec", only + "ECDSA+SHA1")).contains(REFUSED);
        assertThat(ask("rsa", only + "RSA+SHA1")).contains(REFUSED);
        assertThat(ask("ec", only + "ECDSA+SHA1:ECDSA+SHA512")).contains("Peer signing digest: SHA512\n");
    }
}
