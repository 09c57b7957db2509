package dev.lintel.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

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

    /** What a client must know of the rest. */
    interface World {
        InetSocketAddress frontend(String name);

        CertFiles certs();
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
        Connection to = connection();
        synchronized (scene) {
            to.reader.asked(request.method());
        }
        to.send(request, "");
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
