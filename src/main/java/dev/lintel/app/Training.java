package dev.lintel.app;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.stream.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The run that the launcher records for the JVM's ahead-of-time cache: what is loaded and linked here starts faster later. Walks the
 * paths that most configurations take, on loopback, and ends.
 */
final class Training {
    /** Enough that the recorded profiles show which paths are hot: the compiler then starts with them. */
    private static final int CONNECTIONS = 120;

    private static final int REQUESTS = 100;

    private static final String FRONT = """
            global
                maxconn 1000
                log 127.0.0.1:9 local0
            frontend trained
                bind 127.0.0.1:0
                mode http
                log global
                option httplog
                timeout client 5s
                timeout http-request 5s
                capture request header Host len 32
                acl secret path_beg /secret
                acl office src 10.0.0.0/8 192.168.0.0/16
                http-request deny if secret !office
                http-request redirect prefix https://example.org if { path -m beg /old }
                http-request set-header X-Forwarded-Proto http
                http-request add-header X-Path %[path,lower]
                http-response set-header Strict-Transport-Security max-age=1
                use_backend gogs if { hdr(host) -i gogs.localhost }
                use_backend turns if { hdr(host) -i a.example b.example }
                default_backend turns
            """;

    private Training() {}

    static int run() {
        List<DemoServer> servers = new ArrayList<>();
        Problems problems = new Problems();
        try {
            for (String name : Demo.NAMES) {
                servers.add(new DemoServer(name, "127.0.0.1", 0, new DemoPage("")::answer));
            }
            String text = FRONT + Demo.configuration(0, servers);
            Config config =
                    Reader.read(List.of(Source.of("training.cfg", text)), Environment.ofProcess(), problems, false);
            Proxy proxy = problems.hasErrors() ? null : Proxy.start(config, problems);
            if (proxy == null) {
                problems.print(System.err);
                return 1;
            }
            try (proxy) {
                Address address = proxy.addresses().get("trained").getFirst();
                for (int connection = 0; connection < CONNECTIONS; connection++) {
                    ask(address.port());
                }
                proxy.reload(config, problems);
                ask(address.port());
            }
            return 0;
        } catch (IOException e) {
            return Main.fail("train: " + Reasons.of(e));
        } finally {
            servers.forEach(DemoServer::close);
        }
    }

    /** One connection with many requests; the last one ends it. */
    private static void ask(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            for (int i = 0; i <= REQUESTS; i++) {
                String path = i % 10 == 0 ? "/secret" : i % 10 == 1 ? "/old/x" : "/page?n=" + i;
                String host = i % 3 == 0 ? "gogs.localhost" : "a.example";
                String last = i == REQUESTS ? "Connection: close\r\n" : "";
                String request = "GET " + path + " HTTP/1.1\r\nHost: " + host
                        + "\r\nUser-Agent: trainer\r\nAccept: */*\r\nCookie: a=b; SRV_ID=2~x\r\n" + last + "\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
            InputStream in = socket.getInputStream();
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
