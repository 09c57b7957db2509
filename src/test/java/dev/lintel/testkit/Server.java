package dev.lintel.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A scripted server: it listens from the start, keeps every connection and what arrives on it, and answers by itself where it
 * was told to; the rest waits for steps. Everything mutable is guarded by the scene.
 */
final class Server {
    final String name;
    private final Scene scene;
    private final int port;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<String, Connection> labelled = new HashMap<>();
    private final Set<Connection> claimed = new HashSet<>();
    private final Set<Connection> answeredOn = new HashSet<>();
    private final Map<Connection, String> methods = new HashMap<>();
    private final Map<TcpConnection, List<StreamConnection>> streams = new HashMap<>();
    private final List<Step.Auto> autos = new ArrayList<>();
    private final List<Socket> fillers = new ArrayList<>();
    private final CertFiles certs;
    private TcpConnection.Handshake handshake;
    private ServerSocket listener;
    private Thread accepting;
    private boolean hanging;
    private boolean sameAsBefore;
    private boolean neverBefore;
    private Connection current;
    int accepted;
    int requests;
    int peak;

    Server(Scene scene, String name, int port, CertFiles certs) {
        this.certs = certs;
        this.scene = scene;
        this.name = name;
        this.port = port;
    }

    int port() {
        return port;
    }

    void start() throws IOException {
        if (listener != null) return;
        dropFillers();
        ServerSocket socket = listening(1024);
        listener = socket;
        synchronized (scene) {
            hanging = false;
        }
        accepting = Thread.ofVirtual().start(() -> accept(socket));
    }

    /** Connections are refused from now on, and those that are open end. */
    void stop() throws IOException {
        dropFillers();
        if (listener != null) listener.close();
        listener = null;
        // Until its thread has left it, the kernel may complete connections that nobody will ever take.
        if (accepting != null) joinAccepting();
        synchronized (scene) {
            for (Connection c : connections) c.drop();
            connections.clear();
            labelled.clear();
            current = null;
        }
    }

    private void joinAccepting() {
        try {
            accepting.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        accepting = null;
    }

    /** Requests are taken and never answered, neither by rule nor by step. */
    void hang() {
        synchronized (scene) {
            hanging = true;
        }
    }

    /** Connecting neither succeeds nor fails: the queue of a listener that accepts nobody is full. */
    void unreachable() throws IOException {
        stop();
        listener = listening(1);
        for (int i = 0; i < 2; i++) {
            Socket filler = new Socket();
            filler.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            fillers.add(filler);
        }
    }

    /** A listener that was just closed lets go of its port only when its accepting thread has seen it. */
    private ServerSocket listening(int backlog) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        for (int attempt = 0; ; attempt++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(address, backlog);
                return socket;
            } catch (BindException e) {
                socket.close();
                if (attempt == 1000) throw e;
                Thread.yield();
            }
        }
    }

    private void dropFillers() throws IOException {
        if (fillers.isEmpty()) return;
        for (Socket filler : fillers) filler.close();
        fillers.clear();
        listener.close();
        listener = null;
    }

    void pause(boolean stop) {
        synchronized (scene) {
            if (current != null) current.pause(stop);
        }
    }

    void auto(Step.Auto auto) {
        synchronized (scene) {
            autos.removeIf(a -> java.util.Objects.equals(a.method(), auto.method())
                    && java.util.Objects.equals(a.target(), auto.target()));
            // A rule that names more comes before one that names less.
            autos.add(auto);
            autos.sort((a, b) -> weight(b) - weight(a));
        }
    }

    private static int weight(Step.Auto auto) {
        return (auto.target() != null ? 2 : 0) + (auto.method() != null ? 1 : 0);
    }

    /** For its next connections. */
    void tls(TlsWords words) {
        TcpConnection.Handshake next = words.off() ? null : words.ofServer(certs);
        synchronized (scene) {
            handshake = next;
        }
    }

    /** The connection that came last, or null. */
    Connection latest() {
        return connections.isEmpty() ? null : connections.getLast();
    }

    private void accept(ServerSocket from) {
        while (true) {
            try {
                Socket socket = from.accept();
                TcpConnection[] self = new TcpConnection[1];
                TcpConnection connection =
                        new TcpConnection(scene, name, socket, true, handshake(), () -> arrived(self[0]));
                self[0] = connection;
                connection.onStream(this::opened);
                synchronized (scene) {
                    scene.note(name, "accepts a connection from port " + socket.getPort());
                    accepted++;
                    connections.add(connection);
                    peak = Math.max(peak, open());
                    scene.notifyAll();
                }
                connection.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    /** A stream of one of our connections; under the scene. */
    private void opened(StreamConnection stream) {
        connections.add(stream);
        streams.computeIfAbsent(stream.carrier(), c -> new ArrayList<>()).add(stream);
    }

    private TcpConnection.Handshake handshake() {
        synchronized (scene) {
            return handshake;
        }
    }

    int open() {
        int open = 0;
        for (Connection c : connections) if (c == c.carrier() && !c.ended() && !c.closedHere()) open++;
        return open;
    }

    /** Answers what the rules answer; called by the connection's reader, under the scene. */
    private void arrived(TcpConnection carrier) {
        if (!carrier.isLink()) {
            messagesOf(carrier);
            return;
        }
        if (carrier.ended() && !carrier.closedHere() && answeredOn.contains(carrier)) carrier.close();
        for (StreamConnection s : List.copyOf(streams.getOrDefault(carrier, List.of()))) messagesOf(s);
    }

    private void messagesOf(Connection c) {
        if (c.ended() && !c.closedHere() && autoServed(c)) c.close();
        if (autos.isEmpty() || hanging || c.reader.taken || c.reader.tunnel) return;
        while (true) {
            try {
                c.advance();
            } catch (Mismatch e) {
                scene.note(name, "cannot read this: " + e.getMessage());
                return;
            }
            if (!c.reader.headReady()) return;
            Step.Auto auto = autoFor(c.reader.message());
            if (auto == null || !c.reader.done()) return;
            String method = c.reader.message().start(0);
            c.reader.taken = true;
            c.reader.next();
            requests++;
            claimed.add(c.carrier());
            answeredOn.add(c.carrier());
            send(c, auto.answer(), method);
        }
    }

    private boolean autoServed(Connection c) {
        return c == c.carrier() && answeredOn.contains(c);
    }

    private Step.Auto autoFor(Message message) {
        for (Step.Auto auto : autos) {
            boolean method = auto.method() == null || auto.method().equals(message.start(0));
            if (method && (auto.target() == null || auto.target().equals(message.start(1)))) return auto;
        }
        return null;
    }

    private static void send(Connection c, Outgoing answer, String method) {
        c.send(answer, method);
        if (answer.status() == 101 || method.equals("CONNECT") && answer.status() / 100 == 2) c.reader.tunnel = true;
    }

    /** Answers the request that a step took last. */
    void answer(String label, Outgoing answer) {
        synchronized (scene) {
            Connection c = last(label);
            send(c, answer, methods.getOrDefault(c, ""));
        }
    }

    /** The connection of the last step with this label. */
    Connection last(String label) {
        Connection c = label.isEmpty() ? current : labelled.get(label);
        if (c == null) throw new Mismatch(name + (label.isEmpty() ? "" : ":" + label) + " has no connection yet");
        return c;
    }

    /** The connection on which bytes wait for a step with this label, oldest first; null when there is none. */
    Connection waiting(String label) {
        if (hanging) return null;
        Connection bound = labelled.get(label);
        // A stream carries one request: the next one of that label is whichever comes.
        if (bound != null && !(bound instanceof StreamConnection && bound.reader.taken && bound.reader.done()))
            return bound;
        Connection oldest = null;
        for (Connection c : connections) {
            boolean unread = c.unread() || c.reader.headReady() && !c.reader.taken;
            if (!unread || labelled.containsValue(c) && c != bound) continue;
            // What follows on a connection in the middle of a message belongs to that message.
            if (!c.reader.betweenMessages() && c.reader.taken && !c.reader.tunnel) continue;
            if (oldest == null || c.unreadSince < oldest.unreadSince) oldest = c;
        }
        return oldest;
    }

    /** A connection that no step has used; null when there is none. */
    Connection fresh() {
        for (Connection c : connections) if (c == c.carrier() && !claimed.contains(c) && !c.ended()) return c;
        return null;
    }

    /** A step with this label uses the connection from now on. */
    void use(String label, Connection c, boolean request) {
        if (request) {
            sameAsBefore = current != null && c.carrier() == current.carrier();
            neverBefore = !answeredOn.contains(c.carrier());
            answeredOn.add(c.carrier());
            methods.put(c, c.reader.message().start(0));
            requests++;
        }
        claimed.add(c.carrier());
        current = c;
        if (!label.isEmpty()) labelled.put(label, c);
    }

    boolean sameAsBefore() {
        return sameAsBefore;
    }

    boolean neverBefore() {
        return neverBefore;
    }

    /** What arrived and was neither expected by a step nor answered by a rule; null when there is nothing. */
    String leftOver() {
        if (hanging) return null;
        for (Connection c : connections) {
            if (c.unread()) return c.unreadText();
            if (c.reader.headReady() && !c.reader.taken) return c.reader.message().startLine;
        }
        return null;
    }
}
