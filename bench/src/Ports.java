import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports below the range that the kernel gives to clients, so that no client connection can sit on one. */
final class Ports {
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    static int free() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(port));
                if (GIVEN.add(port)) {
                    return port;
                }
            } catch (IOException taken) {
                // Somebody else listens there: try another.
            }
        }
        throw new IllegalStateException("no free port between 20000 and 32000");
    }
}
