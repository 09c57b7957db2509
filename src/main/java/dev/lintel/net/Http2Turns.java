package dev.lintel.net;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that who asks for much at once does not make the others of a loop wait: when requests have taken long enough in one turn,
 * what else their connections have received goes on in the next ones, each in its turn. Owned by its loop.
 */
final class Http2Turns {
    /** So many of one connection begin in any case, so that who asks for little never waits. */
    static final int SURE = 4;

    static final long LONG_MICROS = 10_000;

    private final NettyLoop loop;
    private final ArrayDeque<Http2Server> later = new ArrayDeque<>(4);
    private final Runnable onEnd = this::end;
    /** Since when somebody has asked for more in this turn; -1: nobody has. */
    private long since = -1;

    private boolean due;

    Http2Turns(NettyLoop loop) {
        this.loop = loop;
    }

    /** Whether so much has been done in this turn that more had better wait. */
    boolean isOver() {
        long now = loop.micros();
        if (since < 0) {
            since = now;
            if (!due) {
                due = true;
                loop.events().execute(onEnd);
            }
        }
        return now - since > LONG_MICROS;
    }

    /** It is told to go on. */
    void add(Http2Server connection) {
        later.add(connection);
    }

    /** Sockets have been looked at: those that wait go on, but not all of them before sockets are looked at again. */
    private void end() {
        due = false;
        since = loop.micros();
        while (!later.isEmpty() && loop.micros() - since <= LONG_MICROS) {
            Http2Server next = later.poll();
            try {
                next.goOn();
            } catch (Throwable fault) {
                // The others must go on all the same.
                next.exceptionCaught(next.ctx, fault);
            }
        }
        since = -1;
        if (!later.isEmpty()) {
            due = true;
            loop.events().schedule(onEnd, 1, TimeUnit.MICROSECONDS);
        }
    }
}
