package dev.lintel.acme;

import dev.lintel.base.Problems;
import dev.lintel.model.Config;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Challenges;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every certificate that renews itself, each with a {@link Job} of its own, as the configuration in force wants them. Changed by the thread
 * that loads configurations; asked by any.
 */
public final class Certificates implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofMinutes(5);
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final Store store;
    private final ManualRecords manual = new ManualRecords();
    private final Workshop shop;
    private volatile Map<String, Job> jobs = Map.of();

    public Certificates(Path store, CertStore served, Challenges challenges, Outside outside) {
        this(store, served, challenges, outside, Dns.ofSystem(), Pace.NORMAL, PATIENCE, SETTLE);
    }

    Certificates(
            Path folder,
            CertStore served,
            Challenges challenges,
            Outside outside,
            Dns dns,
            Pace pace,
            Duration patience,
            Duration settle) {
        this.store = new Store(folder);
        OrderTools tools = new OrderTools(
                store,
                new Accounts(store),
                challenges,
                new DnsSteps(dns, manual),
                outside,
                Clock.systemUTC(),
                patience,
                settle);
        this.shop = new Workshop(tools, served, pace);
    }

    public Path folder() {
        return store.folder();
    }

    /** A configuration has come into force: what is in the store serves when this returns, and the rest is under way. */
    public synchronized void follow(Config config) throws InterruptedException {
        follow(config.global().tls().scheduler(), Plans.of(config, new Problems()));
    }

    synchronized void follow(boolean scheduled, Map<String, Plan> plans) throws InterruptedException {
        shop.scheduled(scheduled);
        Map<String, Job> next = new LinkedHashMap<>();
        List<Job> fresh = new ArrayList<>();
        end(jobs.values().stream()
                .filter(job -> !job.plan().equals(plans.get(job.plan().name())))
                .toList());
        plans.forEach((name, plan) -> {
            Job job = jobs.get(name);
            if (job == null || !job.plan().equals(plan)) {
                job = new Job(plan, shop);
                fresh.add(job);
            }
            job.load();
            next.put(name, job);
        });
        jobs = next;
        shop.notices().keep(plans.values().stream().map(Plan::section).toList());
        fresh.forEach(Job::start);
        next.values().forEach(Job::look);
    }

    /** All are told before one is waited for: a hundred of them are to take no longer than the slowest. */
    private static void end(Collection<Job> ending) throws InterruptedException {
        ending.forEach(Job::end);
        long deadline = System.nanoTime() + LONGEST_END.toNanos();
        for (Job job : ending) {
            job.join(deadline);
        }
    }

    public List<Status> status() {
        return jobs.values().stream().map(Job::status).toList();
    }

    /** Begins an order now. @return why not, or null */
    public @Nullable String renew(String certificate) {
        Job job = jobs.get(certificate);
        if (job == null) {
            return "no certificate '" + certificate + "' renews itself; there are: " + names();
        }
        return job.renew() ? null : "the certificate '" + certificate + "' is being ordered already";
    }

    /**
     * Somebody has set a record.
     *
     * @return null where nobody waits for that one
     */
    public @Nullable Readiness challengeReady(String certificate, String domain) {
        Job job = jobs.get(certificate);
        return job == null ? null : job.ready(domain);
    }

    private String names() {
        return jobs.isEmpty() ? "none" : String.join(", ", jobs.keySet());
    }

    /** Orders that are under way go on at the next start. */
    @Override
    public synchronized void close() {
        try {
            end(jobs.values());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        jobs = Map.of();
        shop.notices().close();
        store.close();
    }
}
