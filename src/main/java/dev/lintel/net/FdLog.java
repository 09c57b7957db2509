package dev.lintel.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Standard output, standard error or another open descriptor. Writing to a pipe may take for ever, so a thread does it; each loop lays its
 * lines into a ring of its own, and what does not fit there is dropped. Many lines leave by one write, whole lines only.
 */
final class FdLog implements LogSink, Runnable {
    private static final int QUEUED_EVENTS = 1024;

    /** Lines on their way from one loop to the writer. {@code tail} is moved by the loop, {@code head} by the writer. */
    private static final class Ring implements Runnable {
        static final int BYTES = 256 << 10;

        final byte[] bytes = new byte[BYTES];
        final FdLog log;
        volatile long tail;
        volatile long head;
        /** The loop's own: what it has laid behind the tail in this turn. */
        long laid;

        Ring(FdLog log) {
            this.log = log;
        }

        boolean lay(byte[] buf, int off, int len) {
            if (laid + len - head > BYTES) {
                return false;
            }
            int at = (int) (laid % BYTES);
            int first = Math.min(len, BYTES - at);
            System.arraycopy(buf, off, bytes, at, first);
            System.arraycopy(buf, off + first, bytes, 0, len - first);
            laid += len;
            return true;
        }

        /** The end of the loop's turn. */
        @Override
        public void run() {
            tail = laid;
            log.wake();
        }
    }

    /** The descriptor behind it all. */
    private interface Output {
        void write(byte[] buf, int off, int len) throws IOException;
    }

    private final int fd;
    private final AtomicReferenceArray<Ring> rings;
    private final ConcurrentLinkedQueue<byte[]> events = new ConcurrentLinkedQueue<>();
    private final LongAdder dropped = new LongAdder();
    private volatile int queuedEvents;
    private volatile boolean waiting;
    private volatile boolean closing;
    private final Thread writer;

    FdLog(int fd, int loops) {
        this.fd = fd;
        this.rings = new AtomicReferenceArray<>(loops);
        this.writer = Thread.ofPlatform().daemon().name("lintel-log-fd" + fd).unstarted(this);
        writer.start();
    }

    @Override
    public void write(Loop loop, byte[] buf, int off, int len) {
        Ring ring = rings.getPlain(loop.index());
        if (ring == null) {
            ring = new Ring(this);
            rings.set(loop.index(), ring);
        }
        boolean first = ring.laid == ring.tail;
        if (!ring.lay(buf, off, len)) {
            dropped.increment();
        } else if (first) {
            loop.execute(ring);
        }
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        synchronized (events) {
            if (queuedEvents >= QUEUED_EVENTS) {
                dropped.increment();
                return;
            }
            queuedEvents++;
        }
        events.add(java.util.Arrays.copyOfRange(buf, off, off + len));
        wake();
    }

    private void wake() {
        if (waiting) {
            LockSupport.unpark(writer);
        }
    }

    @Override
    public void run() {
        Output out = Libc.load() ? new Direct(fd) : new Stream(fd);
        while (true) {
            if (drain(out)) {
                continue;
            }
            waiting = true;
            if (isEmpty()) {
                if (closing) {
                    return;
                }
                LockSupport.park(this);
            }
            waiting = false;
        }
    }

    private boolean isEmpty() {
        for (int i = 0; i < rings.length(); i++) {
            Ring ring = rings.get(i);
            if (ring != null && ring.head != ring.tail) {
                return false;
            }
        }
        return events.isEmpty();
    }

    private boolean drain(Output out) {
        boolean any = false;
        for (int i = 0; i < rings.length(); i++) {
            Ring ring = rings.get(i);
            if (ring != null && ring.head != ring.tail) {
                any = true;
                drain(ring, out);
            }
        }
        for (byte[] event = events.poll(); event != null; event = events.poll()) {
            any = true;
            synchronized (events) {
                queuedEvents--;
            }
            put(out, event, 0, event.length);
        }
        return any;
    }

    private void drain(Ring ring, Output out) {
        long tail = ring.tail;
        int at = (int) (ring.head % Ring.BYTES);
        int len = (int) (tail - ring.head);
        int first = Math.min(len, Ring.BYTES - at);
        put(out, ring.bytes, at, first);
        put(out, ring.bytes, 0, len - first);
        ring.head = tail;
    }

    private void put(Output out, byte[] buf, int off, int len) {
        try {
            if (len > 0) {
                out.write(buf, off, len);
            }
        } catch (IOException e) {
            int lines = 0;
            for (int i = off; i < off + len; i++) {
                lines += buf[i] == '\n' ? 1 : 0;
            }
            dropped.add(lines);
        }
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is left, for as long as that takes but no longer than {@code millis}. */
    void close(long millis) {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By the system's own call: any descriptor, also one that does not block. */
    private static final class Direct implements Output {
        private static final int CHUNK = 64 << 10;
        private static final long RETRY_NANOS = 2_000_000;

        private final int fd;
        private final Arena arena = Arena.ofAuto();
        private final MemorySegment errno = arena.allocate(Libc.ERRNO);
        private final MemorySegment chunk = arena.allocate(CHUNK);

        Direct(int fd) {
            this.fd = fd;
        }

        @Override
        public void write(byte[] buf, int off, int len) throws IOException {
            int end = off + len;
            while (off < end) {
                int size = Math.min(CHUNK, end - off);
                MemorySegment.copy(buf, off, chunk, JAVA_BYTE, 0, size);
                long written = Libc.write(errno, fd, chunk, size);
                if (written >= 0) {
                    off += (int) written;
                    continue;
                }
                switch (Libc.errno(errno)) {
                    case Libc.EINTR -> {}
                    case Libc.EAGAIN -> LockSupport.parkNanos(RETRY_NANOS);
                    default -> throw new IOException(Libc.words(Libc.errno(errno)));
                }
            }
        }
    }

    /** Through the JDK, which has streams for the first two. */
    private static final class Stream implements Output {
        private final FileOutputStream stream;

        Stream(int fd) {
            stream = fd == 1
                    ? new FileOutputStream(FileDescriptor.out)
                    : fd == 2 ? new FileOutputStream(FileDescriptor.err) : null;
        }

        @Override
        public void write(byte[] buf, int off, int len) throws IOException {
            if (stream == null) {
                throw new IOException("needs native access");
            }
            stream.write(buf, off, len);
        }
    }
}
