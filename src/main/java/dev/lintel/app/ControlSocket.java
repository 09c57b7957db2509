package dev.lintel.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The socket by which {@code lintel reload} reaches the running program and hears what came of it. One line in; any lines out, the
 * last of which is {@code status 0} or {@code status 1}. Served by one virtual thread, one caller at a time.
 */
final class ControlSocket implements AutoCloseable {
    /** Asked by {@code lintel reload} where several programs run. */
    static final String WHO = "who";

    static final String STATUS = "status ";

    /** Obeys an order. */
    interface Orders {
        Program.Outcome obey(String order) throws InterruptedException;
    }

    private final @Nullable ServerSocketChannel server;
    private final @Nullable Path path;
    private final @Nullable String problem;
    private final List<String> files;
    private final Orders orders;

    private ControlSocket(
            @Nullable ServerSocketChannel server,
            @Nullable Path path,
            @Nullable String problem,
            List<String> files,
            Orders orders) {
        this.server = server;
        this.path = path;
        this.problem = problem;
        this.files = files;
        this.orders = orders;
    }

    /** Makes the folder of the socket; what is wrong with it, {@link #open} says. */
    static void prepare() {
        try {
            RuntimeFolder.make(RuntimeFolder.path());
        } catch (IOException e) {
            // The same is tried again when the program serves, and told then.
        }
    }

    /** Where no socket can be made the program serves without: signals still reach it, and {@link #problem} says why. */
    static ControlSocket open(List<String> files, Orders orders) {
        try {
            return open(RuntimeFolder.path(), files, orders);
        } catch (IOException e) {
            return new ControlSocket(null, null, Reasons.of(e), files, orders);
        }
    }

    static ControlSocket open(Path folder, List<String> files, Orders orders) {
        try {
            RuntimeFolder.make(folder);
            Path path = folder.resolve(ProcessHandle.current().pid() + ".sock");
            Files.deleteIfExists(path);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            ControlSocket socket = new ControlSocket(server, path, null, files, orders);
            Thread.ofVirtual().name("control").start(socket::serve);
            return socket;
        } catch (IOException e) {
            return new ControlSocket(null, null, Reasons.of(e), files, orders);
        }
    }

    /** Why no command reaches this program, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel caller = server.accept()) {
                answer(caller);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // This caller left; the next one is served.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void answer(SocketChannel caller) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(caller), StandardCharsets.UTF_8));
        String order = in.readLine();
        if (order == null) {
            return;
        }
        Program.Outcome outcome =
                order.equals(WHO) ? new Program.Outcome(true, String.join(" ", files) + "\n") : orders.obey(order);
        String text = outcome.said() + STATUS + (outcome.done() ? 0 : 1) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            caller.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A stale socket is recognised by whoever finds it.
        }
    }
}
