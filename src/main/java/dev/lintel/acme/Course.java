package dev.lintel.acme;

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
    /** What the store has is known, and may be replaced. */
    private boolean isRead;

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

    /** What the store has: the process before, or another one, may have been at it. */
    void read() throws StoreFault {
        isRead = false;
        try {
            progress = folder.progress().at(shop.now());
        } catch (Json.Malformed e) {
            shop.news(plan, "what the store knows of its last order counts as nothing: " + e.getMessage());
            progress = Progress.NONE;
        }
        isRead = true;
    }

    /** The same at another time of the clock. */
    void look() {
        progress = progress.at(shop.now());
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

    /** Why there is no room for another try today, with the next one put off; null where there is. */
    @Nullable
    String full() throws StoreFault {
        int most = shop.pace().failuresADay();
        Instant free = progress.free(shop.now(), most);
        if (free == null) {
            return null;
        }
        save(progress.notBefore(free));
        return most + " tries have failed within a day, and no CA likes more; "
                + (progress.problem() == null ? "" : "the last one: " + progress.problem());
    }

    /** An order that was stopped, and that no CA has found fault with: to go on with it is no further try. */
    boolean goesOn() {
        return progress.pending() != null && progress.failures() == 0;
    }
}
