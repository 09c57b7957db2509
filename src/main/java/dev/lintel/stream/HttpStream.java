package dev.lintel.stream;

import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, over HTTP/1.1, 2 or 3, on the side of the client or of the server.
 *
 * <p><b>Thread.</b> Every call and every event happens on {@link #loop}.
 *
 * <p><b>Order.</b> In each direction: {@code head} (interim heads first, where it is an answer), then any number of {@code body},
 * then at most one {@code trailers}. The message ends with the first call whose {@code last} is true, or with {@code trailers}.
 * {@link Events#onEnd} comes exactly once, as the last event: COMPLETE when both messages have ended and all has been handed to the
 * socket, anything else when the peer or the network cut the stream. After it, and after {@link #reset}, no event comes and no call has
 * an effect.
 *
 * <p><b>Buffers.</b> The receiver of {@code onBody} releases the buffer, once. {@link #body} takes over the reference given to it.
 *
 * <p><b>Demand.</b> A stream delivers its head unasked. Body is delivered only after {@link #demand}; one demand may bring several
 * {@code onBody} (everything of one socket read), and then the stream is silent until the next one. The loop of a relay is:
 * <pre>
 *   onBody(b, last) on A:   B.body(b, last);  if (!last) { if (B.writable()) A.demand(); else wait }
 *   onWritable on B:        A.demand()
 * </pre>
 *
 * <p><b>Flushing.</b> What is handed over within one turn of the loop leaves together at its end.
 */
public interface HttpStream {
    /** Sends a head; {@code last} where nothing follows. The framing is the head's own (RFC 9112 section 6). */
    void head(MessageHead head, boolean last);

    /** Sends a part of the body; an empty last part is allowed. */
    void body(ByteBuf data, boolean last);

    /** Ends the message with trailers; where the version or the framing has none, they are dropped and the message ends. */
    void trailers(Headers trailers);

    /** Cuts the stream so that the peer sees it as cut (rule: a cut answer never looks whole). */
    void reset(EndReason reason);

    /** Asks for more of the body of the incoming message. */
    void demand();

    /** False while so much waits for the socket that the sender should pause; {@code onWritable} follows. */
    boolean writable();

    Loop loop();

    /** Our end of the connection. */
    Address local();

    /** Of the TLS that protects the connection; null: none does. */
    default @Nullable TlsFacts tls() {
        return null;
    }

    /** Towards a server, behind the open: once its exchange has ended, the connection is for this client only. */
    void reserve(OwnConnections own);

    /** A client's connection takes no more requests; HTTP/1 says so in the head of an answer. */
    default void retireConnection() {}

    /** Whether the end of our message was given and waits, with what is before it, until the peer has room. */
    default boolean endWaits() {
        return false;
    }

    /** Who hears of this stream from now on. */
    void events(Events events);

    /**
     * After a 101 or a 2xx to CONNECT passed in both directions: the connection as plain bytes. Bytes that arrived behind the head come
     * first. The HTTP stream is silent from then on; its {@code onEnd} does not come.
     */
    ByteStream tunnel();

    /** What a stream tells its owner. */
    interface Events {
        /** An interim or final head. {@code last}: the message has no body. */
        void onHead(MessageHead head, boolean last);

        void onBody(ByteBuf data, boolean last);

        void onTrailers(Headers trailers);

        void onWritable();

        /** The peer has closed its direction behind a complete message; it may be gone, or only have no more to say. */
        default void onPeerClosed() {}

        /**
         * The answer has been sent and the request is not all there: whether its rest is still wanted. Where it is not, it is thrown away,
         * up to a limit, and the exchange has ended.
         */
        default boolean wantsRest() {
            return false;
        }

        void onEnd(EndReason reason);
    }
}
