package dev.lintel.balance;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Those who wait for one server, or for any server of a backend, in order. Shared by all loops, without a lock. */
final class WaitQueue {
    private final ConcurrentSkipListMap<Ticket, Boolean> waiting = new ConcurrentSkipListMap<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicInteger size;

    /** @param size is kept at the number of those who wait; statistics read it too */
    WaitQueue(AtomicInteger size) {
        this.size = size;
    }

    int size() {
        return size.get();
    }

    /** How many were given a server from this queue, ever. */
    long served() {
        return served.get();
    }

    void add(Ticket ticket) {
        size.incrementAndGet();
        waiting.put(ticket, true);
    }

    /** The first that still waits, or null. */
    @Nullable
    Ticket first() {
        Map.Entry<Ticket, Boolean> entry = waiting.firstEntry();
        while (entry != null && !entry.getKey().waiting()) {
            entry = waiting.higherEntry(entry.getKey());
        }
        return entry == null ? null : entry.getKey();
    }

    /** Takes out one whose wait was ended by the caller; returns how many had been served before it. */
    long remove(Ticket ticket, boolean given) {
        waiting.remove(ticket);
        size.decrementAndGet();
        return given ? served.getAndIncrement() : served.get();
    }

    /** Ends the wait of all who are not bound to it, without a server; returns how many there were. */
    int displaceAll() {
        int displaced = 0;
        for (Ticket ticket : waiting.keySet()) {
            if (!ticket.bound() && ticket.displace()) {
                displaced++;
            }
        }
        return displaced;
    }
}
