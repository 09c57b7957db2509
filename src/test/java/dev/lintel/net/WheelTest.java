package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.stream.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines at their time: never early, never more than a tick late, whatever is armed, moved and forgotten meanwhile. */
class WheelTest {
    private static final long START = 1_000_003;
    private static final int TICK = Wheel.TICK_MILLIS;

    private long now = START;
    private final Wheel wheel = new Wheel(now);
    private final List<String> fired = new ArrayList<>();

    private class Timer extends Deadline {
        private final String name;
        /** When it was put to the wheel last: it cannot expire within that tick. */
        private long putAt;

        Timer(String name) {
            this.name = name;
        }

        Timer arm(long millis) {
            at = now + millis;
            putAt = now;
            wheel.put(this);
            return this;
        }

        /** The last moment at which the wheel fires it. */
        long due() {
            return Math.max((at + TICK - 1) / TICK, putAt / TICK + 1) * TICK;
        }

        @Override
        protected void expired() {
            fired.add(name);
        }
    }

    private void pass(long millis) {
        now += millis;
        wheel.advance(now);
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "4000", "8187", "8188", "8189", "8192", "60000", "86400000"})
    void expiresOnceAndNotBefore(long millis) {
        Timer timer = new Timer("a").arm(millis);
        while (now + TICK < timer.due()) {
            pass(Math.clamp((timer.due() - now) / 2, 1, 5000));
            assertThat(now < timer.at).as("early").isTrue();
            assertThat(fired).isEmpty();
            assertThat(wheel.nextMillis()).isGreaterThan(now - TICK).isLessThanOrEqualTo(timer.due());
        }
        pass(timer.due() - now);
        assertThat(fired).containsExactly("a");
        assertThat(wheel.isEmpty()).isTrue();
        assertThat(wheel.nextMillis()).isEqualTo(Deadline.NEVER);
        pass(100_000);
        assertThat(fired).hasSize(1);
    }

    @Test
    void oneThatIsMovedLaterExpiresLater() {
        Timer timer = new Timer("a").arm(100);
        pass(50);
        timer.arm(100);
        pass(70);
        assertThat(fired).isEmpty();
        pass(40);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void oneThatIsMovedEarlierExpiresEarlier() {
        Timer timer = new Timer("a").arm(50_000);
        timer.arm(20);
        pass(25);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void oneThatIsForgottenIsGoneAtOnce() {
        Timer timer = new Timer("a").arm(20);
        timer.disarm();
        assertThat(wheel.isEmpty()).isFalse();
        wheel.remove(timer);
        assertThat(wheel.isEmpty()).isTrue();
        pass(1000);
        assertThat(fired).isEmpty();
    }

    @Test
    void oneThatArmsItselfAgainComesAgain() {
        Timer again = new Timer("again") {
            @Override
            protected void expired() {
                super.expired();
                if (fired.size() < 3) {
                    arm(10);
                }
            }
        };
        again.arm(10);
        for (int i = 0; i < 20; i++) {
            pass(10);
        }
        assertThat(fired).hasSize(3);
    }

    @Test
    void anotherOfItsSlotMayBeForgottenWhileOneExpires() {
        Timer other = new Timer("other");
        Timer first = new Timer("first") {
            @Override
            protected void expired() {
                super.expired();
                other.disarm();
                wheel.remove(other);
            }
        };
        other.arm(10);
        first.arm(10);
        pass(100);
        assertThat(fired).containsExactly("first");
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void afterALongSleepAllThatIsDueExpires() {
        for (int i = 0; i < 100; i++) {
            new Timer("t" + i).arm(1 + i * 977L);
        }
        pass(200_000);
        assertThat(fired).hasSize(100);
    }

    /** Against a list that is looked through from end to end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void expiresLikeAPlainList(long seed) {
        Random random = new Random(seed);
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            timers.add(new Timer("t" + i));
        }
        for (int step = 0; step < 20_000; step++) {
            Timer one = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> one.arm(random.nextInt(random.nextBoolean() ? 50 : 20_000));
                case 2 -> one.disarm();
                case 3 -> {
                    one.disarm();
                    wheel.remove(one);
                }
                default -> {
                    now += random.nextInt(random.nextInt(50) == 0 ? 30_000 : 40);
                    List<String> may = names(timers, timer -> timer.armed() && timer.at <= now);
                    List<String> must = names(timers, timer -> timer.armed() && timer.due() <= now);
                    fired.clear();
                    wheel.advance(now);
                    assertThat(fired)
                            .as("step %s", step)
                            .doesNotHaveDuplicates()
                            .containsAll(must)
                            .isSubsetOf(may);
                }
            }
            long next = timers.stream()
                    .filter(Deadline::armed)
                    .mapToLong(Timer::due)
                    .min()
                    .orElse(Deadline.NEVER);
            assertThat(wheel.nextMillis()).as("when to look next").isLessThanOrEqualTo(next);
        }
    }

    private static List<String> names(List<Timer> timers, Predicate<Timer> which) {
        return timers.stream().filter(which).map(timer -> timer.name).toList();
    }
}
