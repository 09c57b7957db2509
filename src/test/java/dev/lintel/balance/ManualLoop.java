package dev.lintel.balance;

import dev.lintel.stream.Deadline;
import dev.lintel.stream.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A loop whose clock the test moves: what was posted and what has come due runs when the test says so, on its thread. */
public final class ManualLoop implements Loop {
    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
    private final List<Deadline> armed = new ArrayList<>();
    private long now = 1_000_000;
    private long wall = 1_700_000_000_000L;

    @Override
    public long now() {
        return now;
    }

    @Override
    public long micros() {
        return now * 1000;
    }

    @Override
    public long nowMicros() {
        return now * 1000;
    }

    @Override
    public long wallClock() {
        return wall;
    }

    public void wallClock(long millis) {
        wall = millis;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public void forget(Deadline deadline) {
        deadline.disarm();
    }

    @Override
    public void arm(Deadline deadline, long millis) {
        deadline.at = now + millis;
        if (!armed.contains(deadline)) {
            armed.add(deadline);
        }
    }

    @Override
    public void execute(Runnable work) {
        posted.add(work);
    }

    /** Runs what was posted, and what that posts. */
    public void run() {
        for (Runnable next = posted.poll(); next != null; next = posted.poll()) {
            next.run();
        }
    }

    /** Lets time pass; deadlines fire at their very millisecond, in order. */
    public void advance(long millis) {
        long end = now + millis;
        run();
        for (Deadline next = due(end); next != null; next = due(end)) {
            wall += next.at - now;
            now = next.at;
            armed.remove(next);
            next.fire();
            run();
        }
        wall += end - now;
        now = end;
    }

    private Deadline due(long end) {
        Deadline first = null;
        for (Deadline deadline : armed) {
            if (deadline.at <= end && (first == null || deadline.at < first.at)) {
                first = deadline;
            }
        }
        return first;
    }
}
