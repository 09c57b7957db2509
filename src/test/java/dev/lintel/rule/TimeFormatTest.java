package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.ByteWriter;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats of dates where the time zone matters, as HAProxy writes them with {@code TZ=Europe/Berlin}, and the calendar itself. */
class TimeFormatTest {
    private static final TimeZone BERLIN = TimeZone.getTimeZone("Europe/Berlin");

    private static String write(String format, long seconds, int nanos, boolean local) {
        ByteWriter out = new ByteWriter(64);
        new TimeFormat(format, true).append(new CivilTime(seconds, BERLIN, local), nanos, out);
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1700000000; %F %T %z %Z;              2023-11-14 23:13:20 +0100 CET",
                "1700000000; %c|%s|%x|%X;              Tue Nov 14 23:13:20 2023|1700000000|11/14/23|23:13:20",
                "1720000000; %F %T %z %Z;              2024-07-03 11:46:40 +0200 CEST",
                "1717243506; %c|%D|%R|%r|%x|%X;        Sat Jun  1 14:05:06 2024|06/01/24|14:05|02:05:06 PM|06/01/24|14:05:06",
                "1700000000; %T.%3N %z;                23:13:20.123 +0100",
            })
    void localTimes(long seconds, String format, String expected) {
        assertThat(write(format, seconds, 123_000_000, true)).isEqualTo(expected);
    }

    /** {@code %s} of a universal time is what mktime(3) makes of it. */
    @ParameterizedTest
    @CsvSource({"0, %s, -3600", "1700000000, %s, 1699996400", "1717243506, %012s, 001717239906"})
    void universalSeconds(long seconds, String format, String expected) {
        assertThat(write(format, seconds, 0, false)).isEqualTo(expected);
    }

    @Test
    void datesAreThoseOfTheCalendar() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            long seconds = seed % 3 == 0 ? random.nextInt() : random.nextLong(-70_000_000_000L, 250_000_000_000L);
            LocalDateTime expected = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            CivilTime seen = new CivilTime(seconds, BERLIN, false);
            String fields = seen.year + " " + seen.month + " " + seen.day + " " + seen.hour + " " + seen.minute + " "
                    + seen.second + " " + seen.dayOfYear + " " + seen.weekday + " " + seen.isoYear() + " "
                    + seen.isoWeek();
            assertThat(fields)
                    .as("%d", seconds)
                    .isEqualTo(expected.getYear() + " " + expected.getMonthValue() + " " + expected.getDayOfMonth()
                            + " " + expected.getHour() + " " + expected.getMinute() + " " + expected.getSecond() + " "
                            + (expected.getDayOfYear() - 1) + " "
                            + expected.getDayOfWeek().getValue() % 7 + " "
                            + expected.get(IsoFields.WEEK_BASED_YEAR) + " "
                            + expected.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            assertThat(CivilTime.daysBefore(expected.getYear(), expected.getMonthValue()))
                    .isEqualTo(expected.toLocalDate().withDayOfMonth(1).toEpochDay());
        }
        assertThat(DayOfWeek.SUNDAY.getValue() % 7).isZero();
    }

    @Test
    void whatIsWrittenIsRead() {
        for (int seed = 0; seed < 1_000; seed++) {
            long seconds = new Random(seed).nextLong(-62_000_000_000L, 250_000_000_000L);
            ByteWriter out = new ByteWriter(40);
            HttpDate.append(seconds, out);
            out.put(" GMT");
            assertThat(HttpDate.parse(out.array(), 0, out.size())).as("%s", out).isEqualTo(seconds);
        }
    }
}
