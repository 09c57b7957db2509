package dev.lintel.acme;

import dev.lintel.tls.Challenges;
import java.time.Clock;
import java.time.Duration;

/**
 * What orders are given of the world.
 *
 * @param patience for one request to a CA
 * @param settle how long a CA may take to look at an answer, and to sign
 */
record OrderTools(
        Store store,
        Accounts accounts,
        Challenges challenges,
        DnsSteps dns,
        Outside outside,
        Clock clock,
        Duration patience,
        Duration settle) {}
