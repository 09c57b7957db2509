package dev.lintel.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The few system calls of Linux that the JDK does not offer: datagrams to unix sockets, many datagrams in one call, writing to any
 * descriptor. The first use of foreign functions costs tenths of a second, so {@link #load} runs on a thread of its own and the loops
 * ask {@link #ready}. Any thread.
 */
final class Libc {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int EOPNOTSUPP = 95;
    static final int ENOBUFS = 105;
    static final int ECONNREFUSED = 111;

    /** SOCK_DGRAM, SOCK_NONBLOCK and SOCK_CLOEXEC. */
    static final int DATAGRAM = 2 | 0x800 | 0x80000;
    /** MSG_DONTWAIT and MSG_NOSIGNAL. */
    static final int QUIETLY = 0x40 | 0x4000;

    /** Where a call leaves its errno: an {@code int} at the start of a segment of that layout. */
    static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    private enum State {
        UNTRIED,
        LOADING,
        READY,
        MISSING
    }

    private static volatile State state = State.UNTRIED;

    private Libc() {}

    /** Linked when first touched; a constant of a class of its own, so that calls compile to calls. */
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();

        static final MethodHandle SOCKET =
                call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle CONNECT =
                call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle SENDMMSG =
                call("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle WRITE = call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle STRERROR =
                LINKER.downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

        private static MethodHandle call(String name, FunctionDescriptor type) {
            return LINKER.downcallHandle(symbol(name), type, Linker.Option.captureCallState("errno"));
        }

        private static MemorySegment symbol(String name) {
            return LINKER.defaultLookup().find(name).orElseThrow();
        }
    }

    /** Starts {@link #load} in the background, once. */
    static synchronized void prepare() {
        if (state == State.UNTRIED) {
            state = State.LOADING;
            Thread.ofPlatform().daemon().name("lintel-libc").start(Libc::load);
        }
    }

    /** Links the calls and returns whether they are there; may take its time. */
    static boolean load() {
        if (state != State.READY && state != State.MISSING) {
            boolean linux = System.getProperty("os.name").equals("Linux") && ADDRESS.byteSize() == 8;
            State found = State.MISSING;
            try {
                if (linux) {
                    MethodHandles.lookup().ensureInitialized(Calls.class);
                    found = State.READY;
                }
            } catch (IllegalAccessException | LinkageError | RuntimeException none) {
                // Without native access; what can be done without it is.
            }
            state = found;
        }
        return ready();
    }

    static boolean ready() {
        return state == State.READY;
    }

    /** Whether they will never be there. */
    static boolean missing() {
        return state == State.MISSING;
    }

    static int errno(MemorySegment state) {
        return state.get(JAVA_INT, 0);
    }

    static int socket(MemorySegment errno, int family) {
        try {
            return (int) Calls.SOCKET.invokeExact(errno, family, DATAGRAM, 0);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
        try {
            return (int) Calls.CONNECT.invokeExact(errno, fd, address, length);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @return how many messages were taken, or -1 */
    static int sendmmsg(MemorySegment errno, int fd, MemorySegment messages, int count) {
        try {
            return (int) Calls.SENDMMSG.invokeExact(errno, fd, messages, count, QUIETLY);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static long write(MemorySegment errno, int fd, MemorySegment data, long length) {
        try {
            return (long) Calls.WRITE.invokeExact(errno, fd, data, length);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void close(MemorySegment errno, int fd) {
        try {
            int ignored = (int) Calls.CLOSE.invokeExact(errno, fd);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The system's words for an errno. */
    static String words(int errno) {
        try {
            MemorySegment text = (MemorySegment) Calls.STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
