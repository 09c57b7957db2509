package dev.lintel.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** What tests of logs need of the system and the JDK does not have: pipes by number, receivers of unix datagrams. */
final class SystemCalls {
    private static final Arena ARENA = Arena.global();

    private SystemCalls() {}

    private static Object call(String name, MemoryLayout result, MemoryLayout[] types, Object... args) {
        Linker linker = Linker.nativeLinker();
        try {
            return linker.downcallHandle(
                            linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, types))
                    .invokeWithArguments(args);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The reading and the writing end. */
    static int[] pipe() {
        MemorySegment ends = ARENA.allocate(8, 4);
        call("pipe", JAVA_INT, new MemoryLayout[] {ADDRESS}, ends);
        return new int[] {ends.get(JAVA_INT, 0), ends.get(JAVA_INT, 4)};
    }

    static void close(int fd) {
        call("close", JAVA_INT, new MemoryLayout[] {JAVA_INT}, fd);
    }

    /** What there is to read, at most {@code size}; waits for something, but not for ever. */
    static String read(int fd, int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(JAVA_INT, 0, fd);
            poll.set(JAVA_SHORT, 4, (short) 1);
            int ready = (int) call("poll", JAVA_INT, new MemoryLayout[] {ADDRESS, JAVA_LONG, JAVA_INT}, poll, 1L, 5000);
            if (ready != 1) {
                return "nothing came";
            }
            MemorySegment buffer = arena.allocate(size);
            long n = (long)
                    call("read", JAVA_LONG, new MemoryLayout[] {JAVA_INT, ADDRESS, JAVA_LONG}, fd, buffer, (long) size);
            return new String(buffer.asSlice(0, Math.max(n, 0)).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
        }
    }

    /** A unix socket that receives datagrams. */
    static int unixReceiver(byte[] path) {
        int fd = (int) call("socket", JAVA_INT, new MemoryLayout[] {JAVA_INT, JAVA_INT, JAVA_INT}, 1, 2, 0);
        MemorySegment address = ARENA.allocate(2L + path.length, 2);
        address.set(JAVA_SHORT, 0, (short) 1);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
        int bound = (int) call("bind", JAVA_INT, new MemoryLayout[] {JAVA_INT, ADDRESS, JAVA_INT}, fd, address, (int)
                address.byteSize());
        if (bound != 0) {
            throw new IllegalStateException("cannot bind");
        }
        return fd;
    }
}
