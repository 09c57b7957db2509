package dev.lintel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No key of tickets is in use for longer than a day, however rarely somebody comes. */
class TicketsTest {
    private long now = Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1);
    private final Tickets tickets = new Tickets(() -> now);

    private OpenSslSessionTicketKey[] after(int hours) {
        now += TimeUnit.HOURS.toNanos(hours);
        return tickets.keys();
    }

    @Test
    void twoOldOnesOpenWhatTheyClosed() {
        OpenSslSessionTicketKey[] first = after(0);
        assertThat(first).hasSize(1);
        assertThat(after(7)).isSameAs(first);
        OpenSslSessionTicketKey[] second = after(1);
        assertThat(second).hasSize(2).endsWith(first).doesNotHaveDuplicates();
        OpenSslSessionTicketKey[] third = after(8);
        assertThat(third).hasSize(3).endsWith(second).doesNotHaveDuplicates();
        OpenSslSessionTicketKey[] fourth = after(8);
        assertThat(fourth).hasSize(3).endsWith(third[0], third[1]).doesNotContain(first[0]);
    }

    @Test
    void aQuietDayLeavesNone() {
        after(8);
        OpenSslSessionTicketKey[] full = after(8);
        assertThat(full).hasSize(3);
        assertThat(after(24)).hasSize(1).doesNotContain(full);
        OpenSslSessionTicketKey[] again = tickets.keys();
        assertThat(after(24 * 30)).hasSize(1).doesNotContain(again);
    }

    /** One that comes late does not make the old keys live longer. */
    @Test
    void lateRotationsKeepTheHours() {
        OpenSslSessionTicketKey[] first = after(0);
        assertThat(after(15)).hasSize(2).endsWith(first);
        assertThat(after(8)).hasSize(3).endsWith(first);
        assertThat(after(1)).doesNotContain(first);
        OpenSslSessionTicketKey[] then = tickets.keys();
        assertThat(after(16)).hasSize(2).endsWith(then[0]);
    }
}
