package dev.lintel.rule;

import dev.lintel.http.ByteWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * The dates of log lines, {@code 26/Apr/2024:09:39:58}, local and universal: written out once a second, then copied. Shared by all loops;
 * entries are immutable, so two loops that write the same one do no harm.
 */
final class LogDates {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private record Second(long second, byte[] date, byte[] zone) {}

    private final Second[] kept = new Second[64];
    private final ZoneId zone;

    static final LogDates LOCAL = new LogDates(ZoneId.systemDefault());
    static final LogDates UTC = new LogDates(ZoneOffset.UTC);

    private LogDates(ZoneId zone) {
        this.zone = zone;
    }

    /** {@code 26/Apr/2024:09:39:58.774}. */
    void withMillis(ByteWriter out, long wallMillis) {
        out.put(of(wallMillis).date).put('.').putPadded(Math.floorMod(wallMillis, 1000), 3);
    }

    /** {@code 26/Apr/2024:09:39:58 +0200}. */
    void withZone(ByteWriter out, long wallMillis) {
        Second second = of(wallMillis);
        out.put(second.date).put(' ').put(second.zone);
    }

    private Second of(long wallMillis) {
        long second = Math.floorDiv(wallMillis, 1000);
        int slot = (int) (second & kept.length - 1);
        Second found = kept[slot];
        if (found == null || found.second != second) {
            found = write(second);
            kept[slot] = found;
        }
        return found;
    }

    private Second write(long second) {
        ZonedDateTime date = Instant.ofEpochSecond(second).atZone(zone);
        ByteWriter out = new ByteWriter(24);
        int month = 3 * (date.getMonthValue() - 1);
        out.putPadded(date.getDayOfMonth(), 2)
                .put('/')
                .put(MONTHS.substring(month, month + 3))
                .put('/');
        out.putPadded(date.getYear(), 4).put(':').putPadded(date.getHour(), 2).put(':');
        out.putPadded(date.getMinute(), 2).put(':').putPadded(date.getSecond(), 2);
        int minutes = date.getOffset().getTotalSeconds() / 60;
        ByteWriter offset = new ByteWriter(5);
        offset.put(minutes < 0 ? '-' : '+').putPadded(Math.abs(minutes) / 60, 2).putPadded(Math.abs(minutes) % 60, 2);
        return new Second(second, out.toBytes(), offset.toBytes());
    }
}
