package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Answers of several orders for one name. */
class ChallengesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Challenges challenges = new Challenges();

    private static Certificate certificate() {
        Certificate any = Temporary.certificate();
        return new Certificate(any.chain(), any.key());
    }

    @Test
    void answersForOneNameFollowEachOther() throws Exception {
        Certificate rsa = certificate();
        Certificate ecdsa = certificate();
        assertThat(challenges.alpn("A.example", rsa, LONG)).isTrue();
        assertThat(challenges.alpn("a.example", ecdsa, Duration.ofMillis(20))).isFalse();
        assertThat(challenges.alpn("a.example")).isSameAs(rsa);
        // An order removes its answer whether it ever was there or not.
        challenges.removeAlpn("a.example", ecdsa);
        assertThat(challenges.alpn("a.example")).isSameAs(rsa);
        assertThat(challenges.alpn("b.example", ecdsa, Duration.ofMillis(20))).isTrue();

        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Certificate third = certificate();
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                told.add("begun");
                told.add("answers " + challenges.alpn("a.example", third, LONG));
            } catch (InterruptedException e) {
                told.add("stopped");
            }
        });
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("begun");
        assertThat(told).isEmpty();
        challenges.removeAlpn("a.example", rsa);
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("answers true");
        assertThat(challenges.alpn("a.example")).isSameAs(third);
        challenges.removeAlpn("a.example", third);
        assertThat(challenges.alpn("a.example")).isNull();
        assertThat(challenges.alpn("a.example", rsa, Duration.ZERO)).isTrue();
        other.join();
    }

    @Test
    void manyOrdersAllHaveTheirTurn() throws Exception {
        List<Thread> orders = new ArrayList<>();
        BlockingQueue<Boolean> own = new LinkedBlockingQueue<>();
        for (int i = 0; i < 20; i++) {
            orders.add(Thread.ofVirtual().start(() -> {
                Certificate mine = certificate();
                try {
                    boolean turn = challenges.alpn("a.example", mine, LONG);
                    Thread.yield();
                    own.add(turn && challenges.alpn("a.example") == mine);
                } catch (InterruptedException e) {
                    own.add(false);
                } finally {
                    challenges.removeAlpn("a.example", mine);
                }
            }));
        }
        for (Thread order : orders) {
            order.join();
        }
        assertThat(own).hasSize(20).containsOnly(true);
        assertThat(challenges.alpn("a.example")).isNull();
    }
}
