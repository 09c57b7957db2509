package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients ask for much and take nothing: the memory for buffers runs out, but the process and its other clients live on. */
class SlowClientsTest {
    private static final int CLIENTS = 700;
    private static final byte[] SMALL = answer(2);
    private static final byte[] LARGE = answer(8 << 20);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path folder;

    @Test
    void theProcessOutlivesThem() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<Socket> slow = new ArrayList<>();
        try (DemoServer server = new DemoServer("large", "127.0.0.1", 0, SlowClientsTest::answer)) {
            Path file = Files.writeString(folder.resolve("haproxy.cfg"), """
                    defaults
                        mode http
                        timeout client 60s
                        timeout connect 5s
                        timeout server 60s
                    listen web
                        bind 127.0.0.1:%d
                        server large %s
                    """.formatted(port, server.address()));
            List<String> command = RunningProgram.command(List.of("-f", file.toString()));
            command.add(1, "-XX:MaxDirectMemorySize=64m");
            Path said = folder.resolve("said");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                awaitAnswer(port, "/small", "200");
                for (int i = 0; i < CLIENTS; i++) {
                    slow.add(ask(port, "/large"));
                }
                awaitAnswer(port, "/small", "");
                assertThat(process.isAlive()).isTrue();
                for (Socket each : slow) {
                    each.close();
                }
                awaitAnswer(port, "/small", "200");
                assertThat(process.isAlive()).isTrue();
                assertThat(Files.readString(said)).doesNotContain("defect").doesNotContain("\tat ");
            } finally {
                process.destroy();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    private static byte[] answer(DemoServer server, String head) {
        return head.startsWith("GET /large") ? LARGE : SMALL;
    }

    private static byte[] answer(int size) {
        byte[] fields = ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(fields, fields.length + size);
    }

    private static Socket ask(int port, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(5000);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Asks until an answer with that status comes; with any, where it is empty. */
    private static void awaitAnswer(int port, String path, String status) throws IOException {
        long begin = System.nanoTime();
        String seen = "nothing";
        while (System.nanoTime() - begin < PATIENCE_NANOS) {
            try (Socket socket = ask(port, path)) {
                String line = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                if (line != null && line.startsWith("HTTP/1.1 " + status)) {
                    return;
                }
                seen = line;
            } catch (SocketTimeoutException | java.net.SocketException notYet) {
                seen = notYet.toString();
            }
        }
        throw new AssertionError("no " + status + " within a minute, but: " + seen);
    }
}
