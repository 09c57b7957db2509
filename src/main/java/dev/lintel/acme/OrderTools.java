package dev.lintel.acme;

import dev.lintel.tls.Challenges;
import java.time.Clock;
import java.time.Duration;

/**
 * What orders are given of the world.
 *
 * @param entries the maps of the rules, for sections with {@code map}
 * @param patience for one request to a CA
 * @param settle how long a CA may take to look at an answer, and to sign
 */
record OrderTools(
        Store store,
        Accounts accounts,
        Challenges challenges,
        DnsSteps dns,
        MapEntries entries,
        Clock clock,
        Duration patience,
        Duration settle) {
    /** The maps of the configuration in force, by name. */
    interface MapEntries {
        void put(String map, String key, String value);

        void remove(String map, String key);
    }
}
