package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.peers.Ports;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TestCa;
import dev.lintel.peers.TlsClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every few seconds somebody moves another certificate over the one that is served, and nobody reloads: WebSockets, gRPC, git and a browser go
 * on as if nothing had happened, over both versions of HTTP.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SwappedCertificatesTest {
    private static final String NAME = "site.example";
    private static final int SECONDS = 15;
    /** The watcher takes what it has met twice, two seconds apart. */
    private static final int BETWEEN = 5;

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private Path folder;

    private final TestCa ca = TestCa.root("Swapped");
    private final List<TestCa.Issued> certificates = List.of(ca.issue(NAME), ca.issue(NAME));
    private final Ports ports = new Ports();
    private final List<Process> servers = new ArrayList<>();
    /** The serials that were met one after the other. */
    private final List<String> served = new ArrayList<>();

    private GitNode node;
    private LintelProcess lintel;
    private Path trust;
    private int port;

    @BeforeEach
    void start() throws Exception {
        assertThat(Programs.run(folder, Programs.find("python3"), "-c", "import grpc, websockets"))
                .satisfies(SwappedCertificatesTest::needs);
        trust = ca.writeTo(folder.resolve("ca.pem"));
        certificates.getFirst().writeTo(folder.resolve("site.pem"));
        port = ports.reserve();
        int chat = ports.reserve();
        int calls = ports.reserve();
        copy("peers.py");
        copy("swapped.cfg");
        serve("websockets", chat);
        serve("grpc", calls);
        String exec = Programs.run(folder, Programs.find("git"), "--exec-path")
                .succeeded()
                .output();
        repository();
        String address = "127.88." + port / 256 + "." + port % 256;
        node = new GitNode(folder, Path.of(exec.strip(), "git-http-backend"), "node", "1", address);
        node.start();
        Map<String, String> environment =
                Map.of("TLS_PORT", "" + port, "CHAT_PORT", "" + chat, "CALLS_PORT", "" + calls, "NODE", address);
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        lintel = new LintelProcess(folder, hosts, environment, List.of(folder.resolve("swapped.cfg")));
        Programs.await(
                "Lintel serves TLS", () -> serial() != null || !lintel.process().isAlive());
        assertThat(lintel.process().isAlive()).as(lintel.said()).isTrue();
    }

    private static void needs(Programs.Outcome outcome) {
        org.junit.jupiter.api.Assumptions.assumeTrue(outcome.status() == 0, outcome.output());
    }

    @AfterEach
    void stop() throws Exception {
        if (lintel != null) {
            lintel.close();
        }
        if (node != null) {
            node.close();
        }
        servers.forEach(Process::destroyForcibly);
        ports.close();
    }

    private void copy(String resource) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/origin/" + resource)) {
            Files.copy(in, folder.resolve(resource));
        }
    }

    private void serve(String what, int at) throws IOException, InterruptedException {
        Programs.Running server = python(what, "" + at);
        servers.add(server.process());
        Programs.await("the server of " + what, () -> !said(server).isEmpty());
        assertThat(said(server)).isEqualTo("ready\n");
    }

    private static String said(Programs.Running program) {
        try {
            return Files.readString(program.output());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Programs.Running python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON, "peers.py"));
        command.addAll(List.of(arguments));
        return Programs.start(folder, Map.of("no_proxy", "*"), command);
    }

    private String serial() {
        try {
            return TlsClient.trusting(ca.pem(), null).sni(NAME).look(port).serial();
        } catch (IOException e) {
            return null;
        }
    }

    // ---- those who come

    private void repository() throws Exception {
        Path bare = folder.resolve("repositories/pages.git");
        Path work = folder.resolve("work");
        git(folder, "init", "-q", work.toString()).outcome().succeeded();
        Files.write(work.resolve("file.bin"), new byte[1 << 20]);
        git(work, "add", ".").outcome().succeeded();
        git(work, "-c", "user.name=a", "-c", "user.email=a@site.example", "commit", "-qm", "a page")
                .outcome()
                .succeeded();
        git(folder, "clone", "-q", "--bare", work.toString(), bare.toString())
                .outcome()
                .succeeded();
    }

    private Programs.Running git(Path where, String... arguments) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("HOME", folder.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_SSL_CAINFO", folder.resolve("ca.pem").toString());
        environment.put("no_proxy", "*");
        List<String> command = new ArrayList<>(List.of(Programs.find("git")));
        command.addAll(List.of(arguments));
        return Programs.start(where, environment, command);
    }

    private Programs.Running cloning(String version, int number) throws IOException {
        return git(
                folder,
                "-c",
                "http.version=" + version,
                "-c",
                "http.curloptResolve=" + NAME + ":" + port + ":127.0.0.1",
                "clone",
                "-q",
                "https://" + NAME + ":" + port + "/git/pages.git",
                "clone-" + number);
    }

    /** A browser that trusts the keys of our certificates, as it would those of a public authority. */
    private Programs.Running browsing(int number) throws Exception {
        List<String> pins = new ArrayList<>();
        for (TestCa.Issued each : certificates) {
            byte[] key = each.keys().getPublic().getEncoded();
            pins.add(Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key)));
        }
        return Programs.start(
                folder,
                Map.of("HOME", folder.toString()),
                List.of(
                        Programs.find("chromium"),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-proxy-server",
                        "--disable-background-networking",
                        "--user-data-dir=" + folder.resolve("browser-" + number),
                        "--ignore-certificate-errors-spki-list=" + String.join(",", pins),
                        "--host-resolver-rules=MAP " + NAME + " 127.0.0.1",
                        "--window-size=640,240",
                        "--screenshot=" + folder.resolve("page-" + number + ".png"),
                        "https://" + NAME + ":" + port + "/app"));
    }

    /** WebSockets as streams of HTTP/2: one for the whole time, and new ones. */
    private String chat(long end) throws IOException {
        TlsClient client = TlsClient.trusting(ca.pem(), null);
        int messages = 0;
        int connections = 0;
        try (WebSocketStream steady = new WebSocketStream(client, port, NAME, "/chat")) {
            while (System.nanoTime() < end) {
                try (WebSocketStream one = new WebSocketStream(client, port, NAME, "/chat")) {
                    connections++;
                    for (WebSocketStream each : List.of(steady, one)) {
                        String text = "message " + messages++ + "x".repeat(messages % 5000);
                        assertThat(each.echo(text)).isEqualTo(text);
                    }
                }
            }
        }
        return "websockets in HTTP/2: " + messages + " messages, " + connections + " connections";
    }

    /** Another certificate in the place of the served one, in one piece. */
    private void swap(int number) throws IOException {
        Path next = certificates.get(number % 2).writeTo(folder.resolve("next.pem"));
        Files.move(next, folder.resolve("site.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void nobodyNotices() throws Exception {
        Programs.Running talk = python("talk", NAME, "" + port, trust.toString(), "" + SECONDS);
        FutureTask<String> chat = new FutureTask<>(() -> chat(System.nanoTime() + SECONDS * 1_000_000_000L));
        Thread.ofVirtual().start(chat);
        Programs.Running browser = browsing(1);
        List<Programs.Running> clones = new ArrayList<>();
        for (int second = 1; second <= SECONDS; second++) {
            if (second % BETWEEN == 1) {
                swap(second);
            }
            clones.add(cloning(second % 2 == 0 ? "HTTP/2" : "HTTP/1.1", second));
            for (int look = 0; look < 5; look++) {
                String now = serial();
                if (served.isEmpty() || !served.getLast().equals(now)) {
                    served.add(now);
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        String chatted = chat.get();
        String counted = talk.outcome().succeeded().output();
        for (Programs.Running clone : clones) {
            clone.outcome().succeeded();
        }
        browser.outcome().succeeded();
        assertThat(ImageIO.read(folder.resolve("page-1.png").toFile()).getWidth())
                .isEqualTo(640);
        assertThat(served).doesNotContainNull().hasSizeGreaterThan(2);
        assertThat(counted).contains("websockets: ", "grpc: ");
        assertThat(lintel.said().lines().filter(line -> line.contains(" pages/node ") && line.contains("GET https")))
                .as("the log of the browser and of git over HTTP/2")
                .isNotEmpty();
        assertThat(failed()).isEmpty();
        System.out.println(
                "swapped: " + chatted + "; " + counted.strip().replace("\n", "; ") + "; " + clones.size() + " clones");
    }

    /** Lines of the access log that tell of anything but a good end; our own looks shake hands and ask nothing. */
    private List<String> failed() {
        return lintel.said()
                .lines()
                .filter(line -> line.contains(" https~ ") && !line.contains("<BADREQ>"))
                .filter(line -> !line.matches(".* (200|101) \\d+ - - ----? .*") && !line.contains("favicon"))
                .toList();
    }
}
