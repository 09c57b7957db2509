package dev.lintel.acme;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Waits for somebody to set records and to say so, or to be seen to have done so. One job waits; whoever tells it does so from any thread,
 * guarded by the object.
 */
final class Asking {
    private static final long FIRST_LOOK_MILLIS = 10_000;
    private static final long LONGEST_LOOK_MILLIS = 60_000;

    private final Plan plan;
    private final Workshop shop;
    private final Journal journal;
    private final Set<String> ready = new LinkedHashSet<>();
    private List<TxtRecord> waiting = List.of();

    Asking(Plan plan, Workshop shop, Journal journal) {
        this.plan = plan;
        this.shop = shop;
        this.journal = journal;
    }

    /** Those that nobody has set yet. */
    synchronized List<TxtRecord> waiting() {
        return waiting;
    }

    /** @return how many still wait, or -1 where nobody waits for that domain */
    synchronized int ready(String domain) {
        String plain = TxtRecord.plain(domain.startsWith("*.") ? domain.substring(2) : domain);
        if (waiting.stream().noneMatch(each -> each.domain().equals(plain))) {
            return -1;
        }
        ready.add(plain);
        waiting = open(waiting);
        notifyAll();
        return waiting.size();
    }

    void await(List<TxtRecord> records, Instant deadline, Journal.Look look)
            throws OrderFault, StoreFault, InterruptedException {
        begin(records);
        try {
            long pause = FIRST_LOOK_MILLIS;
            while (!allReady(records, pause)) {
                if (!shop.now().isBefore(deadline)) {
                    throw OrderFault.dead("the records were not set in time: " + words(records), null);
                }
                keepWord();
                if (look.everywhere(records)) {
                    break;
                }
                pause = Math.min(pause * 3 / 2, LONGEST_LOOK_MILLIS);
            }
            keepWord();
        } finally {
            synchronized (this) {
                waiting = List.of();
            }
        }
    }

    private void begin(List<TxtRecord> records) {
        Progress.Pending pending = journal.pending();
        List<TxtRecord> asked;
        synchronized (this) {
            ready.clear();
            ready.addAll(pending == null ? List.of() : pending.ready());
            waiting = open(records);
            asked = waiting;
        }
        if (!asked.isEmpty()) {
            shop.asks(plan, asked);
        }
    }

    /** Waits a while; true when somebody has given their word for every record. */
    private synchronized boolean allReady(List<TxtRecord> records, long millis) throws InterruptedException {
        waiting = open(records);
        if (!waiting.isEmpty()) {
            journal.step("waiting for somebody to set " + words(waiting) + " and to say so: acme challenge_ready "
                    + plan.name() + " domain " + waiting.getFirst().domain());
            wait(millis);
            waiting = open(records);
        }
        return waiting.isEmpty();
    }

    private List<TxtRecord> open(List<TxtRecord> records) {
        return records.stream().filter(each -> !ready.contains(each.domain())).toList();
    }

    private static String words(List<TxtRecord> records) {
        return String.join(" and ", records.stream().map(TxtRecord::toString).toList());
    }

    /** A word once given survives a restart. */
    private void keepWord() throws StoreFault {
        Progress.Pending pending = journal.pending();
        List<String> given;
        synchronized (this) {
            given = List.copyOf(ready);
        }
        if (pending != null && !pending.ready().equals(given)) {
            journal.pending(pending.withReady(given));
        }
    }
}
