package dev.lintel.acme;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why one try brought no certificate, and when each CA of the plan wants to be asked again. Used by the one job that tries. */
final class Refusals {
    private final Plan plan;
    private final Map<String, Instant> waits;
    private final List<String> reasons = new ArrayList<>();
    private @Nullable Json problem;

    /** @param waits what is known from earlier tries */
    Refusals(Plan plan, Map<String, Instant> waits) {
        this.plan = plan;
        this.waits = new LinkedHashMap<>(waits);
    }

    /** Those to be asked, the one that knows of an order under way first. */
    List<String> directories(Progress.@Nullable Pending pending) {
        List<String> all = new ArrayList<>(plan.section().directories());
        if (pending != null && all.remove(pending.directory())) {
            all.addFirst(pending.directory());
        }
        return all;
    }

    /** True where that CA is to be left alone, which is a reason like any. */
    boolean isEarly(String directory, Instant now) {
        Instant until = waits.get(directory);
        boolean early = until != null && until.isAfter(now);
        if (early) {
            add(directory + " wants to be left alone until " + until.truncatedTo(ChronoUnit.SECONDS));
        }
        return early;
    }

    Refusals add(String reason) {
        reasons.add(reason);
        return this;
    }

    void add(String directory, OrderFault e) {
        add(String.valueOf(e.getMessage()));
        if (e.retryAfter() == null) {
            waits.remove(directory);
        } else {
            waits.put(directory, e.retryAfter());
        }
        problem = e.problem() == null ? problem : e.problem();
    }

    String why() {
        return String.join("; then ", reasons);
    }

    Map<String, Instant> waits() {
        return waits;
    }

    /** The earliest at which any CA wants to be asked; null: there is one that did not say, and it is not the others' wish that counts. */
    @Nullable
    Instant wish() {
        Instant earliest = null;
        for (String directory : plan.section().directories()) {
            Instant until = waits.get(directory);
            if (until == null) {
                return null;
            }
            earliest = earliest == null || until.isBefore(earliest) ? until : earliest;
        }
        return earliest;
    }

    /** The problem document of the last CA that gave one, or null. */
    @Nullable
    String document() {
        return problem == null ? null : problem.toString();
    }
}
