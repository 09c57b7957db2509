import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** A syslog server that only counts: one thread of its own, until it is closed. */
final class UdpSink implements AutoCloseable {
    private final DatagramSocket socket;
    private final AtomicLong lines = new AtomicLong();

    UdpSink() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        // Room for a burst: the sink shares its core with the client and the servers.
        socket.setReceiveBufferSize(4 << 20);
        Thread.ofPlatform().daemon().name("sink").start(this::count);
    }

    int port() {
        return socket.getLocalPort();
    }

    long lines() {
        return lines.get();
    }

    private void count() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                socket.receive(packet);
                packet.setLength(2048);
                lines.incrementAndGet();
            }
        } catch (IOException closed) {
            // The end of the measurement closes the socket.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
