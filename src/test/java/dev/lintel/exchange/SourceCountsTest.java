package dev.lintel.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Network;
import dev.lintel.stream.Address;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections one client may have: at the limit, one more, and behind one that has gone. */
class SourceCountsTest {
    private final SourceCounts counts = new SourceCounts();

    private static Address at(String ip) {
        return Address.of(Network.address(ip), 1);
    }

    @Test
    void oneMoreThanTheLimitWaitsForOneThatLeaves() {
        for (int i = 0; i < 3; i++) {
            assertThat(counts.enter(at("192.0.2.1"), 3)).isTrue();
        }
        assertThat(counts.enter(at("192.0.2.1"), 3)).isFalse();
        assertThat(counts.enter(at("192.0.2.2"), 3)).as("somebody else").isTrue();
        counts.leave(at("192.0.2.1"));
        assertThat(counts.enter(at("192.0.2.1"), 3)).isTrue();
        assertThat(counts.enter(at("192.0.2.1"), 3))
                .as("refused ones are not counted")
                .isFalse();
    }

    @Test
    void nothingIsLeftOfThoseThatHaveGone() {
        for (int i = 0; i < 5; i++) {
            counts.enter(at("192.0.2." + i), 0);
            counts.enter(at("2001:db8:" + i + "::1"), 0);
        }
        assertThat(counts.size()).isEqualTo(10);
        for (int i = 0; i < 5; i++) {
            counts.leave(at("192.0.2." + i));
            counts.leave(at("2001:db8:" + i + "::9"));
        }
        assertThat(counts.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8::1, 2001:db8::ffff, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "192.0.2.1, ::c000:201, false",
    })
    void whoIsOneClient(String one, String other, boolean same) {
        assertThat(counts.enter(at(one), 1)).isTrue();
        assertThat(counts.enter(at(other), 1)).isEqualTo(!same);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.9.9.9", "::1"})
    void thisMachineIsNotCounted(String ip) {
        for (int i = 0; i < 5; i++) {
            assertThat(counts.enter(at(ip), 1)).isTrue();
        }
        assertThat(counts.size()).isZero();
        counts.leave(at(ip));
    }

    /** Many loops at once: never more than the limit, and at the end nobody. */
    @Test
    void countsForAllLoops() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 20_000).parallel().forEach(i -> {
            if (counts.enter(at("192.0.2.1"), 2)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                counts.leave(at("192.0.2.1"));
            }
        });
        assertThat(most.get()).isBetween(1, 2);
        assertThat(counts.size()).isZero();
    }
}
