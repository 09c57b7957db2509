import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send bodies of 100 MiB, and the server that reads one to its end before it answers. */
final class Uploads implements AutoCloseable {
    static final int MEBIBYTES = 100;
    private static final long MEBIBYTE = 1 << 20;
    private static final long LENGTH = MEBIBYTES * MEBIBYTE;

    final int port = Ports.free();
    /** A file of one MiB that bodies are made of. */
    private final Path mebibyte;

    private final List<ServerSocketChannel> listeners = new ArrayList<>();

    Uploads(Path mebibyte) throws IOException {
        this.mebibyte = mebibyte;
        for (int i = 0; i < Origin.ADDRESSES; i++) {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(Origin.address(i), port));
            listeners.add(listener);
            Thread.ofPlatform().daemon().name("upload server").start(() -> accept(listener));
        }
    }

    private static void accept(ServerSocketChannel listener) {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                Thread.ofPlatform().daemon().name("upload").start(() -> serve(channel));
            }
        } catch (IOException closed) {
            // The end of the row closes the listener.
        }
    }

    private static void serve(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        try (channel) {
            while (true) {
                readRequest(channel, buffer);
                Http.writeAll(channel, ByteBuffer.wrap(answer));
            }
        } catch (IOException gone) {
            // A health check, or a proxy that has no more work for this connection.
        }
    }

    /** Reads a head, and then as many bytes as it declares; nobody pipelines here. */
    private static void readRequest(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        String text = "";
        int end = -1;
        while (end < 0) {
            read(channel, buffer);
            text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
            end = text.indexOf("\r\n\r\n");
        }
        long missing = Http.contentLength(text.substring(0, end + 4)) - (text.length() - end - 4);
        while (missing > 0) {
            buffer.clear();
            missing -= read(channel, buffer);
        }
    }

    private static int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        int got = channel.read(buffer);
        if (got <= 0) {
            throw new EOFException();
        }
        return got;
    }

    /** Uploads until the time is over, each client to the end of its last body; returns bodies sent and failures. */
    Wrk run(Load.Uploads load, Running target, int seconds) {
        AtomicLong bodies = new AtomicLong();
        AtomicLong failures = new AtomicLong();
        long begin = System.nanoTime();
        long deadline = begin + seconds * 1_000_000_000L;
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < load.clients(); i++) {
            clients.add(Thread.ofPlatform().daemon().name("client").start(() -> {
                try (FileChannel body = FileChannel.open(mebibyte);
                        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", target.port))) {
                    while (System.nanoTime() < deadline) {
                        (upload(channel, body, target.setup.host()) == 200 ? bodies : failures).incrementAndGet();
                    }
                } catch (IOException e) {
                    failures.incrementAndGet();
                }
            }));
        }
        clients.forEach(Uploads::join);
        return new Wrk(bodies.get(), failures.get(), (System.nanoTime() - begin) / 1e9);
    }

    /** The body goes out by sendfile, so that the client's core has less to do than the proxy's. */
    private static int upload(SocketChannel channel, FileChannel body, String host) throws IOException {
        byte[] head = Http.head("POST", "/upload", host, "Content-Length: " + LENGTH + "\r\n");
        Http.writeAll(channel, ByteBuffer.wrap(head));
        for (long sent = 0; sent < LENGTH; ) {
            sent += body.transferTo(sent % MEBIBYTE, Math.min(MEBIBYTE - sent % MEBIBYTE, LENGTH - sent), channel);
        }
        return Http.answer(channel);
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel listener : listeners) {
            listener.close();
        }
    }
}
