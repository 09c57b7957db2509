package dev.lintel.acme;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Waits until every server of a zone tells a TXT value: a CA may ask any of them, and caches of resolvers do not matter to it. Asked over
 * TCP, which nobody forges. Blocking; any thread.
 */
public final class Propagation {
    /** {@code dns-timeout} of the {@code acme} section, where it is not set. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(600);

    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private final Dns dns;
    private final Zones zones;
    private final Duration timeout;
    private final Duration firstPause;

    public Propagation(Dns dns, Duration timeout) {
        this(dns, timeout, Duration.ofSeconds(1));
    }

    Propagation(Dns dns, Duration timeout, Duration firstPause) {
        this.dns = dns;
        this.zones = new Zones(dns);
        this.timeout = timeout;
        this.firstPause = firstPause;
    }

    /**
     * What one server said at one of its addresses.
     *
     * @param values all TXT values of the name there
     * @param says in words: {@code has it}, {@code has 1 other value}, {@code does not answer over TCP}
     */
    public record ServerAnswer(String server, String address, List<String> values, boolean has, String says) {
        private static final String SILENT = "does not answer over TCP";

        /** A server that cannot be reached at its IPv6 address from here may be asked at the other. */
        boolean answered() {
            return !says.equals(SILENT);
        }

        @Override
        public String toString() {
            return server + " (" + address + ") " + says;
        }
    }

    /** What all servers said, the last time that they were asked. */
    public record Seen(Zones.Place place, List<ServerAnswer> answers) {
        /** Whether every server has it: at one address at least, and at no address anything else. */
        public boolean everywhere() {
            for (Zones.NameServer server : place.servers()) {
                boolean has = false;
                for (ServerAnswer answer : answers) {
                    if (answer.server().equals(server.name())) {
                        has |= answer.has();
                        if (!answer.has() && answer.answered()) {
                            return false;
                        }
                    }
                }
                if (!has) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            List<String> lines = new ArrayList<>();
            answers.forEach(answer -> lines.add(answer.toString()));
            return place + ": " + String.join("; ", lines);
        }
    }

    /**
     * Asks until all have it or the time is over; the last look is the result either way.
     *
     * @param watcher is told of every round, on this thread
     */
    public Seen await(TxtRecord record, Consumer<Seen> watcher) throws DnsFault {
        long end = System.nanoTime() + timeout.toNanos();
        long pause = firstPause.toMillis();
        while (true) {
            Seen seen = look(record);
            watcher.accept(seen);
            long left = (end - System.nanoTime()) / 1_000_000;
            if (seen.everywhere() || left <= 0) {
                return seen;
            }
            Pauses.sleep(Math.min(pause, left));
            pause = Math.min(pause * 3 / 2 + 1, SLOWEST.toMillis());
        }
    }

    /** Asks every server once, all at the same time. */
    public Seen look(TxtRecord record) throws DnsFault {
        Zones.Place place = zones.find(record.name());
        Name name = Dns.name(place.name());
        List<Callable<ServerAnswer>> questions = new ArrayList<>();
        List<ServerAnswer> answers = new ArrayList<>();
        for (Zones.NameServer server : place.servers()) {
            server.addresses().forEach(address -> questions.add(() -> ask(server, address, name, record.value())));
            if (server.addresses().isEmpty()) {
                answers.add(new ServerAnswer(server.name(), "no address", List.of(), false, "does not resolve"));
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ServerAnswer> answer : threads.invokeAll(questions)) {
                answers.add(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DnsFault("was stopped while it asked for " + place.name());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return new Seen(place, List.copyOf(answers));
    }

    private ServerAnswer ask(Zones.NameServer server, InetSocketAddress address, Name name, String wanted) {
        String where = Dns.text(address);
        try {
            Message answer = dns.askAuthority(address, name, Type.TXT);
            List<String> values = values(answer, name);
            boolean has = values.contains(wanted);
            return new ServerAnswer(server.name(), where, values, has, says(answer, values, has));
        } catch (IOException e) {
            return new ServerAnswer(server.name(), where, List.of(), false, ServerAnswer.SILENT);
        }
    }

    private static String says(Message answer, List<String> values, boolean has) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return "answers " + Rcode.string(rcode);
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            return "is not responsible for the zone";
        }
        if (has) {
            return "has it";
        }
        return values.isEmpty()
                ? "has no TXT record yet"
                : "has " + values.size() + " other value" + (values.size() == 1 ? "" : "s");
    }

    private static List<String> values(Message answer, Name name) {
        List<String> values = new ArrayList<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof TXTRecord txt && txt.getName().equals(name)) {
                values.add(String.join("", txt.getStrings()));
            }
        }
        return List.copyOf(values);
    }
}
