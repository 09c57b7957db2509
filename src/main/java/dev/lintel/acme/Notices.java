package dev.lintel.acme;

import dev.lintel.base.Faults;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Tells the targets of {@code notify} what happened. {@link #tell} never waits: each target has its own bounded queue and its own virtual
 * thread, so that a mail server that hangs keeps no webhook waiting. Any thread; {@link #close} ends the threads.
 */
public final class Notices implements AutoCloseable {
    private static final int QUEUE = 64;
    private static final int BURST = 10;
    private static final Duration REFILL = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 3;
    private static final int REMEMBERED = 1000;
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final Duration REPEAT = Duration.ofHours(1);

    private final InstantSource clock;
    private final Duration pause;
    private final Consumer<String> log;
    private final List<Outlet> outlets = new ArrayList<>();
    private final Map<Notice, Instant> told = new HashMap<>();

    /** Notices to nobody. */
    public static Notices none() {
        return new Notices(List.of(), InstantSource.system(), PAUSE, line -> {});
    }

    /**
     * @param lines the words of each {@code notify} line
     * @param log is told what could not be sent
     */
    public static Notices to(List<List<String>> lines, Consumer<String> log) throws DnsFault {
        List<NoticeTarget> targets = new ArrayList<>();
        for (List<String> words : lines) {
            targets.add(NoticeTargets.make(words, System::getenv));
        }
        return new Notices(targets, InstantSource.system(), PAUSE, log);
    }

    /** @param pause between two attempts to send */
    Notices(List<NoticeTarget> targets, InstantSource clock, Duration pause, Consumer<String> log) {
        this.clock = clock;
        this.pause = pause;
        this.log = log;
        targets.forEach(target -> outlets.add(new Outlet(target)));
    }

    /** Sends it to every target some time soon; the very same notice again within an hour is left out. */
    public void tell(Notice notice) {
        Instant now = clock.instant();
        synchronized (told) {
            told.values().removeIf(at -> at.plus(REPEAT).isBefore(now));
            if (told.size() >= REMEMBERED) {
                told.clear();
            }
            if (told.putIfAbsent(notice, now) != null) {
                return;
            }
        }
        outlets.forEach(outlet -> outlet.offer(notice, now));
    }

    /** Ends the threads; what is still waiting is not sent. */
    @Override
    public void close() {
        outlets.forEach(outlet -> outlet.thread.interrupt());
    }

    /** One target with its queue, its pace and its thread. */
    private final class Outlet {
        private final NoticeTarget target;
        private final BlockingQueue<Notice> queue = new ArrayBlockingQueue<>(QUEUE);
        private final Thread thread;
        private int tokens = BURST;
        private Instant refilled = clock.instant();
        private int leftOut;

        Outlet(NoticeTarget target) {
            this.target = target;
            this.thread = Thread.ofVirtual().name("notices").start(this::run);
        }

        /** Ten at once, then one a minute: what runs in circles must not flood anybody. */
        synchronized void offer(Notice notice, Instant now) {
            long refill = Duration.between(refilled, now).toMillis() / REFILL.toMillis();
            if (refill > 0) {
                tokens = (int) Math.min(BURST, tokens + refill);
                refilled = refilled.plus(REFILL.multipliedBy(refill));
            }
            if (tokens == 0 || !queue.offer(leftOut == 0 ? notice : withCount(notice))) {
                leftOut++;
                return;
            }
            tokens--;
            leftOut = 0;
        }

        private Notice withCount(Notice notice) {
            String count = leftOut == 1 ? "1 notice was" : leftOut + " notices were";
            return new Notice(
                    notice.kind(),
                    notice.subject(),
                    notice.text() + "\n(" + count + " left out before this one; see the log)");
        }

        private void run() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    deliver(queue.take());
                }
            } catch (InterruptedException e) {
                // close() ends it.
            }
        }

        /** Three times at most: when a network is down, its notices tend to be about that. */
        private void deliver(Notice notice) throws InterruptedException {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                try {
                    target.send(notice);
                    return;
                } catch (DnsFault e) {
                    if (attempt == ATTEMPTS) {
                        log.accept("the notice '" + notice.subject() + "' was not sent: " + e.getMessage());
                    } else {
                        Thread.sleep(pause.multipliedBy(attempt));
                    }
                } catch (RuntimeException e) {
                    Faults.report("sending a notice", e);
                    return;
                }
            }
        }
    }
}
