package dev.lintel.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A connection as plain bytes, for tcp and for tunnels. Thread, buffers and demand are as in {@link HttpStream}. */
public interface ByteStream {
    void write(ByteBuf data);

    /** Half-close: the peer sees the end of input once all that was written has left. */
    void shutdownOutput();

    void reset(EndReason reason);

    void demand();

    boolean writable();

    Loop loop();

    /** Of the TLS that protects the connection; null: none does. */
    default @Nullable TlsFacts tls() {
        return null;
    }

    void events(Events events);

    /** What a byte stream tells its owner; {@code onEnd} comes once, when both directions are closed or the stream was cut. */
    interface Events {
        void onData(ByteBuf data);

        void onEof();

        void onWritable();

        void onEnd(EndReason reason);
    }
}
