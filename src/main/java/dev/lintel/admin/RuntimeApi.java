package dev.lintel.admin;

import dev.lintel.base.Problems;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.CommandsSpec;
import dev.lintel.model.GlobalSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The runtime API of a process: listens at the addresses of {@code stats socket} and gives each client a virtual thread. A reload keeps the
 * sockets that both configurations have, and the clients that are there. Changes are made by one thread at a time.
 */
public final class RuntimeApi implements AutoCloseable {
    /** Without a free descriptor every look at the socket would fail at once. */
    private static final long REST_MILLIS = 1000;

    private final Running running;
    private final boolean takesOver;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor clock;
    private volatile Map<AddressSpec, CommandSocket> sockets = Map.of();
    private volatile CommandsSpec spec = CommandsSpec.NONE;
    private volatile Conversation.Limits limits = new Conversation.Limits(0, 0);
    private volatile boolean closed;
    private int busy;

    /** @param takesOver whether older processes still listen at the same addresses */
    public RuntimeApi(Running running, boolean takesOver) {
        this.running = running;
        this.takesOver = takesOver;
        clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("runtime-api").factory());
        clock.setRemoveOnCancelPolicy(true);
        // At the end all clients are closed at once; none of them needs a deadline any more.
        clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** A change that is ready: new sockets are bound and the old ones untouched. */
    public final class Change {
        private final GlobalSpec global;
        private final Map<AddressSpec, CommandSocket> next = new LinkedHashMap<>();
        private final List<CommandSocket> bound = new ArrayList<>();

        private Change(GlobalSpec global) {
            this.global = global;
        }

        private void prepare(Problems problems) {
            for (CommandsSpec.Socket socket : global.commands().sockets()) {
                try {
                    add(socket, problems);
                } catch (IOException e) {
                    problems.error(
                            socket.pos(),
                            "in 'global': 'stats socket' cannot listen at " + socket.address() + ": " + explain(e));
                }
            }
        }

        private void add(CommandsSpec.Socket socket, Problems problems) throws IOException {
            if (next.containsKey(socket.address()) && socket.address().port() != 0) {
                problems.error(socket.pos(), "in 'global': 'stats socket' names " + socket.address() + " twice");
                return;
            }
            CommandSocket now = sockets.get(socket.address());
            if (now == null) {
                now = CommandSocket.bind(socket, takesOver);
                bound.add(now);
            }
            next.put(socket.address(), now);
        }

        /** Takes back what was bound. */
        public void undo() {
            bound.forEach(CommandSocket::close);
        }

        /** The configuration is in force: clients are let in at the new sockets, and those that are gone are closed. */
        public void take(Problems problems) {
            Map<AddressSpec, CommandSocket> old = sockets;
            spec = global.commands();
            limits = new Conversation.Limits((int) Math.min(global.bufSize(), 1 << 20), spec.payloadBytes());
            sockets = Map.copyOf(next);
            for (CommandsSpec.Socket socket : spec.sockets()) {
                try {
                    CommandSocket now = next.get(socket.address());
                    if (bound.contains(now)) {
                        now.open();
                        now.threads().name("stats socket " + now.name()).start(() -> serve(now));
                    } else {
                        now.reconfigure(socket);
                    }
                } catch (IOException e) {
                    problems.warning(
                            socket.pos(), "in 'global': 'stats socket' at " + socket.address() + ": " + explain(e));
                }
            }
            old.forEach((address, socket) -> {
                if (!next.containsKey(address)) {
                    socket.close();
                }
            });
            freed(0);
        }
    }

    /** Binds what a configuration asks for and is not there; null, with everything taken back, where one cannot be bound. */
    public @Nullable Change change(GlobalSpec global, Problems problems) {
        Change change = new Change(global);
        change.prepare(problems);
        if (problems.hasErrors()) {
            change.undo();
            return null;
        }
        return change;
    }

    /** Takes one client after the other, but no more at a time than the configuration allows: further ones wait in the kernel. */
    private void serve(CommandSocket socket) {
        while (socket.isOpen()) {
            try {
                Client client = new Client(socket.accept(), clock);
                clients.add(client);
                if (closed) {
                    client.close();
                }
                awaitRoom();
                Session session = new Session(running, socket.spec(), spec.timeoutMillis());
                Conversation conversation = new Conversation(client, session, limits);
                socket.threads().name("runtime API").start(() -> {
                    try {
                        conversation.run();
                    } finally {
                        clients.remove(client);
                        freed(1);
                    }
                });
            } catch (IOException e) {
                rest(socket);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void rest(CommandSocket socket) {
        try {
            if (socket.isOpen()) {
                TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One client of each socket waits here, the others in the kernel. */
    private synchronized void awaitRoom() throws InterruptedException {
        while (busy >= spec.maxconn() && !closed) {
            wait();
        }
        busy++;
    }

    private synchronized void freed(int count) {
        busy -= count;
        notifyAll();
    }

    /** Listening sockets. */
    public int listeners() {
        return sockets.size();
    }

    /** What {@code show cli sockets} lists of each: its address and its level. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (CommandsSpec.Socket socket : spec.sockets()) {
            CommandSocket open = sockets.get(socket.address());
            if (open != null) {
                lines.add(open.name() + " " + socket.level().word() + " all");
            }
        }
        return lines;
    }

    /**
     * The process stops softly: lets go of what a successor shares with it. A unix socket stays, for a successor's takes its name and
     * without one it still tells how the stop goes on.
     */
    public void retire() {
        for (CommandSocket socket : sockets.values()) {
            if (socket.spec().address().kind() != AddressSpec.Kind.UNIX) {
                socket.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Map<AddressSpec, CommandSocket> all = sockets;
        sockets = Map.of();
        all.values().forEach(CommandSocket::close);
        clients.forEach(Client::close);
        freed(0);
        clock.shutdownNow();
    }

    private static String explain(IOException e) {
        String text = String.valueOf(e.getMessage());
        return switch (e) {
            case NoSuchFileException _ -> "there is no such folder";
            case AccessDeniedException _ -> "permission denied";
            case UserPrincipalNotFoundException missing -> "there is no user or group '" + missing.getName() + "'";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default ->
                text.contains("Address already in use")
                        ? "the address is already in use by another program"
                        : text.contains("Cannot assign requested address")
                                ? "this machine does not have that address"
                                : text.contains("too long") ? "the path is too long for a unix socket" : text;
        };
    }
}
