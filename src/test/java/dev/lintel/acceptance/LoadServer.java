package dev.lintel.acceptance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server for the load: answers requests with the length of their bodies, {@code /slow} with chunks that come one by one until it is
 * told to finish, and an upgrade with an echo. A virtual thread a connection.
 */
final class LoadServer implements AutoCloseable {
    /** A part of the slow answer, and the pause before the next. */
    private static final int PIECE = 1000;

    private static final long PAUSE_NANOS = 5_000_000;

    private final ServerSocket listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean finishing;

    final AtomicInteger requests = new AtomicInteger();

    LoadServer() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The slow answers come to their end. */
    void finish() {
        finishing = true;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Message request = Message.read(in); request != null; request = Message.read(in)) {
                requests.incrementAndGet();
                answer(request, in, out);
            }
        } catch (IOException gone) {
            // The proxy closed it; what is lost by that, the client tells.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(Message request, InputStream in, OutputStream out) throws IOException {
        if (request.field("upgrade") != null) {
            out.write(Message.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
            in.transferTo(out);
            return;
        }
        if (request.line().startsWith("GET /slow ")) {
            slow(out);
            return;
        }
        int[] length = new int[1];
        request.body(in, (buffer, n) -> length[0] += n);
        String body = Integer.toString(length[0]);
        out.write(Message.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    /** Each byte tells its place, so that one that is missing or twice there is noticed. */
    private void slow(OutputStream out) throws IOException {
        out.write(Message.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        for (long sent = 0; !finishing; sent += PIECE) {
            byte[] piece = new byte[PIECE];
            for (int i = 0; i < PIECE; i++) {
                piece[i] = at(sent + i);
            }
            out.write(Message.bytes(Integer.toHexString(PIECE) + "\r\n"));
            out.write(piece);
            out.write(Message.bytes("\r\n"));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        out.write(Message.bytes("0\r\n\r\n"));
    }

    /** The byte at that place of a slow answer. */
    static byte at(long place) {
        return (byte) (place * 31 >> 3);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
