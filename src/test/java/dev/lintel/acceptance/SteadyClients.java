package dev.lintel.acceptance;

import dev.lintel.peers.TlsClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * Clients that come by TLS, trust one authority, ask five times on a connection and come again, until they are closed; whatever goes
 * wrong is kept. Each has a thread of its own.
 */
final class SteadyClients implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final int REQUESTS = 5;

    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final TlsClient client;
    private final InetSocketAddress address;
    private final byte[] request;
    private volatile boolean over;

    SteadyClients(int port, String name, String trusted, String path) {
        this.client = TlsClient.trusting(trusted, null).sni(name);
        this.address = new InetSocketAddress("127.0.0.1", port);
        this.request = Message.bytes("GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(Thread.ofVirtual().start(this::come));
        }
    }

    private void come() {
        while (!over) {
            try (SSLSocket socket = client.connect(address)) {
                connections.incrementAndGet();
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (int i = 0; i < REQUESTS; i++) {
                    socket.getOutputStream().write(request);
                    Message answer = Message.read(in);
                    if (answer == null || answer.status() != 200) {
                        failures.add(answer == null ? "no answer" : answer.line());
                        return;
                    }
                    answer.body(in, (bytes, length) -> {});
                    answers.incrementAndGet();
                }
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    List<String> failures() {
        return failures;
    }

    int answers() {
        return answers.get();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        }
    }
}
