package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one proxied request of a kept connection allocates on its loop stays within a written budget. */
class RequestAllocationTest {
    /** Bytes a request; 2500 were seen. */
    private static final long BUDGET = 3072;

    private static final int WARM_UP = 3_000;
    private static final int REQUESTS = 3_000;

    private static final byte[] REQUEST = ("GET /path?query=1 HTTP/1.1\r\nHost: example.org\r\nUser-Agent: test/1.0\r\n"
                    + "Accept: */*\r\nAccept-Encoding: gzip, br\r\nCookie: a=b\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nServer: test\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
                    .getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void staysWithinBudget() throws IOException {
        // Watching every buffer for leaks, as tests do, allocates ten times as much as serving.
        ResourceLeakDetector.Level watched = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            measure();
        } finally {
            ResourceLeakDetector.setLevel(watched);
        }
    }

    private static void measure() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> serve(server));
            try (Proxy proxy = start(server.getLocalPort());
                    Socket client = new Socket(
                            InetAddress.getLoopbackAddress(),
                            proxy.addresses().get("f").getFirst().port())) {
                long loop = loopThread(threads);
                exchange(client, WARM_UP);
                long before = threads.getThreadAllocatedBytes(loop);
                exchange(client, REQUESTS);
                long perRequest = (threads.getThreadAllocatedBytes(loop) - before) / REQUESTS;
                assertThat(perRequest).as("bytes for one proxied request").isLessThan(BUDGET);
            }
        }
    }

    private static Proxy start(int serverPort) {
        String text = """
                global
                  nbthread 1
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 30s
                  timeout server 30s
                frontend f
                  bind 127.0.0.1:0
                  default_backend b
                backend b
                  option forwardfor
                  server s 127.0.0.1:%d
                """.replace("%d", Integer.toString(serverPort));
        Problems problems = new Problems();
        Proxy proxy = Proxy.start(
                Reader.read(List.of(Source.of("t.cfg", text)), Environment.empty(), problems, false), problems);
        assertThat(proxy).as("%s", problems.sorted()).isNotNull();
        return proxy;
    }

    /** The youngest: other tests may have loops of their own. */
    private static long loopThread(ThreadMXBean threads) {
        long youngest = -1;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("lintel-loop")) {
                youngest = Math.max(youngest, id);
            }
        }
        assertThat(youngest).isPositive();
        return youngest;
    }

    private static void exchange(Socket client, int times) throws IOException {
        OutputStream out = client.getOutputStream();
        InputStream in = client.getInputStream();
        byte[] answer = new byte[4096];
        for (int i = 0; i < times; i++) {
            out.write(REQUEST);
            int length = 0;
            while (!endsWithOk(answer, length)) {
                length += in.read(answer, length, answer.length - length);
            }
        }
    }

    private static boolean endsWithOk(byte[] bytes, int length) {
        return length > 6 && bytes[length - 1] == 'k' && bytes[length - 2] == 'o' && bytes[length - 3] == '\n';
    }

    private static void serve(ServerSocket server) {
        while (true) {
            try {
                Socket connection = server.accept();
                Thread.startVirtualThread(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket connection) {
        try (connection) {
            byte[] request = new byte[4096];
            InputStream in = connection.getInputStream();
            // Each request comes in one piece: it is small, and the proxy sends it at once.
            while (in.read(request) > 0) {
                connection.getOutputStream().write(ANSWER);
            }
        } catch (IOException gone) {
            // The proxy has let go of it.
        }
    }
}
