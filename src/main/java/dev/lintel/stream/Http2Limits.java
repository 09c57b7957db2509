package dev.lintel.stream;

/**
 * What an HTTP/2 peer may do on one connection, and what is announced to it (RFC 9113 section 6.5.2; manual section 3.2, {@code
 * tune.h2.*}).
 *
 * @param streams open at once
 * @param window bytes of a stream's body that may come before any of it is asked for
 * @param connectionWindow bytes of all streams' bodies together that may wait; a stream whose body goes on gets its part of it
 * @param frameBytes the largest frame
 * @param tableBytes the memory for header compression
 * @param resets streams cut by either side within half a minute
 * @param continuations pieces that a head may come in, beyond the first
 * @param emptyFrames one after the other that carry nothing
 * @param controlFrames our answers to frames that wait because the peer does not read
 * @param glitches what is allowed, but makes no sense, within half a minute; 0: not counted
 * @param total streams in all, behind which a client is asked to come anew; 0: no limit
 */
public record Http2Limits(
        int streams,
        int window,
        int connectionWindow,
        int frameBytes,
        int tableBytes,
        int resets,
        int continuations,
        int emptyFrames,
        int controlFrames,
        int glitches,
        int total) {
    public static final Http2Limits DEFAULT =
            new Http2Limits(100, 65_535, 1 << 20, 16_384, 4096, 200, 16, 8, 1000, 1000, 0);
}
