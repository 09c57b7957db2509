package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.stream.Deadline;

/**
 * A timer wheel of one loop: 4 ms a slot, 8 s around. A deadline moved later costs a field write, for the wheel looks again when it
 * comes by; one beyond the horizon waits in the farthest slot. Owned by its loop.
 */
final class Wheel {
    static final int TICK_MILLIS = 4;
    private static final int SLOTS = 2048;
    private static final int MASK = SLOTS - 1;

    private final Deadline[] slots = new Deadline[SLOTS];
    private final long[] occupied = new long[SLOTS / 64];
    /** The tick up to which everything has been looked at. */
    private long done;

    private int size;

    Wheel(long nowMillis) {
        done = nowMillis / TICK_MILLIS;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes the deadline at its {@code at}; returns whether the wheel must look earlier than it would have. */
    void put(Deadline deadline) {
        long wanted = Math.clamp(tickOf(deadline.at), done + 1, done + SLOTS - 1);
        if (deadline.tick >= 0) {
            if (deadline.tick <= wanted) {
                return;
            }
            unlink(deadline);
        }
        link(deadline, wanted);
    }

    /** Lets go of the deadline, armed or not. */
    void remove(Deadline deadline) {
        if (deadline.tick >= 0) {
            unlink(deadline);
        }
    }

    /** Rounded up, so that nothing expires early. */
    private static long tickOf(long millis) {
        return millis == Deadline.NEVER ? Long.MAX_VALUE / 2 : (millis + TICK_MILLIS - 1) / TICK_MILLIS;
    }

    private void link(Deadline deadline, long tick) {
        int slot = (int) (tick & MASK);
        deadline.tick = tick;
        deadline.previous = null;
        deadline.next = slots[slot];
        if (deadline.next != null) {
            deadline.next.previous = deadline;
        }
        slots[slot] = deadline;
        occupied[slot >> 6] |= 1L << (slot & 63);
        size++;
    }

    private void unlink(Deadline deadline) {
        int slot = (int) (deadline.tick & MASK);
        if (deadline.previous != null) {
            deadline.previous.next = deadline.next;
        } else {
            slots[slot] = deadline.next;
            if (deadline.next == null) {
                occupied[slot >> 6] &= ~(1L << (slot & 63));
            }
        }
        if (deadline.next != null) {
            deadline.next.previous = deadline.previous;
        }
        deadline.previous = null;
        deadline.next = null;
        deadline.tick = -1;
        size--;
    }

    /** Fires what is due at {@code nowMillis} and puts back what was moved later. */
    void advance(long nowMillis) {
        long target = nowMillis / TICK_MILLIS;
        while (done < target) {
            if (size == 0) {
                done = target;
                return;
            }
            long next = nextOccupied(done + 1, Math.min(target, done + SLOTS));
            if (next < 0) {
                done = Math.min(target, done + SLOTS);
                continue;
            }
            done = next;
            sweep((int) (next & MASK), nowMillis);
        }
    }

    private void sweep(int slot, long nowMillis) {
        Deadline chain = slots[slot];
        while (chain != null) {
            Deadline deadline = chain;
            chain = chain.next;
            if (deadline.tick != done) {
                continue;
            }
            unlink(deadline);
            if (deadline.at <= nowMillis) {
                fire(deadline);
                chain = slots[slot];
            } else if (deadline.armed()) {
                put(deadline);
            }
        }
    }

    /** One that fails must not keep the others of its slot from their turn: they would never be looked at again. */
    private static void fire(Deadline deadline) {
        try {
            deadline.fire();
        } catch (Throwable fault) {
            Faults.report("a timer", fault);
        }
    }

    /** When to look next, in milliseconds of the clock; NEVER when nothing is there. */
    long nextMillis() {
        if (size == 0) {
            return Deadline.NEVER;
        }
        long next = nextOccupied(done + 1, done + SLOTS);
        return next < 0 ? Deadline.NEVER : next * TICK_MILLIS;
    }

    private long nextOccupied(long from, long to) {
        long tick = from;
        while (tick <= to) {
            int slot = (int) (tick & MASK);
            long word = occupied[slot >> 6] >>> (slot & 63);
            if (word != 0) {
                long found = tick + Long.numberOfTrailingZeros(word);
                return found <= to ? found : -1;
            }
            tick += 64 - (slot & 63);
        }
        return -1;
    }
}
