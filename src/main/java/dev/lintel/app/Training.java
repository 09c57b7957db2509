package dev.lintel.app;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.stream.Address;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The run that the launcher records for the JVM's ahead-of-time cache: what is loaded and linked here starts faster later, and what is
 * hot here is compiled early. Walks the paths that most configurations take, on loopback, and ends.
 */
final class Training {
    private static final int CLIENTS = 16;
    private static final int REQUESTS = 1500;
    private static final int CONNECTIONS = 100;
    private static final int TRANSFERS = 12;
    private static final int LARGE = 1 << 20;

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
        Path store = null;
        try {
            for (String name : Demo.NAMES) {
                servers.add(new DemoServer(name, "127.0.0.1", 0, Training::answer));
            }
            store = Files.createTempDirectory("lintel-train");
            String text = "global\n    acme.store " + store + "\n" + FRONT + SecureTraining.FRONT
                    + Demo.configuration(0, null, servers);
            Config config =
                    Reader.read(List.of(Source.of("training.cfg", text)), Environment.ofProcess(), problems, false);
            Proxy proxy = problems.hasErrors() ? null : Proxy.start(config, problems);
            if (proxy == null) {
                problems.print(System.err);
                return 1;
            }
            try (proxy) {
                Address address = proxy.addresses().get("trained").getFirst();
                all(address.port(), Training::transfers);
                all(address.port(), Training::connections);
                all(address.port(), Training::requests);
                int secure = proxy.addresses().get("trained-tls").getFirst().port();
                all(secure, SecureTraining::connections);
                all(secure, SecureTraining::streams);
                all(secure, SecureTraining::requests);
                proxy.reload(config, problems);
                connections(address.port());
            }
            return 0;
        } catch (IOException e) {
            return Main.fail("train: " + Reasons.of(e));
        } finally {
            servers.forEach(DemoServer::close);
            remove(store);
        }
    }

    private static void remove(@Nullable Path store) {
        try {
            if (store != null) {
                Files.walkFileTree(store, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException fault) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        } catch (IOException e) {
            // The folder for temporary files is emptied by the system.
        }
    }

    /** What one client does at that port. */
    private interface Work {
        void at(int port) throws IOException;
    }

    private static void all(int port, Work work) throws IOException {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> client = () -> {
                work.at(port);
                return null;
            };
            for (Future<Void> each : clients.invokeAll(Collections.nCopies(CLIENTS, client))) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static void requests(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < REQUESTS; i++) {
                String path = i % 10 == 0 ? "/secret" : i % 10 == 1 ? "/old/x" : "/page?n=" + i;
                String host = i % 3 == 0 ? "gogs.localhost" : "a.example";
                if (!ask(socket, in, "GET " + path, host, 0)) {
                    return;
                }
            }
        }
    }

    private static void connections(int port) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                ask(socket, new BufferedInputStream(socket.getInputStream()), "GET /", "gogs.localhost", 0);
            }
        }
    }

    private static void transfers(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (int i = 0; i < TRANSFERS; i++) {
                ask(socket, in, "GET /large", "a.example", 0);
                ask(socket, in, "POST /", "gogs.localhost", LARGE);
            }
        }
    }

    /** One request and its answer; false where the connection ended with it. */
    static boolean ask(Socket socket, InputStream in, String request, String host, int body) throws IOException {
        String head = request + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: trainer\r\nAccept: */*\r\nCookie: a=b; SRV_ID=2~x\r\n"
                + (body > 0 ? "Content-Length: " + body + "\r\n\r\n" : "\r\n");
        byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(Arrays.copyOf(bytes, bytes.length + body));
        String answer = DemoServer.head(in);
        if (answer == null) {
            throw new IOException("no answer to " + request);
        }
        in.skipNBytes(DemoServer.contentLength(answer));
        return !answer.toLowerCase(Locale.ROOT).contains("connection: close");
    }

    private static byte[] answer(DemoServer server, String head) {
        boolean large = head.startsWith("GET /large");
        String fields = "HTTP/1.1 200 OK\r\nServer: " + server.name()
                + "\r\nContent-Type: text/plain\r\nContent-Length: " + (large ? LARGE : 52) + "\r\n\r\n";
        byte[] bytes = fields.getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(bytes, bytes.length + (large ? LARGE : 52));
    }
}
