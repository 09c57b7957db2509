package dev.lintel.acme;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    /** By what they say: two of one domain may follow each other. */
    private final Set<String> ready = new LinkedHashSet<>();

    private List<TxtRecord> asked = List.of();
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

    /** Null where nobody waits for that domain. */
    synchronized @Nullable Readiness ready(String domain) {
        String plain = TxtRecord.plain(domain.startsWith("*.") ? domain.substring(2) : domain);
        List<TxtRecord> meant =
                asked.stream().filter(each -> each.domain().equals(plain)).toList();
        if (meant.isEmpty()) {
            return null;
        }
        int before = ready.size();
        meant.forEach(each -> ready.add(each.value()));
        waiting = open(asked);
        notifyAll();
        return new Readiness(ready.size() - before, waiting.size());
    }

    void await(List<Question> questions, Instant deadline, Journal.Look look)
            throws OrderFault, StoreFault, InterruptedException {
        List<TxtRecord> records = questions.stream().map(Question::record).toList();
        begin(questions, records);
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
                asked = List.of();
                waiting = List.of();
            }
        }
    }

    /** Whoever is quick may give its word as soon as it has heard the question. */
    private void begin(List<Question> questions, List<TxtRecord> records) {
        Progress.Pending pending = journal.pending();
        List<TxtRecord> open;
        synchronized (this) {
            ready.clear();
            ready.addAll(pending == null ? List.of() : pending.ready());
            asked = records;
            waiting = open(records);
            open = waiting;
        }
        if (!open.isEmpty()) {
            shop.asks(plan, open);
        }
        for (Question question : questions) {
            if (open.contains(question.record()) && !question.event().isEmpty()) {
                journal.deploy(question.event());
            }
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
        return records.stream().filter(each -> !ready.contains(each.value())).toList();
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
