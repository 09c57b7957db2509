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
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    /** How long servers that give no answer are asked again once all others have the value. */
    private static final Duration FOR_THE_SILENT = Duration.ofSeconds(30);

    private final Dns dns;
    private final Zones zones;
    private final Duration timeout;
    private final Duration firstPause;
    private final Duration forTheSilent;
    private final BiPredicate<TxtRecord, String> is;

    public Propagation(Dns dns, Duration timeout) {
        this(dns, timeout, Duration.ofSeconds(1));
    }

    Propagation(Dns dns, Duration timeout, Duration firstPause) {
        this(dns, timeout, firstPause, FOR_THE_SILENT);
    }

    Propagation(Dns dns, Duration timeout, Duration firstPause, Duration forTheSilent) {
        this(dns, timeout, firstPause, forTheSilent, (record, value) -> value.equals(record.value()));
    }

    private Propagation(
            Dns dns, Duration timeout, Duration firstPause, Duration forTheSilent, BiPredicate<TxtRecord, String> is) {
        this.is = is;
        this.dns = dns;
        this.zones = new Zones(dns);
        this.timeout = timeout;
        this.firstPause = firstPause;
        this.forTheSilent = forTheSilent;
    }

    /** The same, where other values than the very one will do. */
    Propagation taking(BiPredicate<TxtRecord, String> other) {
        return new Propagation(dns, timeout, firstPause, forTheSilent, other);
    }

    /**
     * What one server said at one of its addresses.
     *
     * @param values all TXT values of the name there
     * @param without whether it answered for the zone, and the value was not there: not so where it is silent or knows no such zone, which
     *     makes a CA ask another server
     * @param says in words: {@code has it}, {@code has 1 other value}, {@code does not answer over TCP}
     */
    public record ServerAnswer(
            String server, String address, List<String> values, boolean has, boolean without, String says) {

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
                        if (answer.without()) {
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

        /** Whether a server told that the value is not there: a CA that asks this one refuses. */
        public boolean missing() {
            return answers.stream().anyMatch(ServerAnswer::without);
        }

        private boolean found() {
            return answers.stream().anyMatch(ServerAnswer::has);
        }

        @Override
        public String toString() {
            List<String> lines = new ArrayList<>();
            answers.forEach(answer -> lines.add(answer.toString()));
            return place + ": " + String.join("; ", lines);
        }
    }

    /**
     * How a wait ended.
     *
     * @param seen the last look, or null where DNS could never be asked
     * @param fault why it could not be asked at the end, or null
     */
    public record Ended(@Nullable Seen seen, @Nullable String fault) {
        public boolean everywhere() {
            return seen != null && seen.everywhere();
        }

        /** Whether a CA would refuse. Where servers cannot be asked from here, nothing speaks against letting a CA ask them. */
        public boolean missing() {
            return seen != null && seen.missing();
        }

        /** Who does not have it, or could not be asked. */
        public String without() {
            List<String> words = new ArrayList<>();
            if (seen != null) {
                for (ServerAnswer answer : seen.answers()) {
                    if (!answer.has()) {
                        words.add(answer.toString());
                    }
                }
            }
            if (fault != null) {
                words.add(fault);
            }
            return String.join("; ", words);
        }
    }

    /** The time of all records of a round together: each of a hundred names does not wait again for the server that is dead. */
    final class Wait {
        private final long end = System.nanoTime() + timeout.toNanos();
        private @Nullable Long endForTheSilent;

        /**
         * Asks until all have it or the time is over.
         *
         * @param watcher is told of every round, on this thread
         * @throws DnsFault where the thread was interrupted
         */
        Ended await(TxtRecord record, Consumer<Seen> watcher) throws DnsFault {
            long pause = firstPause.toMillis();
            Seen seen = null;
            while (true) {
                String fault = null;
                try {
                    seen = look(record);
                    watcher.accept(seen);
                } catch (DnsFault e) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    // A resolver that hiccups says nothing about the record.
                    fault = e.getMessage();
                }
                long left = left(seen, fault);
                if (fault == null && seen.everywhere() || left <= 0) {
                    return new Ended(seen, fault);
                }
                Pauses.sleep(Math.min(pause, left));
                pause = Math.min(pause * 3 / 2 + 1, SLOWEST.toMillis());
            }
        }

        /** Milliseconds. */
        private long left(@Nullable Seen seen, @Nullable String fault) {
            long now = System.nanoTime();
            long until = end;
            if (fault == null && seen != null && seen.found() && !seen.missing()) {
                if (endForTheSilent == null) {
                    endForTheSilent = now + forTheSilent.toNanos();
                }
                until = endForTheSilent - end < 0 ? endForTheSilent : end;
            }
            return (until - now) / 1_000_000;
        }
    }

    /** Waits for several records, one after the other. */
    Wait begin() {
        return new Wait();
    }

    /** Waits for one record. */
    public Ended await(TxtRecord record, Consumer<Seen> watcher) throws DnsFault {
        return begin().await(record, watcher);
    }

    /** Asks every server once, all at the same time. */
    public Seen look(TxtRecord record) throws DnsFault {
        Zones.Place place = zones.find(record.name());
        Name name = Dns.name(place.name());
        List<Callable<ServerAnswer>> questions = new ArrayList<>();
        List<ServerAnswer> answers = new ArrayList<>();
        for (Zones.NameServer server : place.servers()) {
            server.addresses().forEach(address -> questions.add(() -> ask(server, address, name, record)));
            if (server.addresses().isEmpty()) {
                answers.add(new ServerAnswer(server.name(), "no address", List.of(), false, false, "does not resolve"));
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

    private ServerAnswer ask(Zones.NameServer server, InetSocketAddress address, Name name, TxtRecord wanted) {
        String where = Dns.text(address);
        try {
            Message answer = dns.askAuthority(address, name, Type.TXT);
            List<String> values = values(answer, name);
            boolean has = values.stream().anyMatch(value -> is.test(wanted, value));
            boolean without = !has && responsible(answer);
            return new ServerAnswer(server.name(), where, values, has, without, says(answer, values, has));
        } catch (IOException e) {
            return new ServerAnswer(server.name(), where, List.of(), false, false, "does not answer over TCP");
        }
    }

    private static boolean responsible(Message answer) {
        int rcode = answer.getRcode();
        return (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN)
                && answer.getHeader().getFlag(Flags.AA);
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
