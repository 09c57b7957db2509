package dev.lintel.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One TCP connection of a scripted client or server. What arrives is kept, guarded by the scene; what is sent is queued, so
 * that no step ever blocks on a peer that does not read. The two virtual threads end when the socket is closed.
 */
final class Connection {
    private interface Piece {
        void write(Socket socket) throws IOException;
    }

    final String owner;
    final MessageReader reader;
    final ByteQueue in = new ByteQueue();
    /** Order of arrival of the oldest byte that nobody has taken. */
    long unreadSince;

    private final Scene scene;
    private final Socket socket;
    private final Runnable onArrival;
    private final BlockingQueue<Piece> out = new LinkedBlockingQueue<>();
    private boolean eof;
    private boolean reset;
    private boolean closedHere;
    private boolean paused;

    Connection(Scene scene, String owner, Socket socket, boolean requests, Runnable onArrival) {
        this.scene = scene;
        this.owner = owner;
        this.socket = socket;
        this.reader = new MessageReader(requests);
        this.onArrival = onArrival;
    }

    void start() throws IOException {
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(this::readAll);
        Thread.ofVirtual().start(this::writeAll);
    }

    boolean ended() {
        return eof || reset;
    }

    boolean wasReset() {
        return reset;
    }

    boolean closedHere() {
        return closedHere;
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** Parses what has arrived, as far as it goes. */
    void advance() {
        reader.advance(in, ended());
    }

    void send(byte[] bytes) {
        note("> ", bytes, bytes.length);
        out.add(s -> s.getOutputStream().write(bytes));
    }

    void sendBytewise(byte[] bytes) {
        note("> (a byte at a time) ", bytes, bytes.length);
        out.add(s -> {
            for (byte b : bytes) s.getOutputStream().write(b);
        });
    }

    void finish() {
        scene.note(owner, "> (end of input)");
        out.add(Socket::shutdownOutput);
    }

    void close() {
        closedHere = true;
        scene.note(owner, "> (close)");
        out.add(Socket::close);
    }

    void reset() {
        closedHere = true;
        scene.note(owner, "> (reset)");
        out.add(s -> {
            s.setSoLinger(true, 0);
            s.close();
        });
    }

    /** At the end of the run: no politeness, no transcript. */
    void drop() {
        closedHere = true;
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        out.add(s -> {});
    }

    void pause(boolean stop) {
        synchronized (scene) {
            paused = stop;
            scene.notifyAll();
        }
    }

    private void writeAll() {
        try {
            while (!socket.isClosed()) out.take().write(socket);
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
                        note("< ", buffer, length);
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
