package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees to records that stand (dns-persist-01): looks whether they are there, as for every renewal they are, and else has them set. They are
 * never taken away. Used by one order, on its thread.
 */
final class Standing {
    private static final Duration DELAY = Duration.ofSeconds(30);

    private final AcmeSpec section;
    private final OrderTools tools;
    private final Journal journal;

    Standing(AcmeSpec section, OrderTools tools, Journal journal) {
        this.section = section;
        this.tools = tools;
        this.journal = journal;
    }

    /**
     * Returns when a CA may look, by what {@code challenge-ready} says.
     *
     * @param deadline of who sets them by hand
     */
    void settle(Map<TxtRecord, StandingClaim> claims, DnsProvider provider, Instant deadline)
            throws OrderFault, StoreFault, InterruptedException {
        journal.step("looking whether the records are there that dns-persist-01 needs");
        Map<TxtRecord, StandingClaim> missing = missing(claims);
        if (missing.isEmpty()) {
            return;
        }
        if (!provider.byHand()) {
            present(missing, provider);
        }
        List<String> waits = section.challengeReady();
        if (provider.byHand() || waits.contains("cli")) {
            List<Question> questions = new ArrayList<>();
            missing.keySet().forEach(record -> questions.add(new Question(record, "")));
            journal.awaitReady(questions, deadline, any -> tools.dns().standing(missing));
            if (tools.dns().standing(missing)) {
                return;
            }
        }
        if (waits.contains("delay")) {
            Duration delay = section.dnsDelay() == null ? DELAY : section.dnsDelay();
            journal.step("waiting " + delay.toSeconds() + " seconds for DNS ('dns-delay')");
            Thread.sleep(delay);
        }
        if (waits.contains("dns")) {
            journal.step("waiting until every server of the zone has the record");
            tools.dns().awaitStanding(section, missing, journal);
        }
    }

    private Map<TxtRecord, StandingClaim> missing(Map<TxtRecord, StandingClaim> claims) {
        Map<TxtRecord, StandingClaim> missing = new LinkedHashMap<>();
        claims.forEach((record, claim) -> {
            if (!tools.dns().standing(Map.of(record, claim))) {
                missing.put(record, claim);
            }
        });
        return missing;
    }

    private void present(Map<TxtRecord, StandingClaim> missing, DnsProvider provider) throws OrderFault {
        for (TxtRecord record : missing.keySet()) {
            journal.step("setting " + record);
            try {
                provider.present(record);
            } catch (DnsFault e) {
                throw DnsSteps.fault("setting " + record.name(), e);
            }
            journal.news("set the record " + record + ", which stays: renewals need no other");
        }
    }
}
