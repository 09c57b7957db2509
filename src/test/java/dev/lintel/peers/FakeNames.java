package dev.lintel.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Pebble's own name server for tests: every name is at 127.0.0.1 until told otherwise, and TXT records are set by a call. */
public final class FakeNames implements AutoCloseable {
    private final Path folder;
    private final Ports ports = new Ports();
    private final int dns;
    private final int management;
    private final Daemon daemon;

    private FakeNames(Path folder) throws IOException {
        this.folder = folder;
        dns = ports.reserve();
        management = ports.reserve();
        daemon = new Daemon(
                folder,
                "names",
                Map.of(),
                List.of(
                        Programs.find("pebble-challtestsrv"),
                        "-dns01",
                        "127.0.0.1:" + dns,
                        "-management",
                        "127.0.0.1:" + management,
                        "-defaultIPv6",
                        "",
                        "-http01",
                        "",
                        "-https01",
                        "",
                        "-tlsalpn01",
                        ""));
    }

    public static FakeNames start(Path folder) throws IOException, InterruptedException {
        FakeNames names = new FakeNames(folder);
        names.daemon.start("Starting management server");
        return names;
    }

    /** As {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + dns;
    }

    /** One call of its management, such as {@code set-txt} with {@code {"host": "_acme-challenge.example.", "value": "..."}}. */
    public void tell(String call, String json) throws IOException, InterruptedException {
        Curl.in(folder).with("-f", "-d", json).text("http://127.0.0.1:" + management + "/" + call);
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        ports.close();
    }
}
