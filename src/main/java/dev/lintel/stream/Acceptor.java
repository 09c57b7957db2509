package dev.lintel.stream;

import dev.lintel.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** Takes in what arrives at a listener: the door of {@code proxy}, called by {@code net}. Called on any loop. */
public interface Acceptor {
    /**
     * A connection has come from that peer; null refuses it at once. Else either {@link Connection#admits} follows, or {@link
     * Connection#failed} where what has to stand before everything else, such as a PROXY header, did not come.
     */
    Connection arrive(Loop loop, Address source, Address destination);

    /** The proxy's side of one client connection. Everything happens on the connection's loop. */
    interface Connection {
        /** Before {@link #admits}, where a PROXY header came: who it is, or nulls where the header does not say. */
        void speaksFor(@Nullable Address source, @Nullable Address destination);

        /** Before {@link #admits}, where TLS protects the connection: its handshake is complete. */
        void secured(TlsFacts facts);

        /** How long the TLS handshake may take, in milliseconds; 0: for ever. */
        long handshakeTimeout();

        /** Before {@link #failed}, where more is known of a TLS handshake that failed. */
        void tlsFailed(TlsFailure failure);

        /** The connection is ready to be used; false refuses it, and then nothing else is told. */
        boolean admits();

        /**
         * The connection is over before it could be used; {@code received}: whether anything had come. Nothing else is told.
         *
         * @param fault null: it was never meant to be
         */
        void failed(@Nullable HandshakeFault fault, boolean received);

        HttpLimits limits();

        /** Whether a configuration still has the frontend that let it in; else it ends with the answer in progress. */
        boolean wanted();

        /** Whether others need the place of a client that waits for nothing. */
        boolean pressed();

        /** Whether the connection carries HTTP; else {@link #onBytes} is called at once. */
        boolean http();

        /** Whether a connection that could carry HTTP/1 may begin with HTTP/2's preface instead. */
        boolean upgradesToHttp2();

        /** Whether the kernel is to probe a silent client ({@code option tcpka}, {@code clitcpka}). */
        boolean keepAlive();

        /** How long a request head may take from its first byte, in milliseconds; 0: for ever. */
        long requestTimeout();

        /** How long to wait for the first byte of a request, in milliseconds; 0: for ever. */
        long idleTimeout(boolean firstRequest);

        /**
         * A request head has arrived. The receiver sets {@link HttpStream#events}.
         *
         * @param idleMicros when the wait for it began, {@link Loop#micros}
         * @param startMicros when its first byte was there
         */
        void onRequest(HttpStream stream, RequestHead head, boolean last, long idleMicros, long startMicros);

        /**
         * What arrived is no request, or not in time. The stream takes one answer and closes. {@code head} is what could be read of it, or
         * null; {@code received} how many bytes there were; {@code startMicros} -1 where there was none.
         */
        void onMalformed(
                HttpStream stream, EndReason reason, RequestHead head, int received, long idleMicros, long startMicros);

        void onBytes(ByteStream stream);

        /** The connection is gone; comes once, after the last stream's end. */
        void onClosed();
    }
}
