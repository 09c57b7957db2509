package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.acme.Json;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.peers.BindServer;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Ports;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TlsClient;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program beside the proxy sets the records of dns-01, as HAProxy's data plane API does: it waits for events at the runtime API, sets what
 * they say in a real name server, and gives its word.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RecordProgramTest {
    @TempDir
    private Path folder;

    private final List<String> news = new CopyOnWriteArrayList<>();

    /** One event, read as strictly as the data plane API reads it. */
    private record Deploy(String certificate, Map<String, String> settings, Json authorization) {
        static Deploy of(String event) throws Json.Malformed {
            String[] lines = event.split("\n", -1);
            String[] first = lines[0].split(" ", -1);
            assertThat(first).hasSize(5).startsWith("acme", "deploy");
            assertThat(first[3]).isEqualTo("thumbprint");
            assertThat(first[4]).matches("[\\w-]{43}");
            Map<String, String> settings = new TreeMap<>();
            int at = 1;
            for (; !lines[at].startsWith("{"); at++) {
                String[] words = lines[at].split(" ", 2);
                assertThat(words[1]).startsWith("\"").endsWith("\"");
                settings.put(words[0], words[1].substring(1, words[1].length() - 1));
            }
            return new Deploy(
                    first[2], settings, Json.read(String.join("", List.of(lines).subList(at, lines.length))));
        }

        String domain() {
            return authorization.at("identifier").at("value").text();
        }
    }

    private Proxy start(PebbleCa ca, BindServer bind, int tls, String name, String domains) {
        Problems problems = new Problems();
        String text =
                """
                global
                    acme.store %1$s/store
                    stats socket %1$s/admin.sock level admin
                    nbthread 1
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                acme ca
                    directory %2$s
                    ca-file %3$s
                    challenge dns-01
                    challenge-ready cli
                    provider-name bind
                    acme-vars "ttl=5,zone=\\"example.org\\""
                    option resolver %4$s
                    option dns-port %5$d
                crt-store web
                    load crt %6$s acme ca domains %7$s
                frontend web
                    bind 127.0.0.1:%8$d ssl crt "@web/%6$s"
                    http-request return status 200
                """.formatted(folder, ca.directory(), ca.trust(), bind.address(), bind.port(), name, domains, tls);
        var config = Reader.read(List.of(new Source("haproxy.cfg", text)), Environment.ofProcess(), problems, false);
        Proxy proxy = problems.hasErrors()
                ? null
                : Proxy.start(config, new Proxy.Settings(0, false, false, false, news::add), problems);
        assertThat(proxy).as(problems::toString).isNotNull();
        return proxy;
    }

    private SocketChannel connect() throws IOException {
        return ApiClient.connect(folder.resolve("admin.sock"));
    }

    private String ask(String command) throws IOException {
        return ApiClient.ask(folder.resolve("admin.sock"), command + "\n");
    }

    /** What each event says behind its time, until the connection ends. */
    private BlockingQueue<String> listen(SocketChannel client) throws IOException {
        ApiClient.write(client, "@@1 set severity-output number;show events dpapi -w -0\n");
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Thread.startVirtualThread(() -> {
            StringBuilder event = new StringBuilder();
            try (var in = Channels.newInputStream(client)) {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    if (c != 0) {
                        event.append((char) c);
                        continue;
                    }
                    String text = event.toString();
                    events.add(
                            text.matches(
                                            "(?s)\n?<0>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d .*\n")
                                    ? text.substring(text.indexOf(' ') + 1, text.length() - 1)
                                    : "not an event: " + text);
                    event.setLength(0);
                }
                events.add("end: " + event);
            } catch (IOException e) {
                events.add("end: " + e);
            }
        });
        return events;
    }

    private static String next(BlockingQueue<String> events) throws InterruptedException {
        String event = events.poll(60, TimeUnit.SECONDS);
        assertThat(event).as("an event in time").isNotNull();
        return event;
    }

    /** What it does with one event: whatever the name had before goes, as with most libraries for providers. */
    private String obey(BindServer bind, Deploy deploy) throws Exception {
        String record = "_acme-challenge." + deploy.domain();
        bind.update(
                "update delete " + record + " TXT",
                "update add " + record + " 5 TXT \"" + deploy.settings().get("dns-01-record") + "\"");
        return ask("acme challenge_ready " + deploy.certificate() + " domain " + deploy.domain());
    }

    @Test
    void aProgramThatHearsOfRecordsSetsThemAndTheCertificateComes() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = PebbleCa.in(folder).dns(bind.address()).start()) {
            int tls = ports.reserve();
            try (Proxy proxy = start(ca, bind, tls, "site.pem", "www.example.org");
                    SocketChannel client = connect()) {
                BlockingQueue<String> events = listen(client);
                Deploy deploy = Deploy.of(next(events));
                assertThat(deploy.certificate()).isEqualTo("@web/site.pem");
                assertThat(deploy.domain()).isEqualTo("www.example.org");
                assertThat(deploy.settings())
                        .containsEntry("provider-name", "bind")
                        .containsEntry("acme-vars", "ttl=5,zone=\\\"example.org\\\"");
                assertThat(deploy.authorization().at("status").text()).isEqualTo("pending");
                assertThat(deploy.authorization().at("challenges").items())
                        .anyMatch(each -> each.at("type").text().equals("dns-01")
                                && !each.at("token").text().isEmpty());
                assertThat(ask("acme challenge_ready @web/site.pem domain mail.example.org"))
                        .isEqualTo("Couldn't find an ACME task using crt \"@web/site.pem\" and dns"
                                + " \"mail.example.org\" to set as ready!\n\n");
                assertThat(obey(bind, deploy))
                        .isEqualTo("1 'www.example.org' challenge(s) ready! All challenges ready, starting challenges"
                                + " validation!\n\n");
                assertThat(next(events)).isEqualTo("acme newcert @web/site.pem");
                assertThat(ask("show ssl cert @web/site.pem")).contains("Subject: ", "DNS:www.example.org");
                assertThat(ask("dump ssl cert @web/site.pem")).contains("BEGIN CERTIFICATE", "PRIVATE KEY");
                proxy.close();
                assertThat(next(events)).isEqualTo("end: ");
            }
        }
    }

    @Test
    void aWildcardAndItsApexFollowEachOtherSoThatNoRecordTakesTheOthersPlace() throws Exception {
        try (Ports ports = new Ports();
                BindServer bind = BindServer.start(folder, "example.org");
                PebbleCa ca = PebbleCa.in(folder).dns(bind.address()).start()) {
            int tls = ports.reserve();
            try (Proxy proxy = start(ca, bind, tls, "site.pem", "example.org,*.example.org");
                    SocketChannel client = connect()) {
                BlockingQueue<String> events = listen(client);
                for (int round = 0; round < 2; round++) {
                    Deploy deploy = Deploy.of(next(events));
                    assertThat(deploy.domain()).isEqualTo("example.org");
                    assertThat(events).isEmpty();
                    assertThat(obey(bind, deploy)).startsWith("1 'example.org' challenge(s) ready! All challenges");
                }
                assertThat(next(events)).isEqualTo("acme newcert @web/site.pem");
                Programs.await("certificate: " + news, () -> served(tls).endsWith("example.org"));
                assertThat(ca.orders()).isEqualTo(1);
            }
        }
    }

    private static String served(int port) {
        try {
            return TlsClient.trustingAnybody()
                    .sni("any.example.org")
                    .look(port)
                    .certificate()
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
