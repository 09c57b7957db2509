package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What an order does in DNS: finds who can set a record and where it has to stand, and waits until it can be seen. Blocking; any thread. */
final class DnsSteps {
    private final Dns dns;
    private final DnsTools tools;

    DnsSteps(Dns dns, ManualRecords manual) {
        this.dns = dns;
        this.tools = DnsTools.of(new Zones(dns), manual);
    }

    /** The same, in the DNS of a section. */
    DnsSteps in(AcmeSpec section) throws OrderFault {
        try {
            return section.options().isEmpty() ? this : new DnsSteps(DnsOptions.of(section, dns), tools.manual());
        } catch (DnsFault e) {
            throw fault("DNS", e);
        }
    }

    /**
     * What may make an order fail, as far as it can be seen from here.
     *
     * @param kinds the challenges that may be used, the best first
     * @param caaIdentities what CAA records call the CA
     */
    List<Finding> preflight(Ordered ordered, List<ChallengeKind> kinds, Set<String> caaIdentities) {
        List<String> wildcards = new ArrayList<>();
        List<String> others = new ArrayList<>();
        ordered.subjects().forEach(name -> (name.startsWith("*.") ? wildcards : others).add(name));
        Preflight preflight = new Preflight(dns);
        List<Finding> found = new ArrayList<>(
                preflight.check(Preflight.Question.of(others, kinds.getFirst().word(), caaIdentities)));
        String wildcardKind = (kinds.contains(ChallengeKind.DNS) ? ChallengeKind.DNS : kinds.getFirst()).word();
        found.addAll(preflight.check(Preflight.Question.of(wildcards, wildcardKind, caaIdentities)));
        return found;
    }

    /** Who sets the records of a section: where nobody is named, a human. */
    DnsProvider provider(AcmeSpec section) throws OrderFault {
        try {
            return section.provider() == null
                    ? DnsProviders.make("manual", Map.of(), tools)
                    : DnsProviders.make(section.provider(), section.providerSettings(), tools);
        } catch (DnsFault e) {
            throw fault("provider", e);
        }
    }

    /** Where the record has to stand: CNAMEs of its name are followed; a name that cannot be looked up is taken as it is. */
    TxtRecord place(TxtRecord record) {
        try {
            return record.at(new Zones(dns).path(record.name()).getLast());
        } catch (DnsFault e) {
            return record;
        }
    }

    /** Returns when every server of every zone has every record, as far as the servers can be asked from here. */
    void awaitVisible(AcmeSpec section, List<TxtRecord> records, Journal journal) throws OrderFault {
        await(propagation(section), records, journal);
    }

    /** The same for records that stand: other words may say the same. */
    void awaitStanding(AcmeSpec section, Map<TxtRecord, StandingClaim> claims, Journal journal) throws OrderFault {
        await(propagation(section).taking(saying(claims)), List.copyOf(claims.keySet()), journal);
    }

    private Propagation propagation(AcmeSpec section) {
        return new Propagation(dns, section.dnsTimeout() == null ? Propagation.DEFAULT_TIMEOUT : section.dnsTimeout());
    }

    private static BiPredicate<TxtRecord, String> saying(Map<TxtRecord, StandingClaim> claims) {
        return (record, text) -> claims.get(record).isIn(text, Instant.now());
    }

    private static void await(Propagation propagation, List<TxtRecord> records, Journal journal) throws OrderFault {
        Propagation.Wait wait = propagation.begin();
        for (TxtRecord record : records) {
            Propagation.Ended ended;
            try {
                ended = wait.await(record, each -> journal.step(each.toString()));
            } catch (DnsFault e) {
                throw fault("waiting for DNS", e);
            }
            if (ended.missing()) {
                throw new OrderFault("waiting for DNS: the record " + record + " is not at every server of its zone: "
                        + ended.without());
            }
            if (!ended.everywhere()) {
                journal.news("the record " + record + " could not be seen at every server from here, and the CA is"
                        + " asked all the same: " + ended.without());
            }
        }
    }

    /** Whether every server of every zone has every record now. */
    boolean visible(List<TxtRecord> records) {
        return visible(new Propagation(dns, Propagation.DEFAULT_TIMEOUT), records);
    }

    /** Whether every server of every zone has records that say all this now. */
    boolean standing(Map<TxtRecord, StandingClaim> claims) {
        return visible(
                new Propagation(dns, Propagation.DEFAULT_TIMEOUT).taking(saying(claims)), List.copyOf(claims.keySet()));
    }

    private static boolean visible(Propagation propagation, List<TxtRecord> records) {
        try {
            for (TxtRecord record : records) {
                if (!propagation.look(record).everywhere()) {
                    return false;
                }
            }
            return true;
        } catch (DnsFault e) {
            return false;
        }
    }

    /** Takes records away. @return those that could not be, which is told */
    static List<TxtRecord> clean(DnsProvider provider, List<TxtRecord> records, Journal journal) {
        List<TxtRecord> left = new ArrayList<>();
        for (TxtRecord record : records) {
            try {
                provider.cleanup(record);
            } catch (DnsFault e) {
                left.add(record);
                // Whoever is being stopped has nothing to tell: what stays is written down, and the next start removes
                // it.
                if (!Thread.currentThread().isInterrupted()) {
                    journal.news("the record " + record + " could not be removed, which is tried again with the next"
                            + " order: " + e.getMessage());
                }
            }
        }
        return left;
    }

    static OrderFault fault(String step, DnsFault e) {
        Instant after = e.retryAfter() == null ? null : Instant.now().plus(e.retryAfter());
        return new OrderFault(step + ": " + e.getMessage(), null, after, false);
    }
}
