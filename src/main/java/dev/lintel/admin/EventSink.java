package dev.lintel.admin;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * A ring of events that {@code show events} tells: the newest ones, as many as fit; the oldest make room. Any thread, guarded by the object.
 */
public final class EventSink {
    /** Bytes, as HAProxy's rings of this kind have. */
    private static final int CAPACITY = 1 << 20;

    /** What an event costs beside its text, about: many small ones must not add up unseen. */
    private static final int OVERHEAD = 64;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    private final String name;
    private final String description;
    private final Deque<String> events = new ArrayDeque<>();
    private long bytes;
    /** How many events there have ever been. */
    private long end;

    private long dropped;

    public EventSink(String name, String description) {
        this.name = name;
        this.description = description;
    }

    String name() {
        return name;
    }

    /** Its line in the list of sinks. */
    synchronized String line() {
        return "    " + name + " ".repeat(Math.max(0, 10 - name.length())) + " : type=buffer, " + dropped + " dropped, "
                + description;
    }

    /** @param text one character a byte; may have several lines, the last one ended */
    public void add(String text) {
        add(ZonedDateTime.now(ZoneId.systemDefault()), text);
    }

    synchronized void add(ZonedDateTime time, String text) {
        String event = "<0>" + TIME.format(time) + " " + text;
        if (cost(event) > CAPACITY) {
            dropped++;
            return;
        }
        events.addLast(event);
        end++;
        bytes += cost(event);
        while (bytes > CAPACITY) {
            bytes -= cost(events.removeFirst());
        }
        notifyAll();
    }

    private static int cost(String event) {
        return event.length() + OVERHEAD;
    }

    /**
     * Reads on from where it is; one thread reads.
     *
     * @param onlyNew whether it begins with what comes from now on
     * @param delimiter what ends each event
     */
    synchronized Reader reader(boolean onlyNew, char delimiter) {
        return new Reader(onlyNew ? end : end - events.size(), delimiter);
    }

    /** A place in a sink. */
    final class Reader {
        private final char delimiter;
        private long next;
        private boolean stopped;

        private Reader(long next, char delimiter) {
            this.next = next;
            this.delimiter = delimiter;
        }

        /** Everything that came since the last look. */
        String read() {
            synchronized (EventSink.this) {
                long oldest = end - events.size();
                if (next < oldest) {
                    // Too slow for the ring.
                    dropped += oldest - next;
                    next = oldest;
                }
                StringBuilder text = new StringBuilder();
                events.stream()
                        .skip(next - oldest)
                        .forEach(event -> text.append(event).append(delimiter));
                next = end;
                return text.toString();
            }
        }

        /** Waits for something to come; nothing when another thread has {@link #stop stopped} it. */
        String await() throws InterruptedException {
            synchronized (EventSink.this) {
                while (next == end && !stopped) {
                    EventSink.this.wait();
                }
                return stopped ? "" : read();
            }
        }

        void stop() {
            synchronized (EventSink.this) {
                stopped = true;
                EventSink.this.notifyAll();
            }
        }
    }
}
