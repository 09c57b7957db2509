import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The four nodes behind every proxy: one nginx worker on core 1 that listens on four loopback addresses. */
final class Origin implements AutoCloseable {
    static final int ADDRESSES = 4;

    final int port = Ports.free();
    /** The file of one MiB that is also served. */
    final Path mebibyte;

    private final Process process;

    static String address(int node) {
        return "127.0.0." + (node + 2);
    }

    Origin(Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("origin"));
        mebibyte = Files.write(home.resolve("mebibyte"), new byte[1 << 20]);
        Path config = home.resolve("nginx.conf");
        Files.writeString(config, config(home));
        process = new ProcessBuilder(
                        Peer.onPath("nginx"), "-p", home.toString(), "-e", "stderr", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.txt").toFile())
                .start();
        await();
    }

    private String config(Path home) {
        StringBuilder listen = new StringBuilder();
        for (int i = 0; i < ADDRESSES; i++) {
            listen.append("listen ").append(address(i)).append(':').append(port).append(" backlog=4096; ");
        }
        return """
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            %s
            events { worker_connections 16000; }
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                keepalive_requests 1000000000;
                keepalive_timeout 600s;
                server {
                    %s
                    root %s;
                    default_type text/plain;
                    location / { return 200 "A small answer, as a health page or an API gives it.\\n"; }
                    location = /mebibyte { default_type application/octet-stream; }
                }
            }
            """.formatted(System.getProperty("user.name").equals("root") ? "user root;" : "", listen, home);
    }

    private void await() throws IOException {
        for (int attempt = 0; attempt < 500 && process.isAlive(); attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address(ADDRESSES - 1), port), 1000);
                return;
            } catch (IOException notYet) {
                Http.pause(10);
            }
        }
        process.destroyForcibly();
        throw new IOException("the servers' nginx did not start; run it by hand to see why");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
