package dev.lintel.balance;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One wait of one {@link Waiter}: made on its loop, claimed by whichever loop frees a slot. It is in its queue until somebody wins the
 * one change of its state; the winner takes it out.
 */
final class Ticket implements Runnable, Comparable<Ticket> {
    private static final Object WAITING = "waiting";
    private static final Object DISPLACED = "displaced";
    private static final Object DONE = "done";

    private final Waiter waiter;
    private final Servers group;
    private final @Nullable Server wanted;
    private final boolean bound;
    private final WaitQueue queue;
    private final int priorityClass;
    private final long due;
    private final long number;
    private final long servedBefore;

    /** WAITING, DISPLACED, DONE, or the server whose slot was given. */
    private final AtomicReference<Object> state = new AtomicReference<>(WAITING);

    private volatile int position;

    Ticket(
            Waiter waiter,
            Servers group,
            @Nullable Server wanted,
            boolean bound,
            WaitQueue queue,
            int priorityClass,
            long due,
            long number,
            long servedBefore) {
        this.waiter = waiter;
        this.group = group;
        this.wanted = wanted;
        this.bound = bound;
        this.queue = queue;
        this.priorityClass = priorityClass;
        this.due = due;
        this.number = number;
        this.servedBefore = servedBefore;
    }

    @Nullable
    Server wanted() {
        return wanted;
    }

    /** Not to be moved away when its server goes down ({@code force-persist}). */
    boolean bound() {
        return bound;
    }

    boolean waiting() {
        return state.get() == WAITING;
    }

    /** Any loop: ends the wait with a slot of this server, which the caller has taken; false where it had ended before. */
    boolean grant(Server server) {
        return end(server, true);
    }

    /** Any loop: ends the wait without a server. */
    boolean displace() {
        return end(DISPLACED, false);
    }

    private boolean end(Object outcome, boolean served) {
        if (!state.compareAndSet(WAITING, outcome)) {
            return false;
        }
        takeOut(served);
        waiter.loop().execute(this);
        return true;
    }

    /** The waiter's loop: whatever has come of it is given back. */
    void cancel() {
        Object was = state.getAndSet(DONE);
        if (was == WAITING) {
            takeOut(false);
        } else if (was instanceof Server server) {
            group.release(server);
        }
    }

    private void takeOut(boolean served) {
        position = (int) (queue.remove(this, served) - servedBefore) + 1;
    }

    /** Its place when the wait ended; the first of a queue is number 1. */
    int position() {
        return position;
    }

    /** The waiter's loop, after the wait has ended; nothing where it was cancelled on the way. */
    @Override
    public void run() {
        Object was = state.getAndSet(DONE);
        if (was != DONE) {
            waiter.returned(this, was instanceof Server server ? server : null);
        }
    }

    /** By class, then by when it is due, then by order of arrival. */
    @Override
    public int compareTo(Ticket other) {
        int byClass = Integer.compare(priorityClass, other.priorityClass);
        int byTime = byClass != 0 ? byClass : Long.compare(due, other.due);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
