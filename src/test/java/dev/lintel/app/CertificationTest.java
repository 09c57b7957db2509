package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.admin.AcmeControl;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.peers.BindServer;
import dev.lintel.peers.Curl;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Ports;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TestCa;
import dev.lintel.peers.TlsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that appear by themselves at the binds of a running proxy, and files that others change. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CertificationTest {
    @TempDir
    private Path folder;

    private final List<String> news = new CopyOnWriteArrayList<>();

    private Config config(String text) {
        Problems problems = new Problems();
        Config config = Reader.read(List.of(new Source("haproxy.cfg", text)), Environment.ofProcess(), problems, false);
        assertThat(problems.hasErrors()).as(problems::toString).isFalse();
        return config;
    }

    private Proxy start(String text) {
        Problems problems = new Problems();
        Proxy proxy = Proxy.start(config(text), new Proxy.Settings(0, false, false, false, news::add), problems);
        assertThat(proxy).as(problems::toString).isNotNull();
        return proxy;
    }

    private static String text(String section, Path store, String binds) {
        return """
                global
                    acme.store STORE
                    nbthread 1
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                acme ca
                SECTION
                frontend web
                BINDS
                    http-request deny if { path_beg /.well-known/ }
                    use_backend app if { hdr(host) -i www.example.org }
                    use_backend app if { hdr(host) -i git.example.org }
                    http-request return status 200
                backend app
                """.replace("STORE", store.toString())
                .replace("SECTION", section)
                .replace("BINDS", binds);
    }

    private static String serial(int port, String name) {
        try {
            return TlsClient.trustingAnybody().sni(name).look(port).serial();
        } catch (java.io.IOException e) {
            return "none: " + e;
        }
    }

    private void served(int port, String name, Path root) throws Exception {
        Programs.await("certificate for " + name + ": " + news, () -> {
            try {
                Curl curl = Curl.in(folder).trusting(root).with("--resolve", name + ":" + port + ":127.0.0.1");
                return curl.run("https://" + name + ":" + port + "/").status() == 0;
            } catch (Exception e) {
                return false;
            }
        });
    }

    @Test
    void oneLineIsEnoughWithPort80Closed() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int tls = ports.reserve();
            Path store = folder.resolve("store");
            try (PebbleCa ca = PebbleCa.in(folder)
                    .dns(bind.address())
                    .tlsPort(tls)
                    .httpPort(ports.reserve())
                    .start()) {
                String text = text(
                        "    directory " + ca.directory() + "\n    ca-file " + ca.trust(),
                        store,
                        "    bind 127.0.0.1:" + tls + " ssl acme");
                String serial;
                try (Proxy proxy = start(text)) {
                    served(tls, "www.example.org", ca.root());
                    served(tls, "git.example.org", ca.root());
                    serial = serial(tls, "www.example.org");
                    assertThat(news).anyMatch(line -> line.contains("a new certificate for www.example.org"));
                }
                assertThat(ca.orders()).isEqualTo(2);
                try (Proxy proxy = start(text)) {
                    assertThat(serial(tls, "www.example.org")).isEqualTo(serial);
                    assertThat(ca.orders()).isEqualTo(2);
                    Problems problems = new Problems();
                    assertThat(proxy.reload(config(text), problems)).isTrue();
                    assertThat(serial(tls, "www.example.org")).isEqualTo(serial);
                    AcmeControl control = proxy.administration().acme();
                    assertThat(control.status()).hasSize(2).noneMatch(AcmeControl.Row::failing);
                    control.renew("www.example.org");
                    Programs.await(
                            "new one", () -> !serial(tls, "www.example.org").equals(serial));
                }
                assertThat(ca.orders()).isEqualTo(3);
            }
        }
    }

    @Test
    void httpChallengesAreAnsweredBeforeAllRules() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org")) {
            int tls = ports.reserve();
            int http = ports.reserve();
            try (PebbleCa ca = PebbleCa.in(folder)
                            .dns(bind.address())
                            .httpPort(http)
                            .tlsPort(ports.reserve())
                            .start();
                    Proxy proxy = start(text(
                            "    directory " + ca.directory() + "\n    ca-file " + ca.trust()
                                    + "\n    challenge HTTP-01",
                            folder.resolve("store"),
                            "    bind 127.0.0.1:" + http + "\n    bind 127.0.0.1:" + tls
                                    + " ssl acme ca domains www.example.org,git.example.org"))) {
                served(tls, "www.example.org", ca.root());
                served(tls, "git.example.org", ca.root());
                // Whoever asks for another token meets the rules.
                assertThat(Curl.in(folder)
                                .get("http://127.0.0.1:" + http + "/.well-known/acme-challenge/unknown")
                                .status())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void theInternalAuthoritySignsWhatNobodyElseWould() throws Exception {
        try (Ports ports = new Ports()) {
            int tls = ports.reserve();
            Path store = folder.resolve("store");
            try (Proxy proxy = start(text(
                    "    directory internal",
                    store,
                    "    bind 127.0.0.1:" + tls + " ssl acme ca domains gogs.ipa.champion,localhost"))) {
                Programs.await("root", () -> Files.exists(store.resolve("internal/root.pem")));
                served(tls, "gogs.ipa.champion", store.resolve("internal/root.pem"));
                served(tls, "localhost", store.resolve("internal/root.pem"));
                assertThat(Files.getPosixFilePermissions(store.resolve("internal/root.key")))
                        .hasSize(2);
            }
        }
    }

    @Test
    void changedFilesGoIntoForceAndBadOnesDoNot() throws Exception {
        TestCa ca = TestCa.root("Somebody's CA");
        TestCa.Issued first = ca.issue("www.example.org");
        TestCa.Issued second = ca.issue("www.example.org");
        TestCa.Issued expired = ca.order("www.example.org").expired().issue();
        Path live = Files.createDirectories(folder.resolve("live/www"));
        write(live, first);
        try (Ports ports = new Ports()) {
            int tls = ports.reserve();
            try (Proxy proxy = start("""
                    global
                        nbthread 1
                    defaults
                        mode http
                        timeout client 5s
                        timeout server 5s
                        timeout connect 5s
                    frontend web
                        bind 127.0.0.1:%d ssl crt %s
                        http-request return status 200
                    """.formatted(tls, live))) {
                String before = serial(tls, "www.example.org");
                Files.writeString(live.resolve("privkey.pem"), second.key());
                Programs.await("refusal", () -> news.stream().anyMatch(line -> line.contains("does not belong")));
                assertThat(serial(tls, "www.example.org")).isEqualTo(before);
                write(live, expired);
                Programs.await("refusal", () -> news.stream().anyMatch(line -> line.contains("has expired")));
                assertThat(serial(tls, "www.example.org")).isEqualTo(before);
                write(live, second);
                Programs.await("change", () -> !serial(tls, "www.example.org").equals(before));
                assertThat(news.stream().filter(line -> line.contains("cannot be used")))
                        .hasSize(2);
            }
        }
    }

    private static void write(Path live, TestCa.Issued issued) throws Exception {
        Path temporary = live.resolve("new");
        Files.writeString(temporary, issued.key());
        Files.move(temporary, live.resolve("privkey.pem"), StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(temporary, issued.certificate() + issued.chain());
        Files.move(temporary, live.resolve("fullchain.pem"), StandardCopyOption.ATOMIC_MOVE);
    }
}
