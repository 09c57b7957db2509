package dev.lintel.proxy;

import dev.lintel.base.Faults;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.Loop;
import org.jspecify.annotations.Nullable;

/** The two waits of one exchange, each with what happens when it is too long. Lent by its client's connection; on its loop. */
final class ExchangeTimers {
    /** The client's inactivity; and the wait that the server side is in: connect, queue, answer, tarpit. */
    final Timer client = new Timer();

    final Timer server = new Timer();

    /** Whose they are now; null: a byte stream's, or nobody's. */
    @Nullable
    HttpRelay relay;

    /** A deadline that whoever uses the connection now gives a meaning. */
    final class Timer extends Deadline {
        @Nullable
        Runnable action;

        @Override
        protected void expired() {
            Runnable due = action;
            if (due == null) {
                return;
            }
            try {
                due.run();
            } catch (Throwable fault) {
                crashed(fault);
            }
        }
    }

    private void crashed(Throwable fault) {
        if (relay == null) {
            Faults.report("a connection's timer", fault);
        } else {
            relay.crashed(fault);
        }
    }

    /** It is the client's turn: to send more, or to take what there is. */
    void awaitClient() {
        HttpRelay waits = relay;
        if (waits == null) {
            return;
        }
        server.disarm();
        client.action = waits.clientTimedOut;
        long own = waits.x.clientTimeout;
        long timeout = own >= 0 ? own : waits.frontend().clientTimeout();
        if (timeout > 0) {
            waits.x.loop.arm(client, timeout);
        }
    }

    /** Between two exchanges: nothing of the last one is kept. */
    void rest() {
        client.disarm();
        server.disarm();
        client.action = null;
        server.action = null;
        relay = null;
    }

    /** For good. */
    void forget(Loop loop) {
        rest();
        loop.forget(client);
        loop.forget(server);
    }
}
