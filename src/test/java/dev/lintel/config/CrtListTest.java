package dev.lintel.config;

import static dev.lintel.config.TlsReaderTest.bind;
import static dev.lintel.config.TlsReaderTest.names;
import static dev.lintel.config.TlsReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.BindTlsSpec.Use;
import dev.lintel.model.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists and bundles of certificates as HAProxy 3.4 reads them, and what is said of words that do nothing. */
class CrtListTest {
    @TempDir
    Path folder;

    @Test
    void allOfABundleThatComesFirstAreTheDefault() throws IOException {
        Files.createFile(folder.resolve("z.rsa"));
        Files.createFile(folder.resolve("z.ecdsa"));
        Path list = Files.writeString(folder.resolve("list"), folder + "/z\n");
        assertThat(bind("bind :443 ssl crt " + folder + "/z crt a.pem").uses().stream()
                        .map(Use::isDefault))
                .containsExactly(true, true, false);
        assertThat(bind("bind :443 ssl crt-list " + list + " crt a.pem").uses().stream()
                        .map(Use::isDefault))
                .as("in a list only the first one (HAProxy manual, section 5.1, crt-list)")
                .containsExactly(true, false, false);
        assertThat(bind("bind :443 ssl crt a.pem crt " + folder + "/z").uses().stream()
                        .map(Use::isDefault))
                .containsExactly(true, false, false);
    }

    @Test
    void listsHaveOptionsAndFilters() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), """
                # comment
                a.pem *

                b.pem [alpn h2 ssl-min-ver TLSv1.3] *.B.example !x.b.example
                c.pem [ key c.key ]
                """);
        BindTlsSpec tls =
                bind("bind :443 ssl crt first.pem default-crt second.pem crt-list " + list + " alpn http/1.1");
        assertThat(names(tls)).containsExactly("first.pem", "second.pem", "a.pem", "b.pem", "c.pem");
        assertThat(tls.uses().stream().map(Use::isDefault)).containsExactly(true, true, true, false, false);
        Use b = tls.uses().get(3);
        assertThat(b.filters()).containsExactly("*.b.example", "!x.b.example");
        assertThat(b.policy().alpn()).containsExactly("h2");
        assertThat(b.policy().min()).isEqualTo(TlsVersion.TLS13);
        assertThat(tls.uses().get(4).policy().alpn()).containsExactly("http/1.1");
        assertThat(tls.uses().get(4).certificate().key()).isEqualTo("c.key");
        assertThat(b.certificate().pos().toString()).isEqualTo(list + ":4");
    }

    @Test
    void listsHaveMessagesOfTheirOwn() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), """
                a.pem [alpn h2 strict-sni] x
                [alpn h2] a.pem
                a.pem [alpn h2
                a.pem !x.example
                a.pem [alpn h2][ssl-min-ver TLSv1.2] x
                a.pem !*
                a.pem !*.x.example *.y.example
                """);
        Problems problems = new Problems();
        read(problems, "frontend f\n mode http\n timeout client 1s\n bind :443 ssl crt-list " + list + "\n");
        assertThat(problems.sorted().stream().map(Object::toString))
                .containsExactly(
                        list + ":1: in crt-list: unknown option 'strict-sni' of 'a.pem'",
                        list + ":2: in crt-list: a line expects the file of a certificate first, then [options], then"
                                + " names, not '['",
                        list + ":3: in crt-list: '[' opens options and has no ']' behind them",
                        list + ":4: warning: in crt-list: '!' excludes names from a wildcard such as *.example.org, and"
                                + " the line has none",
                        list + ":5: in crt-list: all options of a line stand in one pair of brackets, and there is a"
                                + " second '['",
                        list
                                + ":7: warning: in crt-list: '!*.x.example' excludes nothing: a wildcard cannot be excluded,"
                                + " only names");
    }

    @Test
    void limitsThatLimitNothingSaySo() {
        Problems problems = new Problems();
        read(problems, "global\n maxsslconn 100\n maxsslrate 0\n");
        assertThat(problems.sorted().stream().map(Object::toString))
                .containsExactly("haproxy.cfg:2: note: 'maxsslconn' is read, and limits nothing; 'maxconn' counts"
                        + " connections with TLS, too");
    }

    @Test
    void whatDoesNotFetchAnswersOfOcspSaysSo() {
        Problems problems = new Problems();
        read(problems, """
                global
                    ocsp-update.mode on
                crt-store
                    load crt a.pem ocsp-update on
                    load crt b.pem ocsp-update off
                """);
        String rest =
                "is read, and no answers of OCSP are fetched; what lies in FILE.ocsp is stapled, and a newer answer"
                        + " that somebody puts there is taken up by itself";
        assertThat(problems.sorted().stream().map(Object::toString))
                .containsExactly(
                        "haproxy.cfg:2: note: 'ocsp-update.mode' " + rest,
                        "haproxy.cfg:4: note: 'load ... ocsp-update' " + rest);
    }
}
