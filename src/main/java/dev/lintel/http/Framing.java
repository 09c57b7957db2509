package dev.lintel.http;

/** How the end of a message's body is known, RFC 9112 section 6.3. */
public enum Framing {
    /** There is no body: a request without one, an answer to HEAD, 1xx, 204, 304. */
    NONE,
    /** As many bytes as {@link MessageHead#length} says. */
    LENGTH,
    /** Chunked in HTTP/1.1, a stream of frames in HTTP/2 and 3; trailers may follow. */
    CHUNKED,
    /** Until the server closes: answers of HTTP/1.0 servers only. */
    CLOSE,
    /** The connection becomes a tunnel after this head: 101, or 2xx to CONNECT. */
    TUNNEL
}
