package dev.lintel.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sends all lines by one {@code sendmmsg}. Over UDP, lines of one length travel through the kernel as one segmented datagram (UDP_SEGMENT,
 * Linux 4.18), and become datagrams of their own only in front of the receiver: that is where most of the cost of a line is saved, for
 * the call itself is cheap. Owned by its loop; the memory goes with the object.
 */
final class BulkLogSender implements LogSender {
    private static final int LINES = LogBatch.LINES;
    private static final int MSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int CONTROL = 24;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    /** What goes into a packet nearly everywhere; longer lines leave alone, to be fragmented. */
    private static final int SEGMENT_BYTES = 1400;

    private static final int PAYLOAD_BYTES = 60_000;
    /** With so few lines their order is kept; with more, those of one length are brought together. */
    private static final int SORTED_FROM = 8;

    private final Losses losses;
    private final MemorySegment errno;
    private final MemorySegment data;
    private final MemorySegment iovecs;
    private final MemorySegment messages;
    private final MemorySegment controls;
    private final MemorySegment address;
    private final boolean unix;
    private final int fd;
    private boolean segmented;
    private boolean connected;

    private final long[] order = new long[LINES];
    /** How many lines each message carries. */
    private final int[] carried = new int[LINES];

    BulkLogSender(LogAddress to, Losses losses) {
        this.losses = losses;
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(Libc.ERRNO);
        data = arena.allocate(LogBatch.BYTES, 8);
        iovecs = arena.allocate((long) LINES * IOVEC, 8);
        messages = arena.allocate((long) LINES * MSGHDR, 8);
        controls = arena.allocate((long) LINES * CONTROL, 8);
        unix = to.isUnix();
        segmented = !unix;
        address = unix ? unixAddress(arena, to.path()) : inetAddress(arena, to);
        for (int i = 0; i < LINES; i++) {
            controls.set(JAVA_LONG, (long) i * CONTROL, 18);
            controls.set(JAVA_INT, (long) i * CONTROL + 8, SOL_UDP);
            controls.set(JAVA_INT, (long) i * CONTROL + 12, UDP_SEGMENT);
        }
        fd = Libc.socket(errno, unix ? Libc.AF_UNIX : address.get(JAVA_SHORT, 0));
    }

    private static MemorySegment unixAddress(Arena arena, byte[] path) {
        MemorySegment address = arena.allocate(2L + path.length, 8);
        address.set(JAVA_SHORT, 0, (short) Libc.AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
        return address;
    }

    private static MemorySegment inetAddress(Arena arena, LogAddress to) {
        byte[] ip = to.inet().getAddress().getAddress();
        boolean six = to.inet().getAddress() instanceof Inet6Address;
        MemorySegment address = arena.allocate(six ? 28 : 16, 8);
        address.set(JAVA_SHORT, 0, (short) (six ? Libc.AF_INET6 : Libc.AF_INET));
        address.set(
                JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) to.inet().getPort());
        MemorySegment.copy(ip, 0, address, JAVA_BYTE, six ? 8 : 4, ip.length);
        if (to.inet().getAddress() instanceof Inet6Address scoped) {
            address.set(JAVA_INT, 24, scoped.getScopeId());
        }
        return address;
    }

    @Override
    public int send(byte[] buf, int[] ends, int count) {
        if (!connected && !connect()) {
            losses.dropped(count, Libc.words(Libc.errno(errno)));
            return count;
        }
        MemorySegment.copy(buf, 0, data, JAVA_BYTE, 0, ends[count - 1]);
        arrange(ends, count);
        int total = group(ends, 0, count);
        int done = 0;
        int at = 0;
        boolean again = false;
        while (at < total) {
            int sent = Libc.sendmmsg(errno, fd, messages.asSlice((long) at * MSGHDR), total - at);
            if (sent > 0) {
                for (int i = 0; i < sent; i++) {
                    done += carried[at++];
                }
                again = false;
                continue;
            }
            switch (Libc.errno(errno)) {
                case Libc.EINTR -> {}
                case Libc.EINVAL, Libc.EIO, Libc.EOPNOTSUPP, Libc.EMSGSIZE -> {
                    if (segmented) {
                        // No segments on this way: the same lines once more, each for itself.
                        segmented = false;
                        total = group(ends, done, count);
                        at = 0;
                    } else {
                        done += lose(carried[at++]);
                    }
                }
                case Libc.EAGAIN, Libc.ENOBUFS -> {
                    // The receiver of a unix socket is behind: what was not sent stays, in its order, for nothing was
                    // sorted.
                    return unix ? done : done + lose(count - done);
                }
                default -> {
                    // UDP tells here that an earlier line found no receiver, unix that the receiver is another one by
                    // now.
                    if (again || unix && !connect()) {
                        return done + lose(count - done);
                    }
                    again = true;
                }
            }
        }
        return count;
    }

    /** Every line is a datagram of its own all the way. */
    void unsegmented() {
        segmented = false;
    }

    private boolean connect() {
        connected = fd >= 0 && Libc.connect(errno, fd, address, (int) address.byteSize()) == 0;
        return connected;
    }

    private int lose(int lines) {
        losses.dropped(lines, Libc.words(Libc.errno(errno)));
        return lines;
    }

    /** Sorts the lines by length, longest first, and else as they came; the lower bits say which line it is. */
    private void arrange(int[] ends, int count) {
        int start = 0;
        for (int i = 0; i < count; i++) {
            int length = unix || count < SORTED_FROM ? 0 : ends[i] - start;
            order[i] = (long) (0x10000 - length) << 16 | i;
            start = ends[i];
        }
        if (!unix && count >= SORTED_FROM) {
            Arrays.sort(order, 0, count);
        }
    }

    /** Makes messages of the lines from {@code from} on: neighbours of one length together, and behind them one that is shorter. */
    private int group(int[] ends, int from, int count) {
        int total = 0;
        int i = from;
        while (i < count) {
            int first = i;
            int length = line(ends, i++);
            if (segmented && length <= SEGMENT_BYTES) {
                int size = length;
                int last = length;
                while (i < count && last == length && size + length <= PAYLOAD_BYTES && length(ends, i) <= length) {
                    last = line(ends, i++);
                    size += last;
                }
            }
            message(total, first, i - first, length);
            carried[total++] = i - first;
        }
        return total;
    }

    private int length(int[] ends, int i) {
        int line = (int) (order[i] & 0xffff);
        return ends[line] - (line == 0 ? 0 : ends[line - 1]);
    }

    /** Lets the i-th vector point to its line; returns the length. */
    private int line(int[] ends, int i) {
        int line = (int) (order[i] & 0xffff);
        int start = line == 0 ? 0 : ends[line - 1];
        int length = ends[line] - start;
        iovecs.set(JAVA_LONG, (long) i * IOVEC, data.address() + start);
        iovecs.set(JAVA_LONG, (long) i * IOVEC + 8, length);
        return length;
    }

    private void message(int i, int firstVector, int vectors, int length) {
        long at = (long) i * MSGHDR;
        messages.set(JAVA_LONG, at + 16, iovecs.address() + (long) firstVector * IOVEC);
        messages.set(JAVA_LONG, at + 24, vectors);
        boolean several = vectors > 1;
        messages.set(JAVA_LONG, at + 32, several ? controls.address() + (long) i * CONTROL : 0);
        messages.set(JAVA_LONG, at + 40, several ? CONTROL : 0);
        if (several) {
            controls.set(JAVA_SHORT, (long) i * CONTROL + 16, (short) length);
        }
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(errno, fd);
        }
    }
}
