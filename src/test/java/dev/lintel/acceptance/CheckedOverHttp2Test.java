package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lintel.peers.Ports;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TestCa;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Health checks of what speaks HTTP/2 only: gRPC's own health service, and nginx in clear text and behind TLS. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CheckedOverHttp2Test {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String NGINX = """
            daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
                uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
                server {
                    listen 127.0.0.1:${clear} http2;
                    listen 127.0.0.1:${tls} ssl http2;
                    ssl_certificate ${folder}/pages.pem;
                    ssl_certificate_key ${folder}/pages.pem;
                    location /health { return 200 "$server_protocol $host $scheme"; }
                }
            }
            """;

    @TempDir
    private Path folder;

    private final TestCa ca = TestCa.root("Checked");
    private final Ports ports = new Ports();
    private final List<Programs.Running> servers = new ArrayList<>();
    private Path ill;
    private LintelProcess lintel;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Programs.run(folder, PYTHON, "-c", "import grpc").status() == 0, "needs python3-grpcio");
        String nginx = Programs.find("nginx");
        ill = folder.resolve("ill");
        ca.writeTo(folder.resolve("ca.pem"));
        ca.issue("pages.example").writeTo(folder.resolve("pages.pem"));
        copy("peers.py");
        copy("checked.cfg");
        String calls = "" + ports.reserve();
        String clear = "" + ports.reserve();
        String tls = "" + ports.reserve();
        Files.writeString(
                folder.resolve("nginx.conf"),
                NGINX.replace("${folder}", folder.toString())
                        .replace("${clear}", clear)
                        .replace("${tls}", tls));
        run(PYTHON, "peers.py", "health", calls, ill.toString());
        run(nginx, "-c", folder.resolve("nginx.conf").toString());
        Programs.await("gRPC is served", () -> said(servers.getFirst()).equals("ready\n"));
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        Map<String, String> environment =
                Map.of("CALLS_PORT", calls, "CLEAR_PORT", clear, "TLS_PORT", tls, "WEB_PORT", "" + ports.reserve());
        lintel = new LintelProcess(folder, hosts, environment, List.of(folder.resolve("checked.cfg")));
    }

    @AfterEach
    void stop() throws Exception {
        if (lintel != null) {
            lintel.close();
        }
        servers.forEach(each -> each.process().destroyForcibly());
        ports.close();
    }

    private void copy(String resource) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/origin/" + resource)) {
            Files.copy(in, folder.resolve(resource));
        }
    }

    private void run(String... command) throws IOException {
        servers.add(Programs.start(folder, Map.of("no_proxy", "*"), List.of(command)));
    }

    private static String said(Programs.Running program) {
        try {
            return Files.readString(program.output());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void awaitLog(String words) throws InterruptedException {
        Programs.await(
                "the log says '" + words + "'",
                () -> lintel.said().contains(words) || !lintel.process().isAlive());
        assertThat(lintel.said()).contains(words);
    }

    @Test
    void whoeverAnswersWellIsUp() throws Exception {
        for (String server : List.of("calls/s1", "pages/clear", "pages/tls", "pages/both")) {
            awaitLog("Health check for server " + server + " succeeded, reason: Layer7 check passed, code: 200");
        }
        assertThat(lintel.said()).doesNotContain("failed");

        Files.createFile(ill);
        awaitLog("Health check for server calls/s1 failed, reason: Layer7 invalid response,"
                + " info: \"HTTP content check did not match\"");
        Files.delete(ill);
        awaitLog("Server calls/s1 is UP.");
    }
}
