package dev.lintel.stream;

import org.jspecify.annotations.Nullable;

/** Opens streams towards servers. Implemented by {@code net}, handed in by {@code app}; called on the loop of the client's stream. */
public interface Connector {
    /**
     * A stream for one exchange: on an idle connection of this loop where {@code reuse} allows it, else on a new one. Exactly one method
     * of {@code opened} is called, at once or later.
     *
     * @param timeout milliseconds for a new connection to be accepted, the handshake of TLS included; 0: as long as the kernel tries
     * @param preface what a new connection begins with, or null; a connection that had one serves nobody but the client that it names
     * @param name the host that TLS asks the server for, or null; a connection that was opened for one name serves no other
     * @param only where several exchanges share a connection: with which others, those that say the same; null: all that say so
     */
    void http(
            Loop loop,
            Target target,
            Reuse reuse,
            long timeout,
            byte @Nullable [] preface,
            @Nullable String name,
            @Nullable Object only,
            Opened opened);

    /** A new connection as plain bytes. */
    void bytes(Loop loop, Target target, long timeout, byte @Nullable [] preface, @Nullable String name, Opened opened);

    /** Which idle connections a request may take. */
    enum Reuse {
        /** A new connection. */
        NEVER,
        /** An idle connection that has been used for more than one request already. */
        PROVEN,
        /** Any idle connection. */
        ANY
    }

    /** Hears how an opening ended. */
    interface Opened {
        void onHttp(HttpStream stream, boolean reused);

        void onBytes(ByteStream stream);

        void onFailed(EndReason reason);
    }
}
