package dev.lintel.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one client: lines in, text out, each within a time and the lines within a length. Belongs to the client's thread; only
 * {@link #close} may be called by another one, and {@link #write} while the client's waits for input.
 */
final class Client implements AutoCloseable {
    /** A line, or a payload, is longer than is taken. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final int CHUNK = 8192;

    /** How much is read and thrown away before a client that was told off is left: closing at once could take the answer from it. */
    private static final int FAREWELL_BYTES = 4 << 20;

    private static final long FAREWELL_MILLIS = 1000;

    private final Wire wire;
    private final ScheduledExecutorService clock;
    private final ByteBuffer in = ByteBuffer.allocate(CHUNK).flip();
    private byte[] line = new byte[256];

    Client(Wire wire, ScheduledExecutorService clock) {
        this.wire = wire;
        this.clock = clock;
    }

    /** Whether a line could be read without waiting. */
    boolean hasInput() {
        return in.hasRemaining();
    }

    /**
     * The next line without its end; null where the client has left, or has left it unfinished: half a command is none.
     *
     * @param limit bytes that it may have
     */
    @Nullable
    String line(int limit, long timeoutMillis) throws IOException {
        int length = 0;
        while (true) {
            if (!in.hasRemaining() && !fill(timeoutMillis)) {
                return null;
            }
            byte next = in.get();
            if (next == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (length == limit) {
                throw new TooLong();
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, (int) Math.min(limit, 2L * length));
            }
            line[length++] = next;
        }
    }

    /** Returns when the client has said anything, which is thrown away, or has left; however long it takes. */
    void awaitInput() throws IOException {
        if (!in.hasRemaining()) {
            wire.read(in.clear());
        }
        in.clear().flip();
    }

    private boolean fill(long timeoutMillis) throws IOException {
        Future<?> deadline = clock.schedule(this::close, timeoutMillis, TimeUnit.MILLISECONDS);
        try {
            return wire.read(in.clear()) >= 0;
        } finally {
            in.flip();
            deadline.cancel(false);
        }
    }

    /** Texts of configurations are bytes, one character each; what Lintel says itself is ASCII. */
    void write(String text, long timeoutMillis) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            Future<?> deadline = clock.schedule(this::close, timeoutMillis, TimeUnit.MILLISECONDS);
            try {
                wire.write(bytes);
            } finally {
                deadline.cancel(false);
            }
        }
    }

    /** Says the last word and lets the client finish what it is saying, so that it gets to hear it. */
    void farewell(String text, long timeoutMillis) throws IOException {
        write(text, timeoutMillis);
        wire.shutdownOutput();
        Future<?> deadline = clock.schedule(this::close, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        try {
            for (int rest = FAREWELL_BYTES; rest > 0; ) {
                int read = wire.read(in.clear());
                if (read < 0) {
                    return;
                }
                rest -= read;
            }
        } finally {
            deadline.cancel(false);
        }
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
