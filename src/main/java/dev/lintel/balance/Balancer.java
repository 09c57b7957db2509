package dev.lintel.balance;

/** An algorithm over one fixed set of candidates. Called by all loops at once; takes no lock and allocates nothing. */
public interface Balancer {
    /** What {@code key} is where the request has none (no such header, no such parameter). */
    long NO_KEY = -1;

    /**
     * The server for an exchange, or null where all are full.
     *
     * @param key the hash of what the algorithm goes by, an unsigned 32-bit number, or {@link #NO_KEY}
     * @param avoid the server that was tried before, taken again only where there is no other; or null
     */
    Server pick(long key, Server avoid);
}
