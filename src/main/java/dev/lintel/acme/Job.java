package dev.lintel.acme;

import dev.lintel.tls.Certificate;
import dev.lintel.tls.CertificateFault;
import dev.lintel.tls.LiveCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The life of one certificate: waits until it is due, obtains it, puts it into the store and then into force, and does so again. A virtual
 * thread of its own runs it; whatever goes wrong here is this certificate's alone. What others see of it is guarded by the object.
 */
final class Job implements Runnable {
    private static final long STORE_TAKEN_MILLIS = 2_000;

    private final Plan plan;
    private final Workshop shop;
    private final CertificateFolder folder;
    private final InForce inForce;
    private final Random random = new Random();
    private final Diary diary;
    private @Nullable Thread thread;
    private volatile boolean stopped;
    private boolean asked;
    private boolean changed;
    /** It is this process that orders. */
    private boolean holds;

    /** Whoever asks for it may have it, however often it has failed today. */
    private boolean byHand;

    private final Course course;
    private Status.State state = Status.State.SCHEDULED;
    private String step = "";
    private @Nullable String document;
    private @Nullable Instant next;

    Job(Plan plan, Workshop shop) {
        this.plan = plan;
        this.shop = shop;
        this.folder = shop.tools().store().certificate(plan.name());
        this.inForce = new InForce(plan, shop, folder);
        this.course = new Course(plan, shop, folder);
        this.diary = new Diary(plan, shop, course, this::step);
    }

    Plan plan() {
        return plan;
    }

    /** Puts what the store has into force, where that is better than what serves already. */
    void load() {
        try {
            inForce.load();
        } catch (StoreFault | CertificateFault | RuntimeException e) {
            shop.news(plan, e.getMessage());
            step(String.valueOf(e.getMessage()));
        }
    }

    synchronized void start() {
        thread = Thread.ofVirtual().name("acme " + plan.name()).start(this);
    }

    /** Ends it; an order that is under way goes on at the next start. */
    void end() {
        stopped = true;
        synchronized (this) {
            notifyAll();
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** @param deadline of {@link System#nanoTime}: whoever does not hear is not waited for any longer */
    void join(long deadline) throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.join(Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1)));
        }
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                try {
                    if (sleep(due())) {
                        attempt();
                    }
                } catch (RuntimeException | Error e) {
                    mistaken(e);
                }
            }
        } catch (InterruptedException e) {
            // Whoever stops it has done so.
        } finally {
            synchronized (this) {
                state = Status.State.STOPPED;
            }
        }
    }

    /** A mistake of ours is a failure like any: there is another try, and not at once, wherever it was made. */
    private void mistaken(Throwable e) throws InterruptedException {
        e.printStackTrace();
        try {
            failed("a mistake in Lintel: " + e);
        } catch (RuntimeException | Error again) {
            again.printStackTrace();
        }
        Thread.sleep(shop.pace().first());
    }

    /** When there will be something to do; null: when somebody asks. */
    private @Nullable Instant due() {
        if (!shop.scheduled() || !inForce.isUsed()) {
            return null;
        }
        Instant now = shop.now();
        course.look();
        Certificate certificate = inForce.wanted();
        if (certificate != null) {
            course.leave();
        }
        Progress sane = course.now();
        if (sane.pending() != null) {
            return later(now, sane.retry());
        }
        Instant at = certificate == null
                ? now
                : Renewal.at(certificate.leaf(), shop.wishes().window(plan, certificate, inForce.directory()));
        at = later(at, sane.retry());
        return inForce.isObtained() ? later(at, sane.rest()) : at;
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
            // A clock that went back has been wrong about everything.
            if (changed || !look.isAfter(now) || now.isBefore(begun)) {
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
            if (!shop.tools().store().lock() && !inherits()) {
                return;
            }
            if (!holds && !takesOver()) {
                return;
            }
            String full = course.begin(life(), byHand);
            if (full != null) {
                step(full);
                return;
            }
            obtain();
        } catch (StoreFault e) {
            if (stopped) {
                // What an interrupt breaks is no fault of the store.
                throw new InterruptedException();
            }
            failed(String.valueOf(e.getMessage()));
        }
    }

    /** Shows what the process that holds the store obtains. True: it has ended, and this one goes on; false: nothing is due any more. */
    private boolean inherits() throws StoreFault, InterruptedException {
        String why = "another process of Lintel holds the store '"
                + shop.tools().store().folder()
                + "'; this one orders nothing until it ends, and serves what it obtains";
        shop.warns(plan, "waits", why);
        do {
            step(why);
            load();
            course.read(false);
            if (inForce.wanted() != null && !isDue()) {
                step("");
                return false;
            }
            Thread.sleep(STORE_TAKEN_MILLIS);
        } while (!shop.tools().store().lock());
        step("");
        return true;
    }

    /** The process before may have been at it, and may have got it, when this one started. @return whether there is something to do */
    private boolean takesOver() throws StoreFault {
        course.read(true);
        holds = true;
        load();
        Certificate obtained = inForce.obtained(course.pending());
        if (obtained != null) {
            // Its end came between the last two writes.
            done(obtained);
        }
        return byHand || isDue();
    }

    private boolean isDue() {
        Instant due = due();
        return due != null && !due.isAfter(shop.now());
    }

    private void obtain() throws StoreFault, InterruptedException {
        Refusals refusals = new Refusals(plan, course.now().waits());
        for (String directory : refusals.directories(course.pending())) {
            if (!byHand && refusals.isEarly(directory, shop.now())) {
                continue;
            }
            try {
                took(directory.equals(Plan.INTERNAL) ? internal() : order(directory));
                return;
            } catch (OrderFault e) {
                if (stopped || Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (course.isOver()) {
                    step(String.valueOf(e.getMessage()));
                    return;
                }
                refusals.add(directory, e);
            }
        }
        failed(refusals);
    }

    private CertificateFolder.Stored internal() throws OrderFault, StoreFault {
        step("signing by the internal CA");
        return shop.sign(plan, inForce.keptKey());
    }

    private CertificateFolder.Stored order(String directory) throws OrderFault, StoreFault, InterruptedException {
        Certificate now = inForce.wanted();
        CertificateOrder.Wanted wanted = new CertificateOrder.Wanted(
                plan.section(),
                plan.ordered(),
                now == null ? null : now.leaf(),
                inForce.directory(),
                inForce.keptKey(),
                plan.kinds(course.now().failures()));
        return new CertificateOrder(wanted, directory, shop.tools().in(plan.section()), diary).run();
    }

    private void took(CertificateFolder.Stored stored) throws StoreFault {
        folder.write(stored);
        try {
            // From here on a restart finds it; the order is history.
            done(inForce.put(stored));
        } catch (CertificateFault e) {
            throw new StoreFault("what was just written cannot be read: " + e.getMessage());
        }
    }

    private void done(Certificate certificate) throws StoreFault {
        course.save(course.now().done(shop.now().plus(Pace.rest(Renewal.lifetime(certificate.leaf())))));
        synchronized (this) {
            step = "";
            document = null;
        }
        shop.obtained(plan, certificate);
    }

    private void failed(String why) {
        failed(new Refusals(plan, course.now().waits()).add(why));
    }

    private void failed(Refusals refusals) {
        Progress progress = course.now();
        Certificate now = inForce.shown();
        Instant retry = shop.pace().retry(shop.now(), progress.failures() + 1, life(), refusals.wish(), random);
        String why = refusals.why();
        Progress failed = progress.failed(why, retry, refusals.waits());
        synchronized (this) {
            step = why;
            document = refusals.document();
        }
        try {
            course.save(failed);
        } catch (StoreFault e) {
            shop.news(plan, e.getMessage());
        }
        shop.failed(
                plan, why, retry, now == null ? null : now.leaf().getNotAfter().toInstant());
    }

    /** Of the certificate that is to be replaced, or null. */
    private @Nullable Duration life() {
        Certificate now = inForce.shown();
        return now == null ? null : Renewal.lifetime(now.leaf());
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private synchronized void step(String what) {
        step = what;
    }

    /** Null where nobody waits for that domain. */
    @Nullable
    Readiness ready(String domain) {
        return diary.asking().ready(domain);
    }

    Status status() {
        // Not under the lock: whoever waits for records takes the two the other way round.
        return status(diary.asking().waiting());
    }

    private synchronized Status status(List<TxtRecord> waiting) {
        Progress progress = course.now();
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
