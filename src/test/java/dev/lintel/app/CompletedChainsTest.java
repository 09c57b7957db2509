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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code issuers-chain-path} completes what is served, whichever way it came in; the issuer that OCSP needs completes nothing. */
class CompletedChainsTest {
    private static final TestCa ROOT = TestCa.root("Chain Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Chain Middle");
    private static final TestCa OTHER = ROOT.intermediate("Other Middle");
    private static final TestCa.Issued FIRST = MIDDLE.issue("a.test");
    private static final TestCa.Issued SECOND = MIDDLE.issue("a.test");

    @TempDir
    Path folder;

    private Proxy proxy;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("a.pem"), FIRST.certificate() + FIRST.key());
        Files.createDirectory(folder.resolve("issuers"));
        Problems problems = new Problems();
        Config config = config(problems);
        proxy = Proxy.start(config, problems);
        assertThat(proxy).as(problems::toString).isNotNull();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void aFolderThatHasChangedIsReadByAReload() throws IOException {
        assertThat(served()).isEqualTo(List.of("CN=a.test"));
        MIDDLE.writeTo(folder.resolve("issuers/middle.pem"));
        reload();
        assertThat(served()).containsExactly("CN=a.test", "CN=Chain Middle");
        Files.writeString(folder.resolve("issuers/middle.pem"), MIDDLE.pem() + ROOT.pem());
        reload();
        assertThat(served()).containsExactly("CN=a.test", "CN=Chain Middle", "CN=Chain Root");
        Files.delete(folder.resolve("issuers/middle.pem"));
        reload();
        assertThat(served()).containsExactly("CN=a.test");
    }

    @Test
    void whatIsCommittedIsCompleted() throws IOException {
        MIDDLE.writeTo(folder.resolve("issuers/middle.pem"));
        reload();
        set("", SECOND.certificate() + SECOND.key());
        assertThat(served()).containsExactly("CN=a.test", "CN=Chain Middle");
        reload();
        assertThat(served()).containsExactly("CN=a.test", "CN=Chain Middle");
        set("", SECOND.certificate() + OTHER.pem() + SECOND.key());
        assertThat(served()).containsExactly("CN=a.test", "CN=Other Middle");
    }

    @Test
    void nobodyIsSentTheIssuerOfOcsp() throws IOException {
        set(".issuer", MIDDLE.pem());
        assertThat(served()).containsExactly("CN=a.test");
    }

    private void set(String extension, String payload) throws IOException {
        String a = folder + "/a.pem";
        ask("set ssl cert " + a + extension + " <<\n" + payload.strip() + "\n\n");
        assertThat(ask("commit ssl cert " + a + "\n")).endsWith("Success!\n\n");
    }

    private void reload() {
        Problems problems = new Problems();
        assertThat(proxy.reload(config(problems), problems))
                .as(problems::toString)
                .isTrue();
    }

    private List<String> served() throws IOException {
        return TlsClient.trustingAnybody()
                .sni("a.test")
                .look(proxy.addresses().get("web").getFirst().port())
                .chain()
                .stream()
                .map(each -> each.getSubjectX500Principal().getName())
                .toList();
    }

    private Config config(Problems problems) {
        return Reader.read(
                List.of(new Source("haproxy.cfg", """
                global
                    stats socket DIR/s level admin
                    nbthread 1
                    issuers-chain-path DIR/issuers
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
