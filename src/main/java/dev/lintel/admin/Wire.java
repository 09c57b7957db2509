package dev.lintel.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bytes of one client's connection. Reading and writing block the thread; {@link #close} by another thread ends them. */
interface Wire {
    /** How many bytes came; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    void write(ByteBuffer from) throws IOException;

    void shutdownOutput() throws IOException;

    void close() throws IOException;

    /** Over a socket of Java's. */
    record OfChannel(SocketChannel channel) implements Wire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            channel.write(from);
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
