package dev.lintel.acme;

import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.LiveCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The life of one certificate: waits until it is due, obtains it, puts it into the store and then into force, and does so again. A virtual
 * thread of its own runs it; whatever goes wrong here is this certificate's alone. What others see of it is guarded by the object.
 */
final class Job implements Journal, Runnable {
    private static final long STORE_TAKEN_MILLIS = 2_000;

    private final Plan plan;
    private final Workshop shop;
    private final CertificateFolder folder;
    private final InForce inForce;
    private final Random random = new Random();
    private final Asking asking;
    private @Nullable Thread thread;
    private volatile boolean stopped;
    private boolean asked;
    private boolean changed;
    /** Whoever asks for it may have it, however often it has failed today. */
    private boolean byHand;

    private Progress progress;
    private Status.State state = Status.State.SCHEDULED;
    private String step = "";
    private @Nullable String document;
    private @Nullable Instant next;

    Job(Plan plan, Workshop shop) {
        this.plan = plan;
        this.shop = shop;
        this.folder = shop.tools().store().certificate(plan.name());
        this.inForce = new InForce(plan, shop, folder);
        this.progress = folder.progress();
        this.asking = new Asking(plan, shop, this);
    }

    Plan plan() {
        return plan;
    }

    /** Puts what the store has into force, where that is better than what serves already. */
    void load() {
        try {
            inForce.load();
        } catch (StoreFault | CertificateFault e) {
            shop.news(plan, e.getMessage());
            synchronized (this) {
                step = String.valueOf(e.getMessage());
            }
        }
    }

    synchronized void start() {
        thread = Thread.ofVirtual().name("acme " + plan.name()).start(this);
    }

    /** Ends it at once; an order that is under way goes on at the next start. */
    void stop() throws InterruptedException {
        stopped = true;
        Thread running;
        synchronized (this) {
            running = thread;
            notifyAll();
        }
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(5));
        }
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                Instant due = due();
                if (sleep(due)) {
                    attempt();
                }
            }
        } catch (InterruptedException e) {
            // Whoever stops it has done so.
        } catch (RuntimeException e) {
            shop.news(plan, "stopped by a mistake in Lintel: " + e);
            e.printStackTrace();
        }
        synchronized (this) {
            state = Status.State.STOPPED;
        }
    }

    /** When there will be something to do; null: when somebody asks. */
    private @Nullable Instant due() {
        if (!shop.scheduled()) {
            return null;
        }
        Certificate certificate = inForce.wanted();
        Instant retry = progress.retry();
        Instant now = shop.now();
        if (certificate == null || progress.pending() != null) {
            return retry == null ? now : retry;
        }
        Renewal.Window window = shop.wishes().window(plan, certificate, inForce.directory());
        Instant at = Renewal.at(certificate.leaf(), window);
        return retry != null && retry.isAfter(at) ? retry : at;
    }

    /** True when it is time; false when it has to be thought about again. */
    private synchronized boolean sleep(@Nullable Instant due) throws InterruptedException {
        state = due == null ? Status.State.STOPPED : Status.State.SCHEDULED;
        next = due;
        Instant wish = shop.wishes().again(plan);
        Instant begun = shop.now();
        Instant look = wish != null && wish.isAfter(begun)
                ? wish
                : begun.plus(shop.pace().look());
        changed = false;
        while (!stopped && !asked) {
            Instant now = shop.now();
            if (due != null && !due.isAfter(now)) {
                break;
            }
            if (changed || !look.isAfter(now)) {
                return false;
            }
            Instant until = due == null || look.isBefore(due) ? look : due;
            wait(Math.clamp(Duration.between(now, until).toMillis(), 1, 60_000));
        }
        byHand = asked;
        asked = false;
        return !stopped;
    }

    /** Something that it waits for may be different now. */
    synchronized void look() {
        changed = true;
        notifyAll();
    }

    /** Somebody wants it now; false where it is being done already. */
    synchronized boolean renew() {
        if (state == Status.State.RUNNING) {
            return false;
        }
        asked = true;
        notifyAll();
        return true;
    }

    private void attempt() throws InterruptedException {
        synchronized (this) {
            state = Status.State.RUNNING;
            next = null;
        }
        try {
            if (!shop.tools().store().lock()) {
                step("another process of Lintel holds the store '"
                        + shop.tools().store().folder() + "'; this one waits until it ends");
                Thread.sleep(STORE_TAKEN_MILLIS);
                return;
            }
            // The process before may have been at it when this one started.
            progress = folder.progress();
            if (!byHand && !hasRoom()) {
                return;
            }
            save(progress.attempted(shop.now()));
            obtain();
        } catch (StoreFault e) {
            if (stopped) {
                // What an interrupt breaks is no fault of the store.
                throw new InterruptedException();
            }
            failed(List.of(String.valueOf(e.getMessage())), null, null);
        }
    }

    private boolean hasRoom() throws StoreFault {
        Instant yesterday = shop.now().minus(Duration.ofDays(1));
        List<Instant> today = progress.attempts().stream()
                .filter(each -> each.isAfter(yesterday))
                .toList();
        if (today.size() < shop.pace().failuresADay()) {
            return true;
        }
        Instant free = today.getFirst().plus(Duration.ofDays(1));
        save(progress.notBefore(free));
        step(today.size() + " tries have failed within a day, and no CA likes more; "
                + (progress.problem() == null ? "" : "the last one: " + progress.problem()));
        return false;
    }

    private void obtain() throws StoreFault, InterruptedException {
        List<String> reasons = new ArrayList<>();
        Instant wish = null;
        Json problem = null;
        for (String directory : directories()) {
            try {
                took(directory.equals(Plan.INTERNAL) ? internal() : order(directory));
                return;
            } catch (OrderFault e) {
                if (stopped || Thread.interrupted()) {
                    throw new InterruptedException();
                }
                reasons.add(String.valueOf(e.getMessage()));
                wish = later(wish, e.retryAfter());
                problem = e.problem() == null ? problem : e.problem();
            }
        }
        failed(reasons, wish, problem);
    }

    /** The CA that knows of an order under way comes first. */
    private List<String> directories() {
        List<String> all = new ArrayList<>(plan.section().directories());
        Progress.Pending pending = progress.pending();
        if (pending != null && all.remove(pending.directory())) {
            all.addFirst(pending.directory());
        }
        return all;
    }

    private CertificateFolder.Stored internal() throws OrderFault, StoreFault {
        step("signing by the internal CA");
        return shop.internal().issue(plan.ordered(), keptKey());
    }

    private CertificateFolder.Stored order(String directory) throws OrderFault, StoreFault, InterruptedException {
        Certificate now = inForce.wanted();
        CertificateOrder.Wanted wanted = new CertificateOrder.Wanted(
                plan.section(),
                plan.ordered(),
                now == null ? null : now.leaf(),
                inForce.directory(),
                keptKey(),
                plan.kinds(progress.failures()));
        return new CertificateOrder(wanted, directory, shop.tools().in(plan.section()), this).run();
    }

    private @Nullable String keptKey() {
        Certificate now = inForce.wanted();
        return plan.section().reuseKey() && now != null ? KeyPairs.write(now.key()) : null;
    }

    private void took(CertificateFolder.Stored stored) throws StoreFault, InterruptedException {
        folder.write(stored);
        // From here on a restart finds it; the order is history.
        save(progress.done());
        try {
            Certificate certificate = inForce.put(stored);
            synchronized (this) {
                step = "";
                document = null;
            }
            shop.obtained(plan, certificate);
        } catch (CertificateFault e) {
            throw new StoreFault("what was just written cannot be read: " + e.getMessage());
        }
    }

    private void failed(List<String> reasons, @Nullable Instant wish, @Nullable Json problem) {
        Certificate now = inForce.served();
        Duration life = now == null ? null : Renewal.lifetime(now.leaf());
        Instant retry = shop.pace().retry(shop.now(), progress.failures() + 1, life, wish, random);
        String why = String.join("; then ", reasons);
        Progress failed = progress.failed(why, retry);
        synchronized (this) {
            progress = failed;
            step = why;
            document = problem == null ? null : problem.toString();
        }
        try {
            save(failed);
        } catch (StoreFault e) {
            shop.news(plan, e.getMessage());
        }
        shop.failed(
                plan, why, retry, now == null ? null : now.leaf().getNotAfter().toInstant());
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    private void save(Progress now) throws StoreFault {
        synchronized (this) {
            progress = now;
        }
        folder.progress(now);
    }

    @Override
    public synchronized void step(String what) {
        step = what;
    }

    @Override
    public void news(String sentence) {
        shop.news(plan, sentence);
    }

    @Override
    public void event(String line) {
        shop.event("acme deploy " + plan.name() + " " + line);
    }

    @Override
    public synchronized Progress.@Nullable Pending pending() {
        return progress.pending();
    }

    @Override
    public void pending(Progress.@Nullable Pending order) throws StoreFault {
        save(progress.with(order));
    }

    @Override
    public void awaitReady(List<TxtRecord> records, Instant deadline, Look look)
            throws OrderFault, StoreFault, InterruptedException {
        asking.await(records, deadline, look);
    }

    /** @return how many still wait, or -1 where nobody waits for that domain */
    int ready(String domain) {
        return asking.ready(domain);
    }

    Status status() {
        // Not under the lock: whoever waits for records takes the two the other way round.
        return status(asking.waiting());
    }

    private synchronized Status status(List<TxtRecord> waiting) {
        LiveCertificate live = shop.served().find(plan.name());
        Certificate now = live == null || live.current().temporary() ? null : live.current();
        return new Status(
                plan.name(),
                plan.section().name(),
                state,
                plan.ordered().subjects(),
                now == null ? null : now.leaf().getNotAfter().toInstant(),
                state == Status.State.RUNNING ? null : next,
                step.isEmpty() && progress.problem() != null ? progress.problem() : step,
                progress.failures() > 0,
                document,
                waiting);
    }
}
