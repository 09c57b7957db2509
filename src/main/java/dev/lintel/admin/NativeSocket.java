package dev.lintel.admin;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;

/**
 * A socket of Linux that Java cannot open: one that the process inherited ({@code fd@}) or of an abstract name ({@code abns@}), and the
 * connections that come there. Blocks whole threads of the system, so that its users run on those. Any thread may close it; the descriptor is
 * given back when nobody is within a call, for its number may be another file's at once.
 */
final class NativeSocket implements Wire {
    private static final int AF_UNIX = 1;
    /** SOCK_STREAM and SOCK_CLOEXEC. */
    private static final int STREAM = 1 | 0x80000;

    private static final int CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    /** A listening socket may be shared with other processes, so nothing but looking away wakes who waits there. */
    private static final int LOOK_MILLIS = 500;

    private static final int MAX_NAME = 106;
    private static final int DEFAULT_BACKLOG = 128;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    /** Linked when first needed; a constant of a class of its own, so that nobody else pays for it. */
    private static final class Calls {
        static final MethodHandle SOCKET =
                call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle BIND = call("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle LISTEN = call("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle POLL = call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        static final MethodHandle ACCEPT =
                call("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        static final MethodHandle READ = call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle SEND =
                call("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        static final MethodHandle SHUTDOWN = call("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle STRERROR =
                LINKER.downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

        private static MethodHandle call(String name, FunctionDescriptor type) {
            return LINKER.downcallHandle(symbol(name), type, Linker.Option.captureCallState("errno"));
        }

        private static MemorySegment symbol(String name) {
            return LINKER.defaultLookup().findOrThrow(name);
        }
    }

    private final int descriptor;
    private final boolean listens;
    private int within;
    private boolean closed;

    private NativeSocket(int descriptor, boolean listens) {
        this.descriptor = descriptor;
        this.listens = listens;
    }

    /** One that listens already. */
    static NativeSocket inherited(int descriptor) throws IOException {
        NativeSocket socket = new NativeSocket(descriptor, true);
        try (Arena arena = Arena.ofConfined()) {
            // No more than a look, which tells whether the number is an open file at all.
            if (socket.poll(arena, 0) < 0) {
                throw new IOException("no open file has the number " + descriptor);
            }
        }
        return socket;
    }

    /** Listens at an abstract name. */
    static NativeSocket named(String name, int backlog) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > MAX_NAME) {
            throw new IOException("the name is too long for a unix socket");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO);
            int made = (int) Calls.SOCKET.invokeExact(errno, AF_UNIX, STREAM, 0);
            check(made, errno);
            NativeSocket socket = new NativeSocket(made, true);
            // HAProxy pads the name with zeros to the whole length of an address.
            MemorySegment address = arena.allocate(2 + MAX_NAME + 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 3, bytes.length);
            try {
                check((int) Calls.BIND.invokeExact(errno, made, address, (int) address.byteSize()), errno);
                check((int) Calls.LISTEN.invokeExact(errno, made, backlog > 0 ? backlog : DEFAULT_BACKLOG), errno);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The next client. */
    NativeSocket accept() throws IOException {
        while (true) {
            int client = tryAccept();
            if (client >= 0) {
                return new NativeSocket(client, false);
            }
        }
    }

    /** -1: nobody came for a while. */
    private int tryAccept() throws IOException {
        enter();
        try (Arena arena = Arena.ofConfined()) {
            if (poll(arena, LOOK_MILLIS) <= 0) {
                return -1;
            }
            MemorySegment errno = arena.allocate(ERRNO);
            int client =
                    (int) Calls.ACCEPT.invokeExact(errno, descriptor, MemorySegment.NULL, MemorySegment.NULL, CLOEXEC);
            if (client < 0 && passing(errno)) {
                return -1;
            }
            check(client, errno);
            return client;
        } catch (IOException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            leave();
        }
    }

    /** How many are ready; -1 where the descriptor is none. */
    private int poll(Arena arena, int millis) throws IOException {
        MemorySegment errno = arena.allocate(ERRNO);
        MemorySegment wanted = arena.allocate(8);
        wanted.set(JAVA_INT, 0, descriptor);
        wanted.set(JAVA_SHORT, 4, POLLIN);
        try {
            int ready = (int) Calls.POLL.invokeExact(errno, wanted, 1L, millis);
            short seen = wanted.get(JAVA_SHORT, 6);
            return ready > 0 && (seen & POLLIN) == 0 && seen != 0 ? -1 : Math.max(ready, 0);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return transfer(into, true);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        transfer(from, false);
    }

    private int transfer(ByteBuffer bytes, boolean in) throws IOException {
        enter();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO);
            long length = Math.min(bytes.remaining(), 1 << 16);
            MemorySegment outside = arena.allocate(length);
            MemorySegment inside = MemorySegment.ofBuffer(bytes);
            long done;
            do {
                if (in) {
                    done = (long) Calls.READ.invokeExact(errno, descriptor, outside, length);
                } else {
                    outside.copyFrom(inside.asSlice(0, length));
                    done = (long) Calls.SEND.invokeExact(errno, descriptor, outside, length, MSG_NOSIGNAL);
                }
            } while (done < 0 && errno.get(JAVA_INT, 0) == EINTR);
            check(done, errno);
            if (in && done > 0) {
                inside.asSlice(0, done).copyFrom(outside.asSlice(0, done));
            }
            bytes.position(bytes.position() + (int) done);
            return in && done == 0 ? -1 : (int) done;
        } catch (IOException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            leave();
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        enter();
        try {
            shutdown(SHUT_WR);
        } finally {
            leave();
        }
    }

    private void shutdown(int how) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Calls.SHUTDOWN.invokeExact(arena.allocate(ERRNO), descriptor, how);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean isOpen() {
        synchronized (this) {
            return !closed;
        }
    }

    private synchronized void enter() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        within++;
    }

    private synchronized void leave() {
        within--;
        if (closed && within == 0) {
            release();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!listens) {
            shutdown(SHUT_RDWR);
        }
        if (within == 0) {
            release();
        }
    }

    private void release() {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Calls.CLOSE.invokeExact(arena.allocate(ERRNO), descriptor);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean passing(MemorySegment errno) {
        int number = errno.get(JAVA_INT, 0);
        return number == EINTR || number == EAGAIN;
    }

    private static void check(long result, MemorySegment errno) throws IOException {
        if (result < 0) {
            throw new IOException(words(errno.get(JAVA_INT, 0)));
        }
    }

    private static String words(int errno) {
        try {
            MemorySegment text = (MemorySegment) Calls.STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
