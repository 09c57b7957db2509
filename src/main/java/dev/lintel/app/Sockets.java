package dev.lintel.app;

import dev.lintel.base.Problems;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BindSpec;
import dev.lintel.model.FrontendSpec;
import dev.lintel.net.Listeners;
import dev.lintel.net.Listeners.Listener;
import dev.lintel.proxy.Door;
import dev.lintel.stream.Address;
import dev.lintel.tls.BindTls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of the process, by what their bind lines ask for: a reload keeps those that both configurations have. Changes
 * are made by one thread at a time.
 */
final class Sockets {
    /** What makes two bind lines ask for the same socket; {@code nth} tells apart those that are equal within one configuration. */
    private record Key(AddressSpec address, boolean v6only, boolean transparent, int mss, int nth) {}

    /** A socket and who stands behind it. */
    private record Bound(Key key, Listener listener, String frontend, BindSpec spec, int id) {}

    /** Makes who stands behind the socket of a frontend; {@code before}: the frontend that stood there until now, or null. */
    interface Doors {
        Door open(String frontend, @Nullable String before, int listenerId, @Nullable String listenerName);
    }

    private final Listeners listeners;
    private final boolean takesOver;
    private final Doors doors;
    private volatile Map<Key, Bound> bound = Map.of();

    /** @param takesOver whether older processes still listen at these addresses */
    Sockets(Listeners listeners, boolean takesOver, Doors doors) {
        this.listeners = listeners;
        this.takesOver = takesOver;
        this.doors = doors;
    }

    /** A change that is ready: new sockets are bound, but nobody is let in yet and the old ones are untouched. */
    final class Change {
        private final Map<Key, Bound> next = new LinkedHashMap<>();
        private final List<Bound> opened = new ArrayList<>();

        private final Map<BindSpec, BindTls> tls;

        private Change(Map<BindSpec, BindTls> tls) {
            this.tls = tls;
        }

        private boolean prepare(List<FrontendSpec> frontends, Problems problems) {
            Map<Key, Integer> seen = new HashMap<>();
            for (FrontendSpec frontend : frontends) {
                int id = 0;
                for (BindSpec bind : frontend.binds()) {
                    for (AddressSpec address : bind.addresses()) {
                        id++;
                        Key first = key(bind, address, 0);
                        Key key = key(bind, address, seen.merge(first, 1, Integer::sum) - 1);
                        add(key, frontend, bind, bind.id() > 0 ? bind.id() : id, problems);
                    }
                }
            }
            return !problems.hasErrors();
        }

        private void add(Key key, FrontendSpec frontend, BindSpec bind, int id, Problems problems) {
            Bound kept = bound.get(key);
            String before = kept == null ? null : kept.frontend();
            Door door = doors.open(frontend.name(), before, id, bind.name());
            try {
                Listener listener = kept == null
                        ? listeners.bind(bind, tls.get(bind), key.address(), shared(key.address()), door)
                        : kept.listener();
                Bound now = new Bound(key, listener, frontend.name(), bind, id);
                next.put(key, now);
                if (kept == null) {
                    opened.add(now);
                }
            } catch (IOException e) {
                problems.error(
                        bind.pos(),
                        "in " + frontend.proxy().keyword() + " '" + frontend.name() + "': 'bind' cannot listen on "
                                + key.address() + ": " + e.getMessage());
            }
        }

        /** Whether a socket of ours, or of a process that we take over from, may be there: {@code *:80} beside {@code 10.0.0.1:80}. */
        private boolean shared(AddressSpec address) {
            int port = address.port();
            return takesOver || port != 0 && (hasPort(bound, port) || hasPort(next, port));
        }

        /** Takes back what was bound. */
        void undo() {
            opened.forEach(socket -> socket.listener().close());
        }

        /** Puts the new doors behind sockets that stay. Before the snapshot changes: each finds its frontend in either. */
        void redirect() {
            for (Bound now : next.values()) {
                Bound old = bound.get(now.key());
                BindTls secrecy = tls.get(now.spec());
                if (old != null && (secrecy != null || !sameDoor(old, now))) {
                    Door door = doors.open(
                            now.frontend(), old.frontend(), now.id(), now.spec().name());
                    now.listener().acceptor(now.spec(), secrecy, door);
                }
            }
        }

        /** The snapshot is in force: lets clients in at the new sockets and closes those that are gone. */
        void take() {
            Map<Key, Bound> old = bound;
            bound = Map.copyOf(next);
            opened.forEach(Sockets::open);
            old.forEach((key, socket) -> {
                if (!next.containsKey(key)) {
                    socket.listener().close();
                }
            });
        }
    }

    private static void open(Bound socket) {
        try {
            socket.listener().open();
        } catch (IOException e) {
            // It was bound in the same folder a moment ago: somebody has taken the folder away since.
            System.err.println("lintel: nobody finds " + socket.key().address() + ": " + Reasons.of(e));
        }
    }

    private static boolean sameDoor(Bound a, Bound b) {
        return a.frontend().equals(b.frontend())
                && a.id() == b.id()
                && java.util.Objects.equals(a.spec().name(), b.spec().name())
                && (a.spec().tls() == null) == (b.spec().tls() == null)
                && a.spec().acceptProxy() == b.spec().acceptProxy()
                && a.spec().tcpUserTimeoutMillis() == b.spec().tcpUserTimeoutMillis();
    }

    private static boolean hasPort(Map<Key, Bound> sockets, int port) {
        return sockets.keySet().stream().anyMatch(key -> key.address().port() == port);
    }

    private static Key key(BindSpec bind, AddressSpec address, int nth) {
        return new Key(address, bind.v6only(), bind.transparent(), bind.mss(), nth);
    }

    /** Binds what these frontends ask for and is not there; null after taking everything back where one cannot be bound. */
    @Nullable
    Change change(List<FrontendSpec> frontends, Map<BindSpec, BindTls> tls, Problems problems) {
        Change change = new Change(tls);
        if (change.prepare(frontends, problems)) {
            return change;
        }
        change.undo();
        return null;
    }

    /** Where each frontend listens, in the order of its bind lines. */
    Map<String, List<Address>> addresses() {
        Map<String, List<Address>> addresses = new LinkedHashMap<>();
        bound.values().stream()
                .sorted((a, b) -> Integer.compare(a.id(), b.id()))
                .forEach(socket -> addresses
                        .computeIfAbsent(socket.frontend(), name -> new ArrayList<>())
                        .add(socket.listener().address()));
        return addresses;
    }

    /** Lets clients in at the sockets of frontends that have room, and pauses the others. */
    void admit(java.util.function.Predicate<String> hasRoom) {
        for (Bound socket : bound.values()) {
            socket.listener().accepting(hasRoom.test(socket.frontend()));
        }
    }

    void close() {
        Map<Key, Bound> all = bound;
        bound = Map.of();
        all.values().forEach(socket -> socket.listener().close());
    }
}
