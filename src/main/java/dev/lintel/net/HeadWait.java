package dev.lintel.net;

import dev.lintel.stream.Acceptor;
import dev.lintel.stream.Deadline;

/**
 * How long a client's connection has waited for its next request, and may: idle until the first byte, then in the middle of a head. It is
 * the connection's one timer, for what it waits for later too. Owned by the connection's loop.
 */
final class HeadWait extends Deadline {
    private final NettyLoop loop;
    private final Acceptor.Connection proxy;
    private final Runnable late;
    private boolean first = true;

    /** When the wait began. */
    long idleMicros;

    /** When the first byte came; -1: not yet. */
    long startMicros = -1;

    HeadWait(NettyLoop loop, Acceptor.Connection proxy, Runnable late) {
        this.loop = loop;
        this.late = late;
        this.proxy = proxy;
        this.idleMicros = loop.micros();
    }

    /** For the first request; the wait has begun already. */
    void first() {
        arm(proxy.idleTimeout(true));
    }

    /** For one more request. */
    void again() {
        idleMicros = loop.nowMicros();
        startMicros = -1;
        arm(proxy.idleTimeout(first));
    }

    /** What had begun was no request: the wait goes on. */
    void goOn() {
        startMicros = -1;
        long timeout = proxy.idleTimeout(first);
        long spent = (loop.nowMicros() - idleMicros) / 1000;
        arm(timeout > 0 ? Math.max(timeout - spent, 1) : 0);
    }

    void firstByte() {
        if (startMicros < 0) {
            startMicros = loop.nowMicros();
        }
    }

    /** For the rest of a head: from the first byte, whatever drips in afterwards. */
    void more() {
        long timeout = proxy.requestTimeout();
        long spent = (loop.nowMicros() - startMicros) / 1000;
        arm(timeout > 0 ? Math.max(timeout - spent, 1) : 0);
    }

    /** A head is here. */
    void over() {
        disarm();
        first = false;
    }

    /** Whether a head is owed: one has begun, or none has ever come. */
    boolean due() {
        return startMicros >= 0 || first;
    }

    void arm(long millis) {
        if (millis > 0) {
            loop.arm(this, millis);
        } else {
            disarm();
        }
    }

    @Override
    protected void expired() {
        late.run();
    }
}
