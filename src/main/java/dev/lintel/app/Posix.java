package dev.lintel.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The few system calls that Java lacks and a daemon needs. Each answers whether it went well. */
final class Posix {
    static final int SIGTERM = 15;
    static final int SIGUSR1 = 10;
    static final int SIGUSR2 = 12;

    private static final int O_RDWR = 2;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MAX_PATH = 107;

    private Posix() {}

    static boolean changeDirectory(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call("chdir", ValueLayout.ADDRESS).invokeExact(text(arena, path)) == 0;
        } catch (Throwable e) {
            return false;
        }
    }

    static boolean kill(long pid, int signal) {
        try {
            MethodHandle kill = call("kill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            return (int) kill.invokeExact((int) pid, signal) == 0;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Lets go of the terminal: the standard streams lead nowhere, and that descriptor is closed. */
    static void detach(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle open = call("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
            int nowhere = (int) open.invokeExact(text(arena, "/dev/null"), O_RDWR);
            MethodHandle copy = call("dup2", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            for (int stream = 0; stream < 3 && nowhere >= 0; stream++) {
                int done = (int) copy.invokeExact(nowhere, stream);
            }
            MethodHandle close = call("close", ValueLayout.JAVA_INT);
            int closed = (int) close.invokeExact(nowhere);
            closed = (int) close.invokeExact(descriptor);
        } catch (Throwable e) {
            // The terminal stays: no reason not to serve.
        }
    }

    /** Sends one datagram to a unix socket; a path that begins with @ is an abstract name. */
    static boolean send(String path, byte[] message) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            if (name.length > MAX_PATH || name.length == 0) {
                return false;
            }
            boolean named = name[0] == '@';
            name[0] = named ? 0 : name[0];
            MemorySegment address = arena.allocate(2 + MAX_PATH + 1);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            MethodHandle open = call("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            int socket = (int) open.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            MethodHandle send = Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("sendto"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT));
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
            int length = 2 + name.length + (named ? 0 : 1);
            long sent = (long) send.invokeExact(socket, bytes, (long) message.length, 0, address, length);
            int closed = (int) call("close", ValueLayout.JAVA_INT).invokeExact(socket);
            return sent == message.length && closed == 0;
        } catch (Throwable e) {
            return false;
        }
    }

    private static MethodHandle call(String name, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text);
    }
}
