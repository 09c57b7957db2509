package dev.lintel.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A small web server for the demonstration: answers every request with a page made of that request as it arrived, byte for byte. One
 * virtual thread a connection; can be taken away for a while, so that one sees what happens then.
 */
final class DemoServer implements AutoCloseable {
    private static final int MAX_HEAD = 64 << 10;
    private static final int DOWN_SECONDS = 10;

    /** Makes an answer of a request's head. */
    interface Page {
        /** The whole answer, fields and body. */
        byte[] answer(DemoServer server, String head);
    }

    private final String name;
    private final InetAddress host;
    private final Page page;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;

    /** Listens at that port, or at any other where it is taken. */
    DemoServer(String name, String host, int port, Page page) throws IOException {
        this.name = name;
        this.host = InetAddress.getByName(host);
        this.page = page;
        this.listener = listen(port);
        this.port = listener.getLocalPort();
        Thread.ofVirtual().name(name).start(this::accept);
    }

    private ServerSocket listen(int wanted) throws IOException {
        try {
            return new ServerSocket(wanted, 0, host);
        } catch (SocketException taken) {
            return new ServerSocket(0, 0, host);
        }
    }

    String name() {
        return name;
    }

    String address() {
        return host.getHostAddress() + ":" + port;
    }

    private void accept() {
        ServerSocket mine = listener;
        while (!mine.isClosed()) {
            try {
                Socket socket = mine.accept();
                Thread.ofVirtual().name(name).start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        open.add(socket);
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); head != null; head = head(in)) {
                in.skipNBytes(contentLength(head));
                out.write(page.answer(this, head));
                out.flush();
            }
        } catch (IOException e) {
            // The other side left.
        } finally {
            open.remove(socket);
        }
    }

    /** Up to the empty line; null at the end of the stream. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < MAX_HEAD) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    static long contentLength(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Long.parseLong(line.substring(15).strip());
            }
        }
        return 0;
    }

    /** Gone for ten seconds: nobody listens, and what was open is cut. */
    void takeDown() {
        Thread.ofVirtual().name(name + " down").start(() -> {
            try {
                // The page that says so still has to leave.
                TimeUnit.MILLISECONDS.sleep(200);
                close();
                TimeUnit.SECONDS.sleep(DOWN_SECONDS);
                listener = new ServerSocket(port, 0, host);
                accept();
            } catch (IOException e) {
                System.err.println(name + " stays down: its port is taken");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
