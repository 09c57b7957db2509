package dev.lintel.balance;

import static dev.lintel.balance.BackendLine.backend;
import static dev.lintel.balance.ServerLine.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.stream.Deadline;
import dev.lintel.stream.Loop;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many exchanges on several threads fight for few slots: every one that waits is served in the end, and no server ever has more than its
 * limit. A wake-up that gets lost leaves somebody waiting for ever, for nobody has a timeout here.
 */
class WaitingStressTest {
    private static final int EXCHANGES = 20_000;

    private static final int ROUNDS = 4_000;

    private CountDownLatch served = new CountDownLatch(EXCHANGES);
    private final AtomicInteger overLimit = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everybodyIsServed(long seed) throws InterruptedException {
        Servers servers = backend(
                        server("a", 1).maxconn(1),
                        server("b", 2).maxconn(2),
                        server("c", 3).maxconn(1))
                .redispatch()
                .build();
        Threaded[] loops = new Threaded[3];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new Threaded(i);
        }
        Random random = new Random(seed);
        try {
            Server flapping = servers.find("c");
            for (int i = 0; i < EXCHANGES; i++) {
                Threaded loop = loops[i % loops.length];
                int wants = random.nextInt(8);
                loop.execute(() -> new Client(loop, servers, wants).start());
                if (i % 500 == 0) {
                    boolean down = i % 1000 == 0;
                    loops[0].execute(() -> flap(flapping, down));
                }
            }
            loops[0].execute(() -> flap(flapping, false));
            assertThat(served.await(30, TimeUnit.SECONDS))
                    .as("still waiting: " + served.getCount())
                    .isTrue();
        } finally {
            for (Threaded loop : loops) {
                loop.executor.shutdown();
                assertThat(loop.executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(overLimit).hasValue(0);
        assertThat(servers.all()).allMatch(server -> server.current.get() == 0 && server.queued.get() == 0);
    }

    /** Rounds of one exchange on each thread, for one slot: there is nobody later who would wake up whom the last one forgot. */
    @Test
    void nobodyIsForgottenAtTheEndOfARush() throws InterruptedException {
        Servers servers = backend(server("a", 1).maxconn(1)).build();
        Threaded[] loops = {new Threaded(0), new Threaded(1), new Threaded(2)};
        try {
            for (int round = 0; round < ROUNDS; round++) {
                served = new CountDownLatch(loops.length);
                for (Threaded loop : loops) {
                    int wants = round % 2 * 5;
                    loop.execute(() -> new Client(loop, servers, wants).start());
                }
                assertThat(served.await(10, TimeUnit.SECONDS))
                        .as("round " + round)
                        .isTrue();
            }
        } finally {
            for (Threaded loop : loops) {
                loop.executor.shutdown();
            }
        }
        assertThat(overLimit).hasValue(0);
    }

    private static void flap(Server server, boolean down) {
        if (down) {
            server.health().orders().set(Admin.FORCED_MAINTENANCE, "");
        } else {
            server.health().orders().clear(Admin.FORCED_MAINTENANCE);
        }
    }

    /** One exchange: picks, waits if it must, holds its slot for a turn of its loop, gives it back. Some give up once and come again. */
    private final class Client extends Waiter {
        private final Threaded loop;
        private final Servers servers;
        private final int wants;
        private boolean impatient;

        Client(Threaded loop, Servers servers, int wants) {
            super(loop);
            this.loop = loop;
            this.servers = servers;
            this.wants = wants;
            this.impatient = wants == 7;
        }

        void start() {
            Server own = wants < 3 ? servers.all().get(wants) : null;
            Server chosen = own != null && own.reachable() ? own : servers.pick(Balancer.NO_KEY, null);
            if (chosen != null && servers.acquire(chosen)) {
                granted(chosen);
                return;
            }
            servers.enqueue(this, chosen, false);
            if (impatient) {
                impatient = false;
                loop.execute(() -> {
                    if (waiting()) {
                        cancel();
                        start();
                    }
                });
            }
        }

        @Override
        protected void granted(Server server) {
            if (server.current.get() > server.limit()) {
                overLimit.incrementAndGet();
            }
            loop.execute(() -> {
                servers.release(server);
                served.countDown();
            });
        }

        @Override
        protected void displaced() {
            start();
        }
    }

    /** A loop on a thread of its own. */
    private static final class Threaded implements Loop {
        final ExecutorService executor = Executors.newSingleThreadExecutor();
        private final int index;

        Threaded(int index) {
            this.index = index;
        }

        @Override
        public void execute(Runnable work) {
            executor.execute(work);
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public long nowMicros() {
            return 0;
        }

        @Override
        public long micros() {
            return 0;
        }

        @Override
        public long wallClock() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public void arm(Deadline deadline, long millis) {
            throw new UnsupportedOperationException("nobody has a timeout here");
        }

        @Override
        public void forget(Deadline deadline) {}
    }
}
