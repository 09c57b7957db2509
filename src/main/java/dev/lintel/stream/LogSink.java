package dev.lintel.stream;

import dev.lintel.model.LogSpec;
import java.io.IOException;

/**
 * Where lines of a log go. A line is one message, its end mark included. Nothing here ever waits: what the receiver does not take in
 * time is dropped and counted. Implemented by {@code net}.
 */
public interface LogSink {
    /** Takes every line and keeps none. */
    LogSink NOWHERE = new LogSink() {
        @Override
        public void write(Loop loop, byte[] buf, int off, int len) {}

        @Override
        public void write(byte[] buf, int off, int len) {}

        @Override
        public long dropped() {
            return 0;
        }
    };

    /** A line from an event loop, on its thread; copied at once, and sent with the others of the loop's turn. */
    void write(Loop loop, byte[] buf, int off, int len);

    /** A line from anywhere else, sent at once. */
    void write(byte[] buf, int off, int len);

    /** How many lines were lost since the start. */
    long dropped();

    /** Opens sinks; those of one target are one and the same, also over reloads. Called by the control plane. */
    @FunctionalInterface
    interface Opener {
        /** @throws IOException with a message for the user */
        LogSink open(LogSpec log) throws IOException;
    }
}
