import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Measures Lintel beside HAProxy and nginx on one machine in one run; see bench/README.md. */
final class Bench {
    private final Options options;
    private final Results results;
    private final Progress progress;
    private final Path folder;
    private final Origin origin;
    private final Uploads uploads;
    private final Certificates certificates;
    private final Map<Peer, Double> memory = new LinkedHashMap<>();
    private final Set<Running> running = new LinkedHashSet<>();

    private Bench(Options options, List<Peer> peers, Path folder) throws IOException {
        this.options = options;
        this.folder = folder;
        results = new Results(peers);
        progress =
                new Progress(options.rows().stream().mapToDouble(this::planned).sum() * results.peers.size());
        origin = new Origin(folder);
        uploads = new Uploads(origin.mebibyte);
        certificates = new Certificates(folder);
    }

    public static void main(String[] args) throws Exception {
        try {
            Options options = Options.of(args);
            System.out.println("Asking every peer for its version; Lintel builds what is missing ...");
            List<Peer> peers = Peer.atHand();
            Path folder = Files.createTempDirectory("lintel-bench-");
            Bench bench = new Bench(options, peers, folder);
            // Ctrl-C must not leave proxies behind.
            Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
            bench.run();
            new Report(bench.results, options).write();
        } catch (Options.Wrong wrong) {
            System.err.println("bench/run: " + wrong.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        Map<Setup, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : options.rows()) {
            if (!(row.load instanceof Load.AfterTheRun)) {
                groups.computeIfAbsent(row.setup, s -> new ArrayList<>()).add(row);
            }
        }
        for (Map.Entry<Setup, List<Row>> group : groups.entrySet()) {
            for (Row row : group.getValue()) {
                if (fresh(row)) {
                    freshProcesses(row);
                }
            }
            sharedProcesses(group.getKey(), group.getValue());
        }
        if (options.rows().contains(Row.MEMORY)) {
            memory.forEach((peer, mib) -> results.add(Row.MEMORY, peer, Sample.idle(mib, mib, 0)));
        }
    }

    /** Rows of one configuration: every peer starts once, is warmed up for every row, and takes its turn in rounds. */
    private void sharedProcesses(Setup setup, List<Row> rows) throws IOException {
        List<Row> loads = rows.stream().filter(row -> !fresh(row)).toList();
        if (loads.isEmpty()) {
            return;
        }
        List<Running> started = new ArrayList<>();
        for (Peer peer : results.peers) {
            start(peer, setup).ifPresent(started::add);
        }
        for (Row row : loads) {
            for (int round = 0; round <= options.rounds(); round++) {
                for (Running target : List.copyOf(started)) {
                    if (!turn(row, round, target)) {
                        started.remove(target);
                        stop(target);
                    }
                }
            }
        }
        for (Running target : started) {
            if (setup == Setup.LOG || setup == Setup.PLAIN) {
                memory.merge(target.peer, target.residentMib(), Math::max);
            }
            stop(target);
        }
    }

    /** One turn of one peer; round 0 is its warm-up. False if the peer can no longer take part. */
    private boolean turn(Row row, int round, Running target) throws IOException {
        try {
            if (row.load instanceof Load.Reload) {
                // Round 0 is work of the same kind, so that it is the warm-up here as well.
                Sample sample = Reload.measure(target, certificates.of(row.setup.tls()));
                if (round > 0) {
                    results.add(row, target.peer, sample);
                    say(row, round, target.peer, sample, planned(row) / options.rounds());
                }
            } else if (round == 0) {
                load(row, target, options.warmUpSeconds());
                progress.done(options.warmUpSeconds(), "%-12s warm-up   %s".formatted(row.id, target.peer.name()));
            } else {
                Sample sample = measure(row, target);
                results.add(row, target.peer, sample);
                say(row, round, target.peer, sample, options.seconds());
            }
            return true;
        } catch (Running.Absent absent) {
            leaveOut(target.peer, row.setup, absent.getMessage());
            return false;
        }
    }

    /** Rows that need a new process every time: memory of what clients leave behind, and the start itself. */
    private static boolean fresh(Row row) {
        return row.load instanceof Load.Idle
                || row.load instanceof Load.FirstAnswer
                || row.load instanceof Load.EachOnce;
    }

    private void freshProcesses(Row row) throws IOException {
        if (row.load instanceof Load.FirstAnswer) {
            // The first start ever may fill caches of its own (Lintel's launcher builds one); it is not counted.
            for (Peer peer : results.peers) {
                start(peer, row.setup).ifPresent(this::stop);
            }
        }
        for (int round = 1; round <= rounds(row); round++) {
            for (Peer peer : results.peers) {
                Running target = start(peer, row.setup).orElse(null);
                if (target != null) {
                    fresh(row, round, target);
                    stop(target);
                }
            }
        }
    }

    private void fresh(Row row, int round, Running target) throws IOException {
        try {
            Sample sample =
                    switch (row.load) {
                        case Load.Idle idle -> IdleConnections.measure(idle, target);
                        case Load.EachOnce names -> Handshakes.memory(names, target);
                        default -> Sample.idle(target.firstAnswer.toNanos() / 1e6, target.residentMib(), 0);
                    };
            results.add(row, target.peer, sample);
            say(row, round, target.peer, sample, planned(row) / rounds(row));
        } catch (Running.Absent absent) {
            leaveOut(target.peer, row.setup, absent.getMessage());
        }
    }

    /** To load ten thousand certificates takes long, and their memory hardly varies. */
    private int rounds(Row row) {
        return row.load instanceof Load.EachOnce ? Math.min(options.rounds(), 3) : options.rounds();
    }

    private Optional<Running> start(Peer peer, Setup setup) throws IOException {
        try {
            int servers = setup.uploads() ? uploads.port : origin.port;
            Path crt = setup.tls() == null ? null : certificates.of(setup.tls());
            Running target = Running.start(peer, setup, servers, crt, folder);
            running.add(target);
            return Optional.of(target);
        } catch (Running.Absent absent) {
            leaveOut(peer, setup, absent.getMessage());
            return Optional.empty();
        }
    }

    private void leaveOut(Peer peer, Setup setup, String reason) {
        if (results.leaveOut(peer, setup, reason)) {
            System.out.println(peer.name() + " is left out of '" + setup.name() + "': " + reason);
            progress.skip(options.rows().stream()
                    .filter(r -> r.setup == setup)
                    .mapToDouble(this::planned)
                    .sum());
        }
    }

    private Sample measure(Row row, Running target) throws IOException, Running.Absent {
        double busyBefore = Proc.coreBusyMicros(Running.core());
        double cpuBefore = target.cpuMicros();
        long linesBefore = target.sink.lines();
        Wrk load = load(row, target, options.seconds());
        double cpu = target.cpuMicros() - cpuBefore;
        double others = Math.max(0, Proc.coreBusyMicros(Running.core()) - busyBefore - cpu) / 1e6 / load.seconds();
        if (load.requests() == 0) {
            throw new Running.Absent("it answered nothing in " + row.id);
        }
        double units = load.requests() * (row.load instanceof Load.Uploads ? Uploads.MEBIBYTES : 1);
        double lost = 0;
        if (target.setup.log()) {
            Http.pause(200);
            lost = Math.max(0, 1 - (target.sink.lines() - linesBefore) / (double) load.requests());
        }
        double wall = load.seconds();
        double own = cpu / 1e6 / wall;
        return new Sample(cpu / units, units / wall, own, others, target.residentMib(), load.errors(), lost);
    }

    private Wrk load(Row row, Running target, int seconds) throws IOException, Running.Absent {
        return switch (row.load) {
            case Load.Requests requests -> Wrk.run(requests, target, seconds);
            case Load.Uploads bodies -> uploads.run(bodies, target, seconds);
            case Load.Connections connections -> Handshakes.openssl(connections, target, seconds);
            case Load.NamedConnections connections -> Handshakes.named(connections, target, seconds);
            case Load.TlsRequests requests -> H2load.run(requests, target, seconds);
            case Load.Idle _, Load.EachOnce _, Load.Reload _, Load.FirstAnswer _, Load.AfterTheRun _ -> throw new IllegalStateException(row.id);
        };
    }

    private void say(Row row, int round, Peer peer, Sample sample, double planned) {
        String what = String.format(
                Locale.ROOT,
                "%-12s round %d/%d %-15s %8.1f %s",
                row.id,
                round,
                options.rounds(),
                peer.name(),
                sample.cost(),
                row.unit);
        if (sample.rate() > 0) {
            what += String.format(Locale.ROOT, " %,9.0f/s, core %.0f %%", sample.rate(), sample.core() * 100);
        }
        what += sample.others() > 0.1 ? String.format(Locale.ROOT, ", OTHERS %.0f %%", sample.others() * 100) : "";
        what += sample.errors() > 0 ? ", ERRORS " + sample.errors() : "";
        what += sample.lost() > 0.001
                ? String.format(Locale.ROOT, ", log lines lost %.1f %%", sample.lost() * 100)
                : "";
        progress.done(planned, what);
    }

    /** Seconds that a row is expected to take per peer. */
    private double planned(Row row) {
        return switch (row.load) {
            case Load.Requests _, Load.Uploads _, Load.Connections _, Load.NamedConnections _, Load.TlsRequests _ ->
                options.warmUpSeconds() + options.rounds() * options.seconds();
            case Load.Idle _ -> options.rounds() * 8;
            case Load.EachOnce _ -> rounds(row) * 15;
            case Load.Reload _ -> options.rounds() * 3;
            case Load.FirstAnswer _ -> options.rounds() * 0.5;
            case Load.AfterTheRun _ -> 0;
        };
    }

    private void stop(Running target) {
        target.close();
        running.remove(target);
    }

    private void stop() {
        List.copyOf(running).forEach(Running::close);
        origin.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("bench/run: could not remove " + folder);
        }
    }
}
