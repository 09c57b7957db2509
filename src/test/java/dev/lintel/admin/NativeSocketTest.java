package dev.lintel.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sockets that Java cannot open itself. */
class NativeSocketTest {
    private final String name = "lintel-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    @Test
    void anInheritedSocketTakesClients() throws Exception {
        try (ServerSocketChannel inherited = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) inherited.getLocalAddress()).getPort();
            // Not closed here: the number belongs to the channel, which closes it.
            NativeSocket listening = NativeSocket.inherited(descriptor(port));
            FutureTask<String> served = new FutureTask<>(() -> {
                NativeSocket client = listening.accept();
                ByteBuffer bytes = ByteBuffer.allocate(64);
                client.read(bytes);
                client.write(ByteBuffer.wrap("pong".getBytes(StandardCharsets.US_ASCII)));
                client.shutdownOutput();
                int end = client.read(ByteBuffer.allocate(8));
                client.close();
                return StandardCharsets.US_ASCII.decode(bytes.flip()) + " " + end;
            });
            Thread.ofPlatform().daemon().start(served);
            try (Socket client = new Socket("127.0.0.1", port)) {
                client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("pong");
            }
            assertThat(served.get(20, TimeUnit.SECONDS)).isEqualTo("ping -1");
        }
    }

    /** The number of the open file that listens at a port of this machine. */
    private static int descriptor(int port) throws IOException {
        String suffix = ":" + Integer.toHexString(0x10000 | port).substring(1).toUpperCase(Locale.ROOT);
        String inode = "";
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] cells = line.strip().split("\\s+");
                if (cells[1].endsWith(suffix) && cells[3].equals("0A")) {
                    inode = "socket:[" + cells[9] + "]";
                }
            }
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                if (Files.isSymbolicLink(each)
                        && Files.readSymbolicLink(each).toString().equals(inode)) {
                    return Integer.parseInt(each.getFileName().toString());
                }
            }
        }
        throw new IOException("nobody listens at " + port);
    }

    @Test
    void whoWaitsIsWokenByTheClose() throws Exception {
        NativeSocket listening = NativeSocket.named(name, 1);
        FutureTask<Object> waiting = new FutureTask<>(listening::accept);
        Thread.ofPlatform().daemon().start(waiting);
        listening.close();
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ClosedChannelException.class);
        NativeSocket.named(name, 1).close();
    }

    @Test
    void whatCannotBeOpenedIsTold() throws Exception {
        NativeSocket first = NativeSocket.named(name, 1);
        assertThatThrownBy(() -> NativeSocket.named(name, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("Address already in use");
        first.close();
        assertThatThrownBy(() -> NativeSocket.named("x".repeat(200), 1))
                .hasMessage("the name is too long for a unix socket");
        assertThatThrownBy(() -> NativeSocket.inherited(99_999)).hasMessage("no open file has the number 99999");
    }
}
