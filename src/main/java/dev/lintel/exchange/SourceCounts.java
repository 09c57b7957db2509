package dev.lintel.exchange;

import dev.lintel.stream.Address;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client address has open: whole addresses of IPv4, networks of 64 bits of IPv6, for that is what one client
 * gets. Shared by all loops. This machine itself and unix sockets are not counted: whoever speaks from there is no stranger.
 */
public final class SourceCounts {
    private final ConcurrentHashMap<Long, Integer> open = new ConcurrentHashMap<>();

    /** Counts one more; false, and nothing counted, where there are {@code max} already. 0: no limit, but counted. */
    public boolean enter(Address source, int max) {
        Long key = key(source);
        if (key == null) {
            return true;
        }
        int now = open.merge(key, 1, Integer::sum);
        if (max > 0 && now > max) {
            leave(source);
            return false;
        }
        return true;
    }

    /** One that entered is gone. */
    public void leave(Address source) {
        Long key = key(source);
        if (key != null) {
            open.computeIfPresent(key, (k, now) -> now == 1 ? null : Integer.valueOf(now - 1));
        }
    }

    /** How many addresses have connections open. */
    public int size() {
        return open.size();
    }

    private static Long key(Address source) {
        byte[] ip = source.ip();
        if (ip == null || isLoopback(ip)) {
            return null;
        }
        // No client's address begins with 32 ones: the two kinds do not meet.
        long key = ip.length == 4 ? -1 : 0;
        for (int i = 0; i < Math.min(ip.length, 8); i++) {
            key = key << 8 | ip[i] & 0xff;
        }
        return key;
    }

    private static boolean isLoopback(byte[] ip) {
        if (ip.length == 4) {
            return ip[0] == 127;
        }
        int bits = 0;
        for (int i = 0; i < ip.length - 1; i++) {
            bits |= ip[i];
        }
        return bits == 0 && ip[ip.length - 1] == 1;
    }
}
