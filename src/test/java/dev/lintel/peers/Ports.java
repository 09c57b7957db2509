package dev.lintel.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports for one run, below the ephemeral range. A port is held by listening on it at an address that nobody else uses:
 * that keeps it from every other run on this machine, in any process, while a program that binds with SO_REUSEPORT (as HAProxy
 * does) could otherwise share it without a word.
 */
public final class Ports implements AutoCloseable {
    private static final String LOCK_ADDRESS = "127.77.77.77";
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 32_000;

    private final List<ServerSocket> locks = new ArrayList<>();

    public int reserve() throws IOException {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            ServerSocket lock = bound(LOCK_ADDRESS, port);
            if (lock == null) continue;
            if (isFree(port)) {
                locks.add(lock);
                return port;
            }
            lock.close();
        }
        throw new IOException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean isFree(int port) throws IOException {
        ServerSocket probe = bound("127.0.0.1", port);
        if (probe == null) return false;
        probe.close();
        return true;
    }

    private static ServerSocket bound(String address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
            return socket;
        } catch (IOException e) {
            socket.close();
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket lock : locks) lock.close();
    }
}
