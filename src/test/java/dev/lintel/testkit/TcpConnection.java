package dev.lintel.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/**
 * One TCP connection of a scripted client or server, perhaps behind TLS, perhaps the carrier of HTTP/2's streams. Its two virtual
 * threads end when the socket is closed.
 */
final class TcpConnection extends Connection {
    /** Something to do with the socket, in its turn. */
    private interface Piece {
        void write(Socket socket) throws IOException;
    }

    private record Bytes(byte[] bytes) implements Piece {
        @Override
        public void write(Socket socket) throws IOException {
            socket.getOutputStream().write(bytes);
        }
    }

    /** Makes a socket of a connected one; the one that it gets stays the one to reset. */
    interface Handshake {
        Socket over(Socket plain) throws IOException;
    }

    private final Socket plain;
    private final Handshake handshake;
    private final Runnable onArrival;
    private Socket socket;
    private Agreed agreed;
    /** Null in HTTP/1.1. */
    private H2Link link;
    /** What hears of streams; null where HTTP/2 is not spoken by itself. */
    private Consumer<StreamConnection> onStream;

    private final BlockingQueue<Piece> out = new LinkedBlockingQueue<>();
    private boolean eof;
    private boolean reset;
    private boolean closedHere;
    private boolean paused;

    /** @param handshake null in clear text */
    TcpConnection(Scene scene, String owner, Socket plain, boolean requests, Handshake handshake, Runnable onArrival) {
        super(scene, owner, new MessageReader(requests));
        this.plain = plain;
        this.socket = plain;
        this.handshake = handshake;
        this.onArrival = onArrival;
    }

    /** Takes HTTP/2 as well. */
    void onStream(Consumer<StreamConnection> listener) {
        onStream = listener;
    }

    void start() throws IOException {
        plain.setTcpNoDelay(true);
        Thread.ofVirtual().start(this::run);
    }

    private void run() {
        if (handshake != null && !shakesHands()) return;
        Thread.ofVirtual().start(this::writeAll);
        readAll();
    }

    private boolean shakesHands() {
        try {
            socket = handshake.over(plain);
            handshakeIs(Agreed.of((SSLSocket) socket));
            return true;
        } catch (IOException e) {
            handshakeIs(Agreed.failed(e.getMessage()));
            synchronized (scene) {
                eof = true;
                onArrival.run();
                scene.notifyAll();
            }
            drop();
            return false;
        }
    }

    private void handshakeIs(Agreed result) {
        synchronized (scene) {
            agreed = result;
            scene.note(owner, "  " + result);
            scene.notifyAll();
        }
    }

    /** What the handshake came to; null while it is not over, and in clear text. */
    Agreed agreed() {
        return agreed;
    }

    @Override
    TcpConnection carrier() {
        return this;
    }

    @Override
    boolean unread() {
        return in.size() > 0 && link == null && !(onStream != null && mayBePreface());
    }

    @Override
    boolean finished() {
        return ended();
    }

    @Override
    boolean ended() {
        return eof || reset;
    }

    @Override
    boolean wasReset() {
        return reset;
    }

    @Override
    boolean closedHere() {
        return closedHere;
    }

    @Override
    int localPort() {
        return plain.getLocalPort();
    }

    @Override
    void advance() {
        if (link != null) return;
        reader.advance(in, ended());
    }

    @Override
    void send(Outgoing message, String asked) {
        sendBytes(message.bytes(asked), message.bytewise());
        if (message.untilClose()) finish();
    }

    @Override
    void sendChunk(byte[] data) {
        sendBytes(Outgoing.chunk(data), false);
    }

    @Override
    void sendLastChunk(List<Message.Field> trailers) {
        sendBytes(Outgoing.lastChunk(trailers), false);
    }

    @Override
    void sendBytes(byte[] bytes, boolean bytewise) {
        note(bytewise ? "> (a byte at a time) " : "> ", bytes, bytes.length);
        out.add(s -> {
            if (!bytewise) s.getOutputStream().write(bytes);
            else for (byte b : bytes) s.getOutputStream().write(b);
        });
    }

    @Override
    void finish() {
        scene.note(owner, "> (end of input)");
        out.add(Socket::shutdownOutput);
    }

    @Override
    void close() {
        closedHere = true;
        scene.note(owner, "> (close)");
        out.add(Socket::close);
    }

    @Override
    void reset() {
        closedHere = true;
        scene.note(owner, "> (reset)");
        out.add(s -> {
            plain.setSoLinger(true, 0);
            plain.close();
        });
    }

    @Override
    void drop() {
        closedHere = true;
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        out.add(s -> {});
    }

    @Override
    void pause(boolean stop) {
        synchronized (scene) {
            paused = stop;
            scene.notifyAll();
        }
    }

    /** Frames that wait together leave together, as those of a real peer do. */
    private void writeAll() {
        ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        try {
            while (!plain.isClosed()) {
                Piece piece = out.take();
                while (piece instanceof Bytes bytes) {
                    gathered.writeBytes(bytes.bytes());
                    piece = out.poll();
                }
                if (gathered.size() > 0) socket.getOutputStream().write(gathered.toByteArray());
                gathered.reset();
                if (piece != null) piece.write(socket);
            }
        } catch (IOException e) {
            synchronized (scene) {
                if (!closedHere) scene.note(owner, "  (sending failed: " + e.getMessage() + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        byte[] buffer = new byte[65536];
        try {
            InputStream stream = socket.getInputStream();
            while (true) {
                awaitResume();
                int length = stream.read(buffer);
                synchronized (scene) {
                    if (length < 0) {
                        eof = true;
                        scene.note(owner, "< (end of input)");
                    } else {
                        if (in.size() == 0) unreadSince = System.nanoTime();
                        in.append(buffer, length);
                        if (link == null) accept();
                        if (link != null) link.received(in);
                        else note("< ", buffer, length);
                    }
                    onArrival.run();
                    scene.notifyAll();
                }
                if (length < 0) return;
            }
        } catch (IOException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client that begins with HTTP/2's preface speaks HTTP/2. */
    private void accept() {
        if (onStream == null || !mayBePreface() || in.size() < H2Link.PREFACE.length) return;
        scene.note(owner, "< (HTTP/2)");
        link = new H2Link(this, true, onStream);
    }

    private boolean mayBePreface() {
        for (int i = 0; i < Math.min(in.size(), H2Link.PREFACE.length); i++)
            if (in.at(i) != H2Link.PREFACE[i]) return false;
        return in.size() > 0;
    }

    /** Speaks HTTP/2 from now on, as a client. */
    H2Link link() {
        if (link == null) link = new H2Link(this, false, s -> {});
        return link;
    }

    /** Whether it carries streams and no message of its own. */
    boolean isLink() {
        return link != null;
    }

    void enqueue(byte[] bytes) {
        out.add(new Bytes(bytes));
    }

    private void failed(IOException e) {
        synchronized (scene) {
            if (!closedHere) scene.note(owner, "< (reset: " + e.getMessage() + ")");
            reset = true;
            onArrival.run();
            scene.notifyAll();
        }
    }

    private void awaitResume() throws InterruptedException {
        synchronized (scene) {
            while (paused) scene.wait();
        }
    }

    private void note(String arrow, byte[] bytes, int length) {
        String text = Latin1.text(bytes, 0, Math.min(length, 400));
        String shown = Latin1.quoted(text, 400);
        scene.note(owner, arrow + (length > 400 ? shown + "... (" + length + " bytes)" : shown));
    }
}
