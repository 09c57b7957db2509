package dev.lintel.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of health checks: never from a pool, never kept. Implemented by {@code net}, handed in by {@code app}; called on
 * the loop that runs the check. How long a check may take is its own affair: it cancels what takes too long.
 */
public interface Prober {
    /** What is spoken on the connection. */
    enum Http {
        /** Bytes: a check by tcp, or one that writes and reads HTTP/1 by itself. */
        ONE,
        TWO,
        /** HTTP/2 where ALPN has chosen it, else bytes. */
        NEGOTIATED
    }

    /**
     * What a check's connection consists of.
     *
     * @param tls how it is protected; null: it is not
     * @param name of the host that is asked for, or null
     * @param alpn the protocols that are offered; empty: none
     */
    record Layers(
            Http http, @Nullable TargetTls tls, @Nullable String name, List<String> alpn) {}

    /**
     * A new connection, with the PROXY protocol header where the target says so, and behind the handshake of TLS. Exactly one method of {@code opened} is called on the
     * loop, at once or later, unless the attempt is cancelled before.
     */
    Attempt open(Loop loop, Target target, Layers layers, Opened opened);

    /** An opening under way. */
    interface Attempt {
        /** Gives up; afterwards {@code opened} hears nothing. Without effect once it has. */
        void cancel();

        /** Whether the connection stands, and its handshake is what takes so long. */
        boolean connected();
    }

    /** Hears how an opening ended. */
    interface Opened {
        /** The stream is closed by its receiver: {@link ByteStream#reset} makes that a TCP reset, as checks do. */
        void onOpened(ByteStream stream);

        /** The one stream of a connection that ends with it. */
        void onOpened(HttpStream stream);

        /** @param words the system's own, for messages: {@code Connection refused}, {@code No route to host} */
        void onFailed(String words);

        /** The connection stood, but its handshake failed. */
        void onTlsFailed(String words);
    }
}
