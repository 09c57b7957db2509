package dev.lintel.acme;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Finds where a record has to stand: CNAMEs of the name are followed on purpose, as a CA follows them, and the zone is the nearest parent
 * with an SOA record. Blocking; any thread.
 */
public final class Zones implements ZoneFinder {
    private static final int MAX_CNAMES = 8;

    private final Dns dns;

    public Zones(Dns dns) {
        this.dns = dns;
    }

    /**
     * Where a name leads.
     *
     * @param path the name itself and each CNAME's target, in order; the last is where the record has to stand
     */
    public record Place(List<String> path, String zone, List<NameServer> servers) {
        public String name() {
            return path.getLast();
        }

        public boolean isAlias() {
            return path.size() > 1;
        }

        /** {@code _acme-challenge.a.org -> x.b.net, in zone b.net (ns1.b.net, ns2.b.net)}. */
        @Override
        public String toString() {
            List<String> names = new ArrayList<>();
            servers.forEach(server -> names.add(server.name()));
            return String.join(" -> ", path) + ", in zone " + zone + " (" + String.join(", ", names) + ")";
        }
    }

    /** One of the servers that a zone names for itself. */
    public record NameServer(String name, List<InetSocketAddress> addresses) {}

    /** Where a TXT record of that name has to be written, and who will be asked for it. */
    public Place find(String name) throws DnsFault {
        List<String> path = path(name);
        String zone = zoneOf(path.getLast());
        return new Place(path, zone, servers(zone));
    }

    /** The name and what it is a CNAME of, to the end. */
    public List<String> path(String name) throws DnsFault {
        List<String> path = new ArrayList<>();
        path.add(TxtRecord.plain(name));
        Name at = Dns.name(name);
        for (Name next = target(at); next != null; next = target(at)) {
            String plain = TxtRecord.plain(next.toString());
            if (path.contains(plain) || path.size() > MAX_CNAMES) {
                throw new DnsFault("the CNAMEs of " + path.getFirst() + " lead in a circle: "
                        + String.join(" -> ", path) + " -> " + plain);
            }
            path.add(plain);
            at = next;
        }
        return List.copyOf(path);
    }

    private Name target(Name name) throws DnsFault {
        for (Record record : dns.ask(name, Type.CNAME).getSection(Section.ANSWER)) {
            if (record instanceof CNAMERecord cname && cname.getName().equals(name)) {
                return cname.getTarget();
            }
        }
        return null;
    }

    @Override
    public String zoneOf(String name) throws DnsFault {
        Name full = Dns.name(name);
        for (Name at = full; at.labels() > 1; at = new Name(at, 1)) {
            Message answer = dns.ask(at, Type.SOA);
            // A name that is no zone is answered with the SOA of the zone that it lies in.
            for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
                for (Record record : answer.getSection(section)) {
                    if (record instanceof SOARecord
                            && at.subdomain(record.getName())
                            && record.getName().labels() > 1) {
                        return TxtRecord.plain(record.getName().toString());
                    }
                }
            }
        }
        throw new DnsFault("no zone holds " + name + ": no parent of it has an SOA record that this host can see;"
                + " is the domain registered, and does it have name servers?");
    }

    /** The servers that the zone names, with every address of theirs. */
    public List<NameServer> servers(String zone) throws DnsFault {
        List<NameServer> servers = new ArrayList<>();
        for (Record record : dns.ask(Dns.name(zone), Type.NS).getSection(Section.ANSWER)) {
            if (record instanceof NSRecord ns) {
                servers.add(new NameServer(TxtRecord.plain(ns.getTarget().toString()), addresses(ns.getTarget())));
            }
        }
        if (servers.isEmpty()) {
            throw new DnsFault("the zone " + zone + " names no servers (it has no NS record)");
        }
        servers.sort((a, b) -> a.name().compareTo(b.name()));
        return List.copyOf(servers);
    }

    private List<InetSocketAddress> addresses(Name server) throws DnsFault {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Message answer;
            try {
                answer = dns.ask(server, type);
            } catch (DnsFault e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                // The zone has other servers; this one has no address then.
                continue;
            }
            for (Record record : answer.getSection(Section.ANSWER)) {
                switch (record) {
                    case ARecord a -> addresses.add(dns.authority(a.getAddress()));
                    case AAAARecord aaaa -> addresses.add(dns.authority(aaaa.getAddress()));
                    default -> {}
                }
            }
        }
        return List.copyOf(addresses);
    }
}
