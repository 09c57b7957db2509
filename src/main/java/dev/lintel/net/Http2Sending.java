package dev.lintel.net;

import dev.lintel.stream.Deadline;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one HTTP/2 connection may send: the window for all its streams (RFC 9113 section 6.9), and the streams that have something for
 * it, each in its turn. Owned by the connection's loop.
 */
final class Http2Sending {
    /** Who gives less room than this while we wait for some only makes us work (bytes). */
    private static final int CRUMB = 128;

    private static final int WORTHWHILE = 4096;

    /** Who gives no more than crumbs of a window gets frames as small, but no more often than this (RFC 1122 section 4.2.3.4). */
    private static final long CRUMBS_MILLIS = 200;

    /** A peer may have as many streams open, and more, when all of them are cut. */
    private static final int CUT_KNOWN = 128;

    private final Http2Connection connection;
    /** The streams that were cut here last: what was on its way for them is no fault of the peer. */
    private int @Nullable [] cut;

    private int cuts;
    private int window = Http2Code.DEFAULT_WINDOW;
    /** What the settings that are being read say of it. */
    private int announcedWindow = Http2Code.DEFAULT_WINDOW;
    /** Of each stream, as it begins. */
    private int streamWindow = Http2Code.DEFAULT_WINDOW;
    /** Nothing was left of the window, and there has not been enough of it since. */
    private boolean usedUp;
    /** Streams with something to send and room for it. */
    private final ArrayDeque<Http2Stream> turns = new ArrayDeque<>(4);

    private @Nullable Crumbs crumbs;

    private boolean pumping;

    Http2Sending(Http2Connection connection) {
        this.connection = connection;
    }

    /**
     * Whether room of a window is used for what waits. All of a window is, for a peer may wait until nothing is left of it. Behind that,
     * while more waits, less than this gets no frame: it would be given back in pieces as small, and these would never grow again.
     */
    boolean uses(int room, boolean usedUp, int waiting) {
        return room >= (usedUp ? Math.min(waiting, worthwhile()) : 1);
    }

    private int worthwhile() {
        return Math.max(1, Math.min(WORTHWHILE, streamWindow / 2));
    }

    /** Whether a window is used up when so much of its room is taken. */
    boolean usesUp(int room, boolean usedUp, int size) {
        return room <= size || usedUp && room < worthwhile();
    }

    int streamWindow() {
        return streamWindow;
    }

    /** What the peer says of itself: what is not about sending is advice, or not known. */
    void setting(int key, long value) {
        switch (key) {
            case Http2Code.INITIAL_WINDOW_SIZE -> {
                if (!connection.wrong(value > Integer.MAX_VALUE, Http2Code.FLOW_CONTROL_ERROR)) {
                    announcedWindow = (int) value;
                }
            }
            case Http2Code.MAX_FRAME_SIZE -> {
                boolean bad = value < Http2Code.DEFAULT_FRAME || value > (1 << 24) - 1;
                if (!connection.wrong(bad, Http2Code.PROTOCOL_ERROR)) {
                    connection.output.frameBytes = (int) Math.min(value, connection.allowed.frameBytes());
                }
            }
            case Http2Code.HEADER_TABLE_SIZE -> connection.output.tableShrank |= value < Http2Code.DEFAULT_TABLE;
            case Http2Code.ENABLE_PUSH, Http2Code.ENABLE_CONNECT_PROTOCOL ->
                connection.wrong(value > 1, Http2Code.PROTOCOL_ERROR);
            default -> {
                // Advice, or nothing that is known.
            }
        }
    }

    /** Streams begin with that window from now on; those that are get as much more, or less. */
    void settingsEnd() {
        int more = announcedWindow - streamWindow;
        if (more == 0) {
            return;
        }
        streamWindow = announcedWindow;
        for (Http2Stream stream : connection.all()) {
            boolean tooMuch = (long) stream.sendWindow + more > Integer.MAX_VALUE;
            if (connection.wrong(tooMuch, Http2Code.FLOW_CONTROL_ERROR)) {
                return;
            }
            stream.sendWindow += more;
            wants(stream);
        }
    }

    /** The peer takes more, for one stream or for all (0). */
    void windowUpdate(int number, int more) {
        Http2Stream stream = connection.streams.get(number);
        boolean blocked = number == 0 ? window < WORTHWHILE && !turns.isEmpty() : stream != null && stream.holdsBack();
        boolean crumb = more < CRUMB && blocked;
        boolean enough = crumb ? connection.guard.glitch() : connection.guard.control();
        if (connection.wrong(!enough, Http2Code.ENHANCE_YOUR_CALM)) {
            return;
        }
        if (number == 0) {
            if (!connection.wrong(more == 0, Http2Code.PROTOCOL_ERROR)
                    && !connection.wrong((long) window + more > Integer.MAX_VALUE, Http2Code.FLOW_CONTROL_ERROR)) {
                window += more;
            }
        } else if (stream == null) {
            return;
        } else if (more == 0) {
            stream.fault(Http2Code.PROTOCOL_ERROR);
        } else if ((long) stream.sendWindow + more > Integer.MAX_VALUE) {
            stream.fault(Http2Code.FLOW_CONTROL_ERROR);
        } else {
            stream.sendWindow += more;
            wants(stream);
        }
    }

    /** Whether so much may be sent for the stream at once, in one frame, out of turn. */
    boolean maySend(Http2Stream stream, int size) {
        return turns.isEmpty()
                && size <= stream.sendWindow
                && size <= window
                && size <= connection.output.frameBytes
                && connection.channelWritable();
    }

    void sent(int size) {
        connection.guard.sent();
        usedUp = usesUp(window, usedUp, size);
        window -= size;
    }

    /** The stream may have something to send now. */
    void wants(Http2Stream stream) {
        if (!stream.waiting && stream.maySend()) {
            stream.waiting = true;
            turns.add(stream);
            pump();
        } else if (!stream.waiting) {
            gather(stream);
        }
    }

    /** A stream that has room, but too little for what waits there, does not wait for more without end. */
    private void gather(Http2Stream stream) {
        if (stream.holdsBack() && stream.sendWindow > 0) {
            crumbs();
        }
    }

    /** There is room, but so little that more is waited for. */
    private void crumbs() {
        if (crumbs == null) {
            crumbs = new Crumbs();
        }
        if (!crumbs.armed()) {
            connection.loop.arm(crumbs, CRUMBS_MILLIS);
        }
    }

    /** Uses what room there is. */
    private final class Crumbs extends Deadline {
        @Override
        protected void expired() {
            usedUp = false;
            for (Http2Stream stream : connection.all()) {
                stream.useAllRoom();
            }
            pump();
        }
    }

    /** Nothing is sent any more. */
    void forget() {
        if (crumbs != null) {
            connection.loop.forget(crumbs);
        }
    }

    /** Tells the peer that a stream is cut before its end. */
    void cut(Http2Stream stream, int code) {
        if (cut == null) {
            cut = new int[CUT_KNOWN];
        }
        cut[cuts++ % CUT_KNOWN] = stream.id;
        connection.output.rst(stream.id, code);
    }

    boolean wasCut(int number) {
        for (int i = 0; cut != null && i < CUT_KNOWN; i++) {
            if (cut[i] == number) {
                return true;
            }
        }
        return false;
    }

    void left(Http2Stream stream) {
        if (stream.waiting) {
            stream.waiting = false;
            turns.remove(stream);
        }
    }

    /** Sends what the windows and the socket have room for: of each stream one frame, in turn. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!turns.isEmpty() && connection.channelWritable() && !connection.gone) {
                Http2Stream stream = turns.poll();
                stream.waiting = false;
                if (!stream.maySend()) {
                    gather(stream);
                    continue;
                }
                int waits = stream.waitingBytes();
                if (waits > 0 && !uses(window, usedUp, waits)) {
                    stream.waiting = true;
                    turns.addFirst(stream);
                    if (window > 0) {
                        crumbs();
                    }
                    return;
                }
                sent(stream.sendSome(Math.min(window, connection.output.frameBytes)));
                if (stream.maySend()) {
                    stream.waiting = true;
                    turns.add(stream);
                } else {
                    gather(stream);
                }
                stream.lighter();
            }
        } finally {
            pumping = false;
        }
    }
}
