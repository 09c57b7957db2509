package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
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
        Duration settle) {
    /** The same, in the DNS of a section. */
    OrderTools in(AcmeSpec section) throws OrderFault {
        return new OrderTools(store, accounts, challenges, dns.in(section), outside, clock, patience, settle);
    }
}
