package dev.lintel.net;

import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** A syslog server that takes datagrams, by UDP or by a unix socket. Each loop has its own batch and socket. */
final class DatagramLog implements LogSink {
    private final String target;
    private final LogAddress address;
    private final AtomicReferenceArray<LogBatch> batches;
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean complained = new AtomicBoolean();

    DatagramLog(String target, LogAddress address, int loops) {
        this.target = target;
        this.address = address;
        this.batches = new AtomicReferenceArray<>(loops);
        Libc.prepare();
    }

    @Override
    public void write(Loop loop, byte[] buf, int off, int len) {
        LogBatch batch = batches.getPlain(loop.index());
        if (batch == null) {
            batch = new LogBatch(loop, this);
            batches.set(loop.index(), batch);
        }
        batch.add(buf, off, len);
    }

    /** Rare: a socket for each line, so that nobody owns one. */
    @Override
    public void write(byte[] buf, int off, int len) {
        LogSender sender = Libc.load() ? new BulkLogSender(address, this::dropped) : sender(false);
        if (sender == null) {
            dropped(1, "the system does not offer unix datagrams");
            return;
        }
        byte[] line = java.util.Arrays.copyOfRange(buf, off, off + len);
        int done = sender.send(line, new int[] {len}, 1);
        dropped.add(1 - done);
        sender.close();
    }

    /** The best sender there is now; null where there is none, or none better than the one at work. */
    LogSender sender(boolean any) {
        if (Libc.ready()) {
            return new BulkLogSender(address, this::dropped);
        }
        if (any || address.isUnix()) {
            return null;
        }
        try {
            return new ChannelLogSender(address, this::dropped);
        } catch (IOException e) {
            complain(e.getMessage());
            return null;
        }
    }

    void dropped(int lines, String why) {
        dropped.add(lines);
        complain(why);
    }

    /** Once: whoever reads standard error learns that the log has holes, and counters tell the rest. */
    private void complain(String why) {
        if (complained.compareAndSet(false, true)) {
            // Standard error may be a pipe that nobody reads.
            Thread.startVirtualThread(
                    () -> System.err.println("lintel: log " + target + ": " + why + "; lines are being dropped"));
        }
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    /** Sends what is left, once the loops have ended. */
    void close() {
        for (int i = 0; i < batches.length(); i++) {
            LogBatch batch = batches.get(i);
            if (batch != null) {
                batch.close();
            }
        }
    }
}
