package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients that ask until they are told to stop, each on a thread of its own. Whatever is not the answer that was asked for is a
 * failure, and ends its client.
 */
final class LoadClients {
    /** Between two requests of one client: the machine is to be busy, not drowned. */
    private static final long PAUSE_NANOS = 500_000;

    private static final int PATIENCE_MILLIS = 20_000;

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    /** Requests that were answered as they should. */
    final AtomicInteger answers = new AtomicInteger();

    /** What came through the tunnel and back. */
    final AtomicInteger echoes = new AtomicInteger();

    /** Bytes of the slow download. */
    final AtomicInteger downloaded = new AtomicInteger();

    private interface Work {
        void run() throws IOException;
    }

    private void add(String name, Work work) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(name + ": " + e + " after " + answers + " answers");
            }
        }));
    }

    private static Socket open(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(address, PATIENCE_MILLIS);
        return socket;
    }

    /** Asks the same thing on one connection. Nothing that a reload does is a reason to close it. */
    void keepAlive(String name, InetSocketAddress address, String path, int bodyBytes) {
        add(name, () -> {
            try (Socket socket = open(address)) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (!stopping) {
                    ask(socket.getOutputStream(), in, path, bodyBytes, "");
                }
            }
        });
    }

    /** A new connection for each request. */
    void closing(String name, Supplier<InetSocketAddress> address, String path) {
        add(name, () -> {
            while (!stopping) {
                try (Socket socket = open(address.get())) {
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    ask(socket.getOutputStream(), in, path, 0, "Connection: close\r\n");
                    assertThat(in.read()).isEqualTo(-1);
                }
            }
        });
    }

    private void ask(OutputStream out, InputStream in, String path, int bodyBytes, String more) throws IOException {
        String method = bodyBytes > 0 ? "POST " : "GET ";
        String head = method + path + " HTTP/1.1\r\nHost: load.example\r\nContent-Length: " + bodyBytes + "\r\n" + more;
        byte[] request = new byte[head.length() + 2 + bodyBytes];
        System.arraycopy(Message.bytes(head + "\r\n"), 0, request, 0, head.length() + 2);
        out.write(request);
        Message answer = Message.read(in);
        if (answer == null) {
            throw new IOException("closed without an answer");
        }
        StringBuilder body = new StringBuilder();
        answer.body(
                in, (buffer, n) -> body.append(new String(buffer, 0, n, java.nio.charset.StandardCharsets.US_ASCII)));
        assertThat(answer.line() + " " + body).isEqualTo("HTTP/1.1 200 OK " + bodyBytes);
        answers.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** A tunnel in which words go there and back. */
    void tunnel(InetSocketAddress address) {
        add("tunnel", () -> {
            try (Socket socket = open(address)) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(Message.bytes("GET /echo HTTP/1.1\r\nHost: load.example\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
                assertThat(Message.read(in).status()).isEqualTo(101);
                while (!stopping) {
                    byte[] word = Message.bytes("word " + echoes.incrementAndGet() + "\n");
                    out.write(word);
                    assertThat(in.readNBytes(word.length)).isEqualTo(word);
                    LockSupport.parkNanos(10 * PAUSE_NANOS);
                }
            }
        });
    }

    /** One answer that takes as long as the server likes, compared byte by byte. */
    void slowDownload(InetSocketAddress address) {
        add("slow download", () -> {
            try (Socket socket = open(address)) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                socket.getOutputStream().write(Message.bytes("GET /slow HTTP/1.1\r\nHost: load.example\r\n\r\n"));
                Message answer = Message.read(in);
                assertThat(answer.status()).isEqualTo(200);
                answer.body(in, (buffer, n) -> {
                    for (int i = 0; i < n; i++) {
                        int place = downloaded.getAndIncrement();
                        if (buffer[i] != LoadServer.at(place)) {
                            throw new IOException("byte " + place + " is another one");
                        }
                    }
                });
            }
        });
    }

    /** What went wrong so far. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Lets everybody finish what they are at. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            if (!thread.join(java.time.Duration.ofMillis(PATIENCE_MILLIS))) {
                failures.add(thread.getName() + " does not come to its end");
            }
        }
    }

    /** Waits until that many answers have come, but no longer than {@link #PATIENCE_MILLIS}. */
    void awaitAnswers(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (answers.get() < count && failures.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
