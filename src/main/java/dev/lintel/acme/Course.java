package dev.lintel.acme;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the work for one certificate has come: in the store, and in memory, which counts while the store cannot be written. One job
 * changes it; any thread reads.
 */
final class Course {
    private final Plan plan;
    private final Workshop shop;
    private final CertificateFolder folder;
    private volatile Progress progress = Progress.NONE;
    /** What the store has is known and this process's, and may be replaced. */
    private boolean isRead;

    /** Of the try that is under way. */
    private int most;

    private boolean goesOn;
    private boolean counted;
    private boolean isOver;

    Course(Plan plan, Workshop shop, CertificateFolder folder) {
        this.plan = plan;
        this.shop = shop;
        this.folder = folder;
        try {
            progress = folder.progress().at(shop.now());
        } catch (StoreFault | Json.Malformed e) {
            // The first try reads it again before it asks anybody, and tells.
        }
    }

    Progress now() {
        return progress;
    }

    /**
     * What the store has: the process before, or another one, may have been at it.
     *
     * @param holds whether it is this process that writes from now on
     */
    void read(boolean holds) throws StoreFault {
        isRead = false;
        try {
            progress = folder.progress().at(shop.now());
        } catch (Json.Malformed e) {
            shop.news(plan, "what the store knows of its last order counts as nothing: " + e.getMessage());
            progress = Progress.NONE;
        }
        isRead = holds;
    }

    /** The same at another time of the clock. */
    void look() {
        progress = progress.at(shop.now());
    }

    /** An order that is not this plan's is nothing to go on with; what it set in DNS is the next one's to remove. */
    void leave() {
        Progress.Pending order = progress.pending();
        if (order != null && (!order.ordered().equals(plan.ordered()) || !plan.isFrom(order.directory()))) {
            progress = progress.with(null);
        }
    }

    void save(Progress now) throws StoreFault {
        progress = now;
        // What could not be read may be worth more than what is known now.
        if (isRead) {
            folder.progress(now);
        }
    }

    Progress.@Nullable Pending pending() {
        return progress.pending();
    }

    /**
     * A try begins.
     *
     * @param lifetime of the certificate that is to be replaced, or null
     * @param byHand whoever asks for it may have it, however often it has failed today
     * @return why there is no room for another one today, with the next one put off; null where there is
     */
    @Nullable
    String begin(@Nullable Duration lifetime, boolean byHand) throws StoreFault {
        most = byHand ? Integer.MAX_VALUE : shop.pace().most(lifetime);
        counted = false;
        isOver = false;
        goesOn = goesOn();
        if (goesOn) {
            return null;
        }
        String full = full();
        if (full == null && isRead) {
            folder.probe(progress);
        }
        return full;
    }

    /** This try is one in which a CA was asked; once, however often it is asked. */
    void counts(boolean forOrder) throws OrderFault, StoreFault {
        if (counted || goesOn && !forOrder) {
            return;
        }
        // Whoever is stopped again and again with an order that has come to nothing by then has not been counted.
        String full = full();
        if (full != null) {
            isOver = true;
            throw new OrderFault(full);
        }
        save(progress.attempted(shop.now()));
        counted = true;
    }

    /** There was no room any more, which is no failure. */
    boolean isOver() {
        return isOver;
    }

    private @Nullable String full() throws StoreFault {
        Instant free = progress.free(shop.now(), most);
        if (free == null) {
            return null;
        }
        save(progress.notBefore(free));
        return most + " tries have failed within a day, and no CA likes more; "
                + (progress.problem() == null ? "" : "the last one: " + progress.problem());
    }

    /** An order that was stopped, and that no CA has found fault with: to go on with it is no further try. */
    private boolean goesOn() {
        return progress.pending() != null && progress.failures() == 0;
    }
}
