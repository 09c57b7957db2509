package dev.lintel.net;

import dev.lintel.stream.Deadline;
import dev.lintel.stream.Loop;

/**
 * The lines of one loop for one target: gathered and sent together. A line that comes alone leaves at the end of the loop's turn. While
 * many come, those of a few milliseconds leave together, at the latest when {@link #LINES} are there. Owned by its loop.
 */
final class LogBatch extends Deadline implements Runnable {
    /** More at once would overrun the usual receive buffer of 208 KiB, which small datagrams fill more than tenfold. */
    static final int LINES = 64;

    /** At least the longest line that can be configured. */
    static final int BYTES = 65536;

    /** So many wait at most where the receiver is behind. */
    private static final int WAITING = 1024;

    private static final int GATHER_MILLIS = 4;
    private static final int RETRY_MILLIS = 8;

    private final Loop loop;
    private final DatagramLog log;
    private final byte[] lines = new byte[BYTES];
    private final int[] ends = new int[WAITING];
    private int count;
    private int used;
    private boolean scheduled;
    /** The receiver is behind; it is asked again when the deadline comes. */
    private boolean stalled;

    private long sentAt;
    private LogSender sender;
    private boolean bulk;

    LogBatch(Loop loop, DatagramLog log) {
        this.loop = loop;
        this.log = log;
        this.sentAt = loop.now() - GATHER_MILLIS;
    }

    void add(byte[] buf, int off, int len) {
        if (!stalled && (count >= LINES || used + len > BYTES)) {
            flush();
        }
        if (count == WAITING || used + len > BYTES) {
            log.dropped(1, "Resource temporarily unavailable");
            return;
        }
        System.arraycopy(buf, off, lines, used, len);
        used += len;
        ends[count++] = used;
        if (!scheduled && !armed()) {
            scheduled = true;
            loop.execute(this);
        }
    }

    /** The end of the turn. */
    @Override
    public void run() {
        scheduled = false;
        if (count == 0 || stalled) {
            return;
        }
        long since = loop.now() - sentAt;
        if (since >= GATHER_MILLIS) {
            flush();
        } else {
            loop.arm(this, GATHER_MILLIS - since);
        }
    }

    @Override
    protected void expired() {
        if (count > 0) {
            flush();
        }
    }

    void flush() {
        sentAt = loop.now();
        choose();
        stalled = false;
        while (count > 0 && !stalled) {
            int offered = Math.min(count, LINES);
            int done = sender == null ? 0 : sender.send(lines, ends, offered);
            stalled = done < offered;
            remove(done);
        }
        if (stalled) {
            loop.arm(this, RETRY_MILLIS);
        }
    }

    private void remove(int done) {
        int start = done == 0 ? 0 : ends[done - 1];
        if (done < count) {
            System.arraycopy(lines, start, lines, 0, used - start);
            for (int i = done; i < count; i++) {
                ends[i - done] = ends[i] - start;
            }
        }
        count -= done;
        used -= start;
    }

    /** The system's own calls once they are there; a unix socket has to wait for them. */
    private void choose() {
        if (bulk) {
            return;
        }
        LogSender better = log.sender(sender != null);
        if (better == null) {
            return;
        }
        if (sender != null) {
            sender.close();
        }
        sender = better;
        bulk = better instanceof BulkLogSender;
    }

    /** The loop has ended: what is there leaves now or never. */
    void close() {
        choose();
        if (sender != null && count > 0) {
            sender.send(lines, ends, Math.min(count, LINES));
        }
        if (sender != null) {
            sender.close();
        }
    }
}
