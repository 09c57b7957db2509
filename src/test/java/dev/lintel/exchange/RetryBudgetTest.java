package dev.lintel.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What may be sent again: a reserve, then a fifth. */
class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget();

    private int taken(long requests) {
        int taken = 0;
        while (budget.take(requests)) {
            taken++;
        }
        return taken;
    }

    @Test
    void theReserveIsThereFromTheFirstRequestOn() {
        assertThat(taken(1)).isEqualTo(RetryBudget.RESERVE);
        assertThat(budget.take(1)).as("one more").isFalse();
    }

    @Test
    void afterwardsFiveRequestsEarnOne() {
        taken(1);
        assertThat(taken(5)).isZero();
        assertThat(taken(6)).isEqualTo(1);
        assertThat(taken(106)).isEqualTo(20);
    }

    @Test
    void noMoreThanTheReserveIsEverSaved() {
        assertThat(taken(1_000_000)).isEqualTo(RetryBudget.RESERVE);
        assertThat(taken(10_000_000)).isEqualTo(RetryBudget.RESERVE);
    }

    @Test
    void aStormIsHeldToAFifth() {
        int resent = 0;
        for (int requests = 1; requests <= 100_000; requests++) {
            for (int tries = 0; tries < 3 && budget.take(requests); tries++) {
                resent++;
            }
        }
        assertThat(resent).isBetween(20_000, 20_000 + RetryBudget.RESERVE);
    }

    @Test
    void loopsShareIt() {
        AtomicInteger taken = new AtomicInteger();
        IntStream.range(0, 20_000).parallel().forEach(i -> {
            if (budget.take(1)) {
                taken.incrementAndGet();
            }
        });
        assertThat(taken.get()).isEqualTo(RetryBudget.RESERVE);
    }
}
