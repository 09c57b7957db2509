package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.lintel.balance.Server;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.proxy.Snapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A reload every 50 ms under load loses no request, resets no connection, forgets nothing that is to live on, and leaves nothing
 * behind. {@code -Dreload.seconds=60} for the full minute.
 */
@Isolated
class ReloadUnderLoadTest {
    private static final int SECONDS = Integer.getInteger("reload.seconds", 15);
    private static final long EVERY_MILLIS = 50;

    private static final String CONFIGURATION = """
            global
                nbthread 2
            defaults
                mode http
                timeout connect 5s
                timeout client 30s
                timeout server 30s
                timeout tunnel 1m
            frontend web
                bind 127.0.0.1:0
                http-request set-header X-Frontend web
            #more-rules
                use_backend watched if { path /watched }
            #more-routes
                default_backend app
            frontend moving
                bind 127.0.0.1:0
                default_backend app
            frontend raw
                mode tcp
                bind 127.0.0.1:0
                default_backend bytes
            backend bytes
                mode tcp
                server s1 127.0.0.1:${two}
            backend app
                balance roundrobin
                server s1 127.0.0.1:${one}
                server s2 127.0.0.1:${two} weight 20
            backend watched
                balance roundrobin
                server gone 127.0.0.1:${closed} check inter 100ms fall 2
                server there 127.0.0.1:${one} check inter 100ms
            #more-backends
            """;

    /** A configuration to reload, and what must be said of it where it is wrong. */
    private record Variant(String text, String refusal) {
        static Variant good(String text) {
            return new Variant(text, null);
        }
    }

    private final List<WeakReference<Snapshot>> snapshots = new ArrayList<>();
    private int accepted;
    private int refused;

    @Test
    @Timeout(value = 120 + 2 * 60, unit = TimeUnit.SECONDS)
    void nothingIsLost() throws Exception {
        try (LoadServer one = new LoadServer();
                LoadServer two = new LoadServer();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String base = CONFIGURATION
                    .replace("${one}", Integer.toString(one.port()))
                    .replace("${two}", Integer.toString(two.port()))
                    .replace("${closed}", Integer.toString(closedPort()));
            try (Lintel lintel = Lintel.start(base)) {
                await("the check finds the server that is gone", () -> state(lintel) == Server.State.STOPPED);
                LoadClients clients = start(lintel);
                clients.awaitAnswers(200);
                Footprint before = Footprint.now(lintel);

                reloadAgainAndAgain(lintel, variants(base, taken.getLocalPort()), clients);

                assertThat(clients.failures()).isEmpty();
                assertThat(lintel.reload(base)).isNull();
                Footprint.now(lintel).assertNoMoreThan(before);
                assertThat(held()).as("older configurations in use").isLessThan(12);
                one.finish();
                two.finish();
                clients.stop();
                tell(clients);
                assertThat(clients.failures()).isEmpty();
                assertThat(lintel.snapshot()
                                .backends()
                                .get("app")
                                .servers()
                                .find("s2")
                                .weight())
                        .isEqualTo(20);
                assertNothingHeld(lintel);
            }
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static LoadClients start(Lintel lintel) {
        LoadClients clients = new LoadClients();
        var web = lintel.address("web");
        for (int i = 0; i < 4; i++) {
            clients.keepAlive("keep-alive " + i, web, "/", 0);
        }
        clients.keepAlive("upload", web, "/upload", 20_000);
        clients.keepAlive("at a server that is watched", web, "/watched", 0);
        clients.keepAlive("at a port that goes", lintel.address("moving"), "/", 0);
        for (int i = 0; i < 3; i++) {
            clients.closing("closing " + i, () -> web, "/");
        }
        clients.tunnel(web);
        clients.tunnel(lintel.address("raw"));
        clients.slowDownload(web);
        return clients;
    }

    private static List<Variant> variants(String base, int takenPort) {
        String rule = "    http-response set-header X-Variant two\n    http-request del-header X-Frontend";
        String backend = "backend extra\n    server s1 192.0.2.1:80 disabled";
        return List.of(
                Variant.good(base),
                Variant.good(base.replace("#more-rules", rule)),
                new Variant(base.replace("#more-rules", "    http-request set-heder X y"), "did you mean 'set-header'"),
                Variant.good(base.replace("#more-backends", backend)
                        .replace("#more-routes", "    use_backend extra if { path /extra }")),
                new Variant(base.replace("#more-routes", "    use_backend nowhere if { path /x }"), "load.cfg:14: "),
                Variant.good(
                        base.replace("frontend moving\n    bind 127.0.0.1:0", "frontend moving\n    bind 127.0.0.2:0")),
                new Variant(
                        base.replace("#more-rules", rule + "\n    bind 127.0.0.3:0\n    bind 127.0.0.1:" + takenPort),
                        "already in use"),
                Variant.good(base.replace("weight 20", "weight 40")));
    }

    private void reloadAgainAndAgain(Lintel lintel, List<Variant> variants, LoadClients clients)
            throws InterruptedException {
        long start = System.nanoTime();
        long counted = 0;
        for (int i = 0; TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < SECONDS; i++) {
            snapshots.add(new WeakReference<>(lintel.snapshot()));
            reload(lintel, variants.get(i % variants.size()));
            assertThat(state(lintel)).as("after %s reloads", i).isEqualTo(Server.State.STOPPED);
            long now = counters(lintel).requests.sum();
            assertThat(now).isGreaterThanOrEqualTo(counted);
            counted = now;
            assertThat(clients.failures()).as("after %s reloads", i).isEmpty();
            long next = start + TimeUnit.MILLISECONDS.toNanos((i + 1) * EVERY_MILLIS);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        }
        assertThat(counted).isGreaterThan(clients.answers.get() / 2);
    }

    private void reload(Lintel lintel, Variant variant) {
        Snapshot before = lintel.snapshot();
        String said = lintel.reload(variant.text());
        if (variant.refusal() == null) {
            assertThat(said).isNull();
            assertThat(lintel.snapshot()).isNotSameAs(before);
            accepted++;
        } else {
            assertThat(said).contains(variant.refusal()).contains("load.cfg:");
            assertThat(lintel.snapshot()).isSameAs(before);
            refused++;
        }
    }

    private static Server.State state(Lintel lintel) {
        return lintel.snapshot()
                .backends()
                .get("watched")
                .servers()
                .find("gone")
                .state();
    }

    private static ProxyCounters counters(Lintel lintel) {
        return lintel.snapshot().frontends().get("web").counters();
    }

    private void tell(LoadClients clients) {
        System.out.println("reload under load: " + accepted + " reloads, " + refused + " refused, " + clients.answers
                + " answers, " + clients.echoes + " echoes, " + clients.downloaded + " bytes of one answer");
    }

    /** Configurations before the last reload that somebody still holds: the exchanges that began with them, and nobody else. */
    private int held() {
        Set<Snapshot> held = Collections.newSetFromMap(new IdentityHashMap<>());
        for (WeakReference<Snapshot> each : snapshots) {
            Snapshot snapshot = each.get();
            if (snapshot != null) {
                held.add(snapshot);
            }
        }
        return held.size();
    }

    /** With the clients gone nobody needs an older configuration. */
    private void assertNothingHeld(Lintel lintel) throws InterruptedException {
        await("the clients are gone", () -> lintel.connections() == 0);
        await("old snapshots are collected", () -> {
            System.gc();
            return held() <= 1;
        });
    }

    /** What the process holds. */
    private record Footprint(long loops, long descriptors, long heapBytes) {
        static Footprint now(Lintel lintel) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long loops = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("lintel-"))
                    .count();
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Footprint(
                    loops, system.getOpenFileDescriptorCount(), runtime.totalMemory() - runtime.freeMemory());
        }

        void assertNoMoreThan(Footprint before) {
            assertThat(loops).isEqualTo(before.loops);
            // Connections per request are opened and closed meanwhile.
            assertThat(descriptors).isLessThan(before.descriptors + 30);
            assertThat(heapBytes).isLessThan(before.heapBytes + (24 << 20));
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
