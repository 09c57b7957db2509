package dev.lintel.balance;

import dev.lintel.stream.Loop;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that may have to wait for a server's slot. Owned by its loop: {@link #granted}, {@link #displaced} or a {@link #cancel} by
 * the owner ends a wait, always on that loop and exactly one of them.
 */
public abstract class Waiter {
    private final Loop loop;
    private @Nullable Ticket ticket;
    private int priorityClass;
    private int priorityOffset;
    private int serverPosition;
    private int backendPosition;

    protected Waiter(Loop loop) {
        this.loop = loop;
    }

    /** A slot of this server is the exchange's; to be given back with {@link Servers#release}. */
    protected abstract void granted(Server server);

    /** The server that it waited for is gone, or no server is left: choose again. */
    protected abstract void displaced();

    /** Ends the wait. Afterwards neither method is called, and a slot that was on its way goes to the next. */
    public final void cancel() {
        Ticket last = ticket;
        if (last != null) {
            ticket = null;
            last.cancel();
            note(last);
        }
    }

    public final boolean waiting() {
        return ticket != null;
    }

    /** How many the server's queue had served before this one, itself included, as {@code %sq} logs it; 0: never queued there. */
    public final int serverPosition() {
        return serverPosition;
    }

    /** The same for the backend's queue, {@code %bq}. */
    public final int backendPosition() {
        return backendPosition;
    }

    /**
     * Where it stands among those who wait: by class, then by time of arrival shifted by some milliseconds (manual section 4.4, {@code
     * set-priority-class} and {@code set-priority-offset}). Before it is enqueued.
     */
    public final void priority(int priorityClass, int offsetMillis) {
        this.priorityClass = priorityClass;
        this.priorityOffset = offsetMillis;
    }

    final Ticket enter(Servers group, @Nullable Server wanted, boolean bound, WaitQueue queue, long number) {
        Ticket entered = new Ticket(
                this, group, wanted, bound, queue, priorityClass, loop.now() + priorityOffset, number, queue.served());
        ticket = entered;
        return entered;
    }

    final Loop loop() {
        return loop;
    }

    /** On the loop: the ticket came back with a server, or without one. Stale ones were cancelled before. */
    final void returned(Ticket back, @Nullable Server server) {
        ticket = null;
        note(back);
        if (server != null) {
            granted(server);
        } else {
            displaced();
        }
    }

    private void note(Ticket back) {
        if (back.wanted() != null) {
            serverPosition += back.position();
        } else {
            backendPosition += back.position();
        }
    }
}
