package dev.lintel.proxy;

import dev.lintel.http.ByteWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The timestamps of log headers, local time, written out once a second. Owned by one thread. */
final class LogClock {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final ByteWriter plain = new ByteWriter(16);
    private final ByteWriter date = new ByteWriter(20);
    private final ByteWriter offset = new ByteWriter(6);
    private final ZoneId zone;
    private long second = Long.MIN_VALUE;

    LogClock(ZoneId zone) {
        this.zone = zone;
    }

    /** {@code Nov  3 09:05:01}, RFC 3164 section 4.1.2. */
    void plain(ByteWriter out, long wallMicros) {
        at(wallMicros);
        out.put(plain.array(), 0, plain.size());
    }

    /** {@code 2026-11-03T09:05:01.637733+00:00}, RFC 5424 section 6.2.3. */
    void iso(ByteWriter out, long wallMicros) {
        at(wallMicros);
        out.put(date.array(), 0, date.size()).put('.').putPadded(Math.floorMod(wallMicros, 1_000_000L), 6);
        out.put(offset.array(), 0, offset.size());
    }

    /** {@code 03/Nov/2026:09:05:01.637}; for lines that are rare, so nothing is kept. */
    static void accepted(ByteWriter out, long wallMillis) {
        ZonedDateTime at = Instant.ofEpochMilli(wallMillis).atZone(ZoneId.systemDefault());
        int month = at.getMonthValue() * 3;
        out.putPadded(at.getDayOfMonth(), 2).put('/').put(MONTHS.substring(month - 3, month));
        out.put('/').putPadded(at.getYear(), 4);
        time(out.put(':'), at);
        out.put('.').putPadded(Math.floorMod(wallMillis, 1000), 3);
    }

    private void at(long wallMicros) {
        long now = Math.floorDiv(wallMicros, 1_000_000L);
        if (now != second) {
            second = now;
            write(Instant.ofEpochSecond(now).atZone(zone));
        }
    }

    private void write(ZonedDateTime now) {
        int month = now.getMonthValue();
        int day = now.getDayOfMonth();
        plain.clear();
        plain.put(MONTHS.substring(month * 3 - 3, month * 3)).put(day < 10 ? "  " : " ");
        time(plain.putDecimal(day).put(' '), now);
        date.clear();
        date.putPadded(now.getYear(), 4).put('-').putPadded(month, 2).put('-').putPadded(day, 2);
        time(date.put('T'), now);
        int minutes = now.getOffset().getTotalSeconds() / 60;
        int away = Math.abs(minutes);
        offset.clear();
        offset.put(minutes < 0 ? '-' : '+').putPadded(away / 60, 2).put(':').putPadded(away % 60, 2);
    }

    private static void time(ByteWriter out, ZonedDateTime now) {
        out.putPadded(now.getHour(), 2).put(':').putPadded(now.getMinute(), 2);
        out.put(':').putPadded(now.getSecond(), 2);
    }
}
