package dev.lintel.acme;

import dev.lintel.model.AcmeSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What an order does in DNS: finds who can set a record and where it has to stand, and waits until it can be seen. Blocking; any thread. */
final class DnsSteps {
    private final Dns dns;
    private final DnsTools tools;

    DnsSteps(Dns dns, ManualRecords manual) {
        this.dns = dns;
        this.tools = DnsTools.of(new Zones(dns), manual);
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

    /** Returns when every server of every zone has every record. */
    void awaitVisible(AcmeSpec section, List<TxtRecord> records, Consumer<String> told) throws OrderFault {
        Propagation propagation = new Propagation(
                dns, section.dnsTimeout() == null ? Propagation.DEFAULT_TIMEOUT : section.dnsTimeout());
        for (TxtRecord record : records) {
            Propagation.Seen seen;
            try {
                seen = propagation.await(record, each -> told.accept(each.toString()));
            } catch (DnsFault e) {
                throw fault("waiting for DNS", e);
            }
            if (!seen.everywhere()) {
                List<String> without = new ArrayList<>();
                for (Propagation.ServerAnswer answer : seen.answers()) {
                    if (!answer.has()) {
                        without.add(answer.toString());
                    }
                }
                throw new OrderFault("waiting for DNS: the record " + record + " is not at every server of zone "
                        + seen.place().zone() + ": " + String.join("; ", without));
            }
        }
    }

    /** Whether every server of every zone has every record now. */
    boolean visible(List<TxtRecord> records) {
        Propagation propagation = new Propagation(dns, Propagation.DEFAULT_TIMEOUT);
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

    static OrderFault fault(String step, DnsFault e) {
        Instant after =
                e.retryAfter() == null ? null : Instant.now().plus(e.retryAfter());
        return new OrderFault(step + ": " + e.getMessage(), null, after, false);
    }
}
