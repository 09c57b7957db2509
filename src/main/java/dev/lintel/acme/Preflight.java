package dev.lintel.acme;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Looks, before a CA is asked, at what a CA will look at: where the names lead, whether the ports answer there, whether CAA lets it issue,
 * and on request whether TXT records can be written. Blocking; any thread.
 */
public final class Preflight {
    private final Dns dns;
    private final Set<InetAddress> own;
    private final Duration patience;
    private final Duration overall;

    /** As seen from this host and its addresses. */
    public Preflight(Dns dns) {
        this(dns, ownAddresses(), Duration.ofSeconds(3), Duration.ofSeconds(6));
    }

    /**
     * @param patience for one connection
     * @param overall for all names together: an order waits for this
     */
    Preflight(Dns dns, Set<InetAddress> own, Duration patience, Duration overall) {
        this.dns = dns;
        this.own = own;
        this.patience = patience;
        this.overall = overall;
    }

    /**
     * What an order is going to be.
     *
     * @param names what the certificate is to hold, wildcards and addresses included
     * @param challenge {@code http-01}, {@code tls-alpn-01} or {@code dns-01}
     * @param caaIdentities what the CA's directory says that CAA records call it; empty: CAA is not looked at
     * @param httpPort and {@code tlsPort}: where the CA will knock; 80 and 443 but in tests
     */
    public record Question(List<String> names, String challenge, Set<String> caaIdentities, int httpPort, int tlsPort) {
        public static Question of(List<String> names, String challenge, Set<String> caaIdentities) {
            return new Question(names, challenge, caaIdentities, 80, 443);
        }
    }

    /** Everything that may make the order fail, in the order of the names; empty when nothing was found. Names are looked at side by side. */
    public List<Finding> check(Question question) {
        List<Callable<List<Finding>>> looks = new ArrayList<>();
        question.names().forEach(name -> looks.add(() -> check(name, question)));
        List<Finding> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Finding>>> all = threads.invokeAll(looks, overall.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < all.size(); i++) {
                found.addAll(
                        all.get(i).isCancelled()
                                ? List.of(late(question.names().get(i)))
                                : all.get(i).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return List.copyOf(found);
    }

    private static Finding late(String name) {
        return new Finding(
                name, "could not be looked at in time", "DNS or the network is slow from here; the order goes on");
    }

    private List<Finding> check(String name, Question question) {
        List<Finding> found = new ArrayList<>();
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        if (!address && !question.caaIdentities().isEmpty()) {
            Finding caa = new CaaCheck(dns).check(name, question.caaIdentities(), question.challenge());
            if (caa != null) {
                found.add(caa);
            }
        }
        switch (question.challenge()) {
            case "http-01" -> knock(name, address, question.httpPort(), found);
            case "tls-alpn-01" -> knock(name, address, question.tlsPort(), found);
            default -> {}
        }
        return found;
    }

    private void knock(String name, boolean literal, int port, List<Finding> found) {
        if (name.startsWith("*.")) {
            found.add(new Finding(
                    name, "is a wildcard, which only dns-01 proves", "set 'challenge dns-01' and a 'provider'"));
            return;
        }
        try {
            List<InetAddress> addresses = literal ? List.of(InetAddress.ofLiteral(name)) : addresses(name);
            if (addresses.isEmpty()) {
                found.add(new Finding(name, "has no address in DNS", "add an A or AAAA record: the CA will ask there"));
            }
            addresses.forEach(address -> knock(name, address, port, found));
        } catch (DnsFault | IllegalArgumentException e) {
            found.add(new Finding(name, "cannot be looked up", String.valueOf(e.getMessage())));
        }
    }

    private void knock(String name, InetAddress address, int port, List<Finding> found) {
        String text = address.getHostAddress();
        boolean here = own.contains(address);
        if (!here && address.isSiteLocalAddress()) {
            found.add(new Finding(
                    name,
                    "leads to " + text + ", a private address that is not this host's",
                    "a public CA cannot ask there: use dns-01, or 'directory internal'"));
        } else if (!here) {
            found.add(new Finding(
                    name,
                    "leads to " + text + ", which is no address of this host",
                    "well where a router or another balancer passes port " + port
                            + " on to this host; else the CA asks somebody else"));
        }
        String trouble = connect(address, port);
        if (!trouble.isEmpty()) {
            found.add(new Finding(
                    name,
                    "leads to " + text + ", where port " + port + " " + trouble,
                    (here
                                    ? "a 'bind' line there is missing, or a firewall is in the way"
                                    : "some routers do not let their own network in that way; look from outside")
                            + "; dns-01 needs no open port"));
        }
    }

    /** What is wrong with a port, or empty. */
    private String connect(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) patience.toMillis());
            return "";
        } catch (ConnectException e) {
            return "refuses connections";
        } catch (IOException e) {
            return "does not answer";
        }
    }

    private List<InetAddress> addresses(String name) throws DnsFault {
        List<InetAddress> addresses = new ArrayList<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            // The resolver follows CNAMEs: what it found stands in the same answer.
            for (Record record : dns.ask(Dns.name(name), type).getSection(Section.ANSWER)) {
                switch (record) {
                    case ARecord a -> addresses.add(a.getAddress());
                    case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
                    default -> {}
                }
            }
        }
        return addresses;
    }

    /** Sets a record that proves nothing, looks for it at the zone's servers, and takes it away again. */
    public List<Finding> writable(String identifier, DnsProvider provider, Propagation propagation) {
        TxtRecord plain = TxtRecord.of(identifier, "lintel-preflight-" + UUID.randomUUID());
        if (provider.byHand()) {
            return List.of(new Finding(
                    identifier, "is proved by hand", "a name server with an API could do it: see 'provider'"));
        }
        List<Finding> found = new ArrayList<>();
        try {
            TxtRecord record = plain.at(new Zones(dns).path(plain.name()).getLast());
            try {
                provider.present(record);
                Propagation.Ended ended = propagation.await(record, ignored -> {});
                if (!ended.everywhere()) {
                    found.add(new Finding(
                            identifier,
                            "could be written, but not all servers of the zone have it in time ("
                                    + ApiMessages.shorten(ended.without()) + ")",
                            "a longer 'dns-timeout' gives them more time"));
                }
            } finally {
                provider.cleanup(record);
            }
        } catch (DnsFault e) {
            found.add(new Finding(identifier, "cannot be proved by a TXT record", String.valueOf(e.getMessage())));
        }
        return List.copyOf(found);
    }

    private static Set<InetAddress> ownAddresses() {
        Set<InetAddress> addresses = new TreeSet<>((a, b) -> a.getHostAddress().compareTo(b.getHostAddress()));
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            // A host that does not tell its addresses: every name leads elsewhere then, and that is said.
        }
        return addresses;
    }
}
