package dev.lintel.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A scripted client: one connection at a time, opened by its first step and by the first step after a close. */
final class Client {
    final String name;
    private final Scene scene;
    private final World world;
    private TcpConnection.Handshake handshake;
    private String source;
    private String frontend;
    private Connection connection;
    /** Whether a step has seen or made the end of the connection, so that the next one may open another. */
    private boolean over = true;
    /** In HTTP/2 nobody says that a connection is to be closed: the client does it, before its next request. */
    private boolean closing;

    /** What a client must know of the rest. */
    interface World {
        InetSocketAddress frontend(String name);

        CertFiles certs();

        Pair pair();
    }

    Client(Scene scene, String name, World world) {
        this.scene = scene;
        this.name = name;
        this.world = world;
    }

    void from(String address) {
        source = address;
    }

    /** For its next connections. */
    void tls(TlsWords words) {
        handshake = words.off() ? null : words.ofClient(world.certs());
    }

    void to(String newFrontend) {
        if (newFrontend == null || newFrontend.equals(frontend)) return;
        if (!over) throw new Mismatch(name + " is already connected to " + frontend);
        frontend = newFrontend;
    }

    Connection connect() {
        if (connection != null) connection.drop();
        InetSocketAddress address = world.frontend(frontend);
        Socket socket = new Socket();
        try {
            if (source != null) socket.bind(new InetSocketAddress(source, 0));
            socket.connect(address, 5000);
            TcpConnection carrier = new TcpConnection(scene, name, socket, false, handshake, () -> {});
            connection = carrier;
            carrier.start();
        } catch (IOException e) {
            throw new Mismatch("a connection to " + address, e.getMessage());
        }
        scene.note(name, "connects from port " + socket.getLocalPort() + " to " + address);
        over = false;
        return connection;
    }

    /** The connection, opened where needed. */
    Connection connection() {
        return over ? connect() : connection;
    }

    /** The connection as it is, even if it is over; a client that never connected has none. */
    Connection last() {
        if (connection == null) throw new Mismatch(name + " is not connected");
        return connection;
    }

    boolean wasConnected() {
        return connection != null;
    }

    void over() {
        over = true;
    }

    void send(Outgoing request) {
        Connection to = forRequest();
        closing = to != to.carrier() && "close".equals(Message.first(request.fields(), "connection"));
        synchronized (scene) {
            to.reader.asked(request.method());
        }
        synchronized (scene) {
            to.send(request, "");
        }
    }

    /** In HTTP/2 each request has a stream of its own. */
    private Connection forRequest() {
        if (closing) over = true;
        TcpConnection carrier = connection().carrier();
        if (!speaksH2(carrier)) return connection;
        synchronized (scene) {
            if (carrier.link().usable()) return connection = carrier.link().open();
        }
        carrier = connect().carrier();
        synchronized (scene) {
            return connection = carrier.link().open();
        }
    }

    /** TLS says by ALPN; in clear text the run does. */
    private boolean speaksH2(TcpConnection carrier) {
        if (handshake == null) return world.pair().h2Clients();
        try {
            Agreed agreed = scene.await(Duration.ofSeconds(5), carrier::agreed);
            return agreed != null && agreed.alpn().equals("h2");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends raw bytes; where they begin with a method, its answer will be read as one to that method. */
    void send(byte[] bytes, boolean bytewise) {
        Connection to = connection();
        String text = Latin1.text(bytes, 0, Math.min(bytes.length, 20));
        synchronized (scene) {
            if (text.startsWith("HEAD ")) to.reader.asked("HEAD");
            else if (text.startsWith("CONNECT ")) to.reader.asked("CONNECT");
        }
        to.sendBytes(bytes, bytewise);
    }
}
