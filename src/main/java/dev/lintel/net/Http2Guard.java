package dev.lintel.net;

import dev.lintel.stream.Http2Limits;

/**
 * Counts what makes no sense on one HTTP/2 connection and may be an attack: each kind has a limit of its own. What happens now and then
 * on honest connections is forgotten after a while. Owned by the connection's loop.
 */
final class Http2Guard {
    static final long FORGET_MILLIS = 30_000;

    /** Frames that carry nothing of a message: so many in a row are nothing unusual. */
    private static final int IDLE_FRAMES = 100;

    private static final int OWED_FOR_EACH = 4;
    private static final int MOST_OWED = 10_000;

    private final NettyLoop loop;
    private final Http2Limits limits;
    private long since;
    private int resets;
    private int glitches;
    private int empty;
    private int idle;
    /** Frames that what we sent has given reason for. */
    private int owed;

    Http2Guard(NettyLoop loop, Http2Limits limits) {
        this.loop = loop;
        this.limits = limits;
        this.since = loop.now();
    }

    private void forget() {
        if (loop.now() - since >= FORGET_MILLIS) {
            since = loop.now();
            resets = 0;
            glitches = 0;
        }
    }

    /** A stream was cut before its end, by the peer or for its fault; false: one too many. */
    boolean reset() {
        forget();
        return ++resets <= limits.resets();
    }

    /** Something allowed that no honest peer does often; false: one too many. */
    boolean glitch() {
        forget();
        return limits.glitches() == 0 || ++glitches <= limits.glitches();
    }

    /** A frame that could carry something, and does not; false: too many in a row. */
    boolean empty() {
        return ++empty <= limits.emptyFrames();
    }

    /** A frame that carries nothing of any message; false: too many. */
    boolean control() {
        if (owed > 0) {
            owed--;
            return true;
        }
        return ++idle <= IDLE_FRAMES || glitch();
    }

    /** A part of a message went out: who takes it opens two windows for it, and may do so for many parts at once. */
    void sent() {
        idle = 0;
        owed = Math.min(owed + OWED_FOR_EACH, MOST_OWED);
    }

    /** A frame that carries a part of a message. */
    void useful() {
        empty = 0;
        idle = 0;
    }
}
