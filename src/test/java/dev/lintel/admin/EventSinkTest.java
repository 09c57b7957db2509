package dev.lintel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a ring of events keeps and tells; the bytes of an event are those of HAProxy 3.4. */
@Timeout(30)
class EventSinkTest {
    private static final ZonedDateTime TIME = ZonedDateTime.parse("2026-11-30T00:11:03.970697+02:00");
    private static final String STAMP = "<0>2026-11-30T00:11:03.970697+02:00 ";

    private final EventSink sink = new EventSink("dpapi", "DPAPI ring buffer");

    @Test
    void tellsWhatIsThereThenOnlyWhatIsNew() {
        sink.add(TIME, "acme newcert a.pem\n");
        EventSink.Reader all = sink.reader(false, '\0');
        EventSink.Reader fresh = sink.reader(true, '\n');
        assertThat(all.read()).isEqualTo(STAMP + "acme newcert a.pem\n\0");
        assertThat(all.read()).isEmpty();
        assertThat(fresh.read()).isEmpty();
        sink.add(TIME, "acme newcert b.pem\n");
        sink.add(TIME, "acme newcert c.pem\n");
        assertThat(all.read()).isEqualTo(STAMP + "acme newcert b.pem\n\0" + STAMP + "acme newcert c.pem\n\0");
        assertThat(fresh.read()).isEqualTo(STAMP + "acme newcert b.pem\n\n" + STAMP + "acme newcert c.pem\n\n");
        assertThat(sink.line()).isEqualTo("    dpapi      : type=buffer, 0 dropped, DPAPI ring buffer");
    }

    @Test
    void theOldestMakeRoomAndWhoIsTooSlowMissesThem() {
        EventSink.Reader slow = sink.reader(false, '\n');
        String filling = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            sink.add(TIME, i + filling + "\n");
        }
        String kept = sink.reader(false, '\n').read();
        assertThat(kept).hasSizeBetween(900_000, 1 << 20).contains(" 99x").doesNotContain(" 89x");
        assertThat(slow.read()).isEqualTo(kept);
        assertThat(sink.line()).contains(", 90 dropped, ");
    }

    @Test
    void whatFitsNoRingIsDroppedAlone() {
        sink.add(TIME, "small\n");
        sink.add(TIME, "x".repeat(2 << 20));
        assertThat(sink.reader(false, '\n').read()).isEqualTo(STAMP + "small\n\n");
        assertThat(sink.line()).contains(", 1 dropped, ");
    }

    @Test
    void whoWaitsHearsOfEachUntilItIsStopped() throws InterruptedException {
        EventSink.Reader reader = sink.reader(true, '\n');
        List<String> heard = new CopyOnWriteArrayList<>();
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                for (String text = reader.await(); !text.isEmpty(); text = reader.await()) {
                    heard.add(text);
                }
            } catch (InterruptedException e) {
                heard.add("interrupted");
            }
        });
        sink.add(TIME, "first\n");
        while (heard.isEmpty()) {
            Thread.onSpinWait();
        }
        reader.stop();
        waiting.join();
        sink.add(TIME, "second\n");
        assertThat(heard).containsExactly(STAMP + "first\n\n");
    }
}
