package dev.lintel.net;

import dev.lintel.base.Faults;
import dev.lintel.http.ByteWriter;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.Http2Limits;
import dev.lintel.stream.Loop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.PlatformDependent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A loop over one of Netty's: adds the clock, the wheel, and the gathering of writes: what is written within one turn leaves together at
 * its end. Owned by its own thread; only {@link #execute} may be called from others.
 */
final class NettyLoop implements Loop {
    /** What is given out knowingly is half of what the JVM allows; the other half is for what reads under way may still bring. */
    private static final long MEMORY = Math.max(PlatformDependent.maxDirectMemory() / 2, 1);

    /** From here on no more of any body is read: what is held has to leave first (percent of that). */
    private static final int STALL = 85;

    private static final long STALL_MILLIS = 50;

    private final EventLoop events;
    private final int index;
    private final Wheel wheel;
    private final Runnable onTick = this::tick;
    private final Runnable onFlush = this::flushAll;

    private long nowMillis;
    private long nowMicros;
    private long wallOffset;
    /** Time that passed at a test's word and not by itself (microseconds). */
    private long skippedMicros;

    private long wakeAt = Deadline.NEVER;
    private Future<?> wake;
    private SocketOutput[] dirty = new SocketOutput[64];
    private int dirtyCount;

    /** Connections whose bodies wait for memory. */
    final Set<Stalled> stalled = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Deadline stall = new Deadline() {
        @Override
        protected void expired() {
            endStall();
        }
    };

    final Http2Turns turns = new Http2Turns(this);
    final UpstreamPools pools;
    final Http1Heads heads = new Http1Heads();
    final Http2Fields fields = new Http2Fields();
    final Http2Requests requests = new Http2Requests();
    /** For connections that begin from now on; written by the control plane. */
    volatile Http2Limits http2Clients = Http2Limits.DEFAULT;

    volatile Http2Limits http2Servers = Http2Limits.DEFAULT;
    /** Where heads are put together before they go into a buffer in one piece. */
    final ByteWriter text = new ByteWriter(4096);
    /** Open connections of clients that speak HTTP. */
    final Set<ClientSide> clients = Collections.newSetFromMap(new IdentityHashMap<>());

    NettyLoop(EventLoop events, int index) {
        this.events = events;
        this.index = index;
        refresh();
        wallOffset = System.currentTimeMillis() - nowMillis;
        this.wheel = new Wheel(nowMillis);
        this.pools = new UpstreamPools(this);
    }

    EventLoop events() {
        return events;
    }

    /** Reads the clock; called once by whoever begins a turn. */
    long refresh() {
        nowMicros = System.nanoTime() / 1000 + skippedMicros;
        nowMillis = nowMicros / 1000;
        return nowMicros;
    }

    @Override
    public long now() {
        return nowMillis;
    }

    @Override
    public long nowMicros() {
        return nowMicros;
    }

    @Override
    public long micros() {
        return refresh();
    }

    @Override
    public long wallClock() {
        return nowMillis + wallOffset;
    }

    @Override
    public boolean inLoop() {
        return events.inEventLoop();
    }

    @Override
    public int memoryPercent() {
        return (int) (Math.max(PlatformDependent.usedDirectMemory(), 0) * 100 / MEMORY);
    }

    /** Whether a body has to wait for memory; then the connection is asked to go on in a moment. */
    boolean stalls(Stalled connection) {
        if (memoryPercent() < STALL) {
            return false;
        }
        stalled.add(connection);
        if (!stall.armed()) {
            arm(stall, STALL_MILLIS);
        }
        return true;
    }

    private void endStall() {
        if (memoryPercent() >= STALL) {
            arm(stall, STALL_MILLIS);
            return;
        }
        Stalled[] all = stalled.toArray(new Stalled[0]);
        stalled.clear();
        for (Stalled each : all) {
            each.process();
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void execute(Runnable task) {
        events.execute(() -> run(task));
    }

    /** A loop that slept has an old clock: deadlines would be too short. */
    private void run(Runnable task) {
        refresh();
        try {
            task.run();
        } catch (Throwable fault) {
            Faults.report("a task", fault);
        }
    }

    @Override
    public void arm(Deadline deadline, long millis) {
        deadline.at = nowMillis + millis;
        wheel.put(deadline);
        long next = deadline.tick * Wheel.TICK_MILLIS;
        if (next < wakeAt) {
            wakeAt(next);
        }
    }

    @Override
    public void forget(Deadline deadline) {
        deadline.disarm();
        wheel.remove(deadline);
    }

    private void wakeAt(long millis) {
        if (wake != null) {
            wake.cancel(false);
        }
        wakeAt = millis;
        wake = events.schedule(onTick, Math.max(millis - nowMillis, 1), TimeUnit.MILLISECONDS);
    }

    /** Lets time pass at once, on the loop: what was due by then happens now. */
    void skip(long millis) {
        skippedMicros += millis * 1000;
        if (wake != null) {
            wake.cancel(false);
        }
        tick();
    }

    private void tick() {
        refresh();
        // The wall clock may have been set since; a tick is often enough to notice.
        wallOffset = System.currentTimeMillis() - nowMillis;
        wake = null;
        wakeAt = Deadline.NEVER;
        wheel.advance(nowMillis);
        long next = wheel.nextMillis();
        if (next < wakeAt) {
            wakeAt(next);
        }
    }

    /** The writer of heads, empty. */
    ByteWriter text() {
        text.clear();
        return text;
    }

    /** Asks for {@link SocketOutput#flush} at the end of this turn. */
    void dirty(SocketOutput output) {
        if (dirtyCount == 0) {
            events.execute(onFlush);
        }
        if (dirtyCount == dirty.length) {
            dirty = java.util.Arrays.copyOf(dirty, dirtyCount * 2);
        }
        dirty[dirtyCount++] = output;
    }

    private void flushAll() {
        // A flush may make others dirty: they are appended and flushed in the same pass.
        for (int i = 0; i < dirtyCount; i++) {
            SocketOutput output = dirty[i];
            dirty[i] = null;
            try {
                output.flush();
            } catch (Throwable fault) {
                // The others must leave all the same, and the next turn must find an empty list.
                Faults.report("a flush", fault);
            }
        }
        dirtyCount = 0;
    }
}
