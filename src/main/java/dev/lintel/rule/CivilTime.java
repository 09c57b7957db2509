package dev.lintel.rule;

import java.util.TimeZone;

/** A moment taken apart into the fields of a calendar (Gregorian, proleptic), universal or local; what {@code struct tm} is in C. */
final class CivilTime {
    private static final long DAY = 86_400;
    /** From 1 March of the year 0 to 1 January 1970: in years that begin in March the leap day is the last one. */
    private static final long DAYS_BEFORE_1970 = 719_468;

    final long year;
    /** 1 to 12. */
    final int month;

    final int day;
    final int hour;
    final int minute;
    final int second;
    /** 0 is Sunday. */
    final int weekday;
    /** 0 is 1 January. */
    final int dayOfYear;

    final boolean local;
    /** Seconds east of Greenwich. */
    final int offset;
    /** Seconds since 1970 as {@code mktime(3)} finds them: that of a universal time is wrong by the local offset, as in C. */
    final long epoch;

    private final TimeZone zone;
    private final boolean summer;

    /** @param zone that of this place, also where the time is to be universal */
    CivilTime(long seconds, TimeZone zone, boolean local) {
        this.local = local;
        this.zone = zone;
        this.offset = local ? zone.getOffset(seconds * 1000) / 1000 : 0;
        this.summer = local && offset * 1000 != zone.getRawOffset();
        this.epoch = local ? seconds : seconds - zone.getRawOffset() / 1000;
        long shifted = seconds + offset;
        long days = Math.floorDiv(shifted, DAY);
        int rest = (int) Math.floorMod(shifted, DAY);
        hour = rest / 3600;
        minute = rest / 60 % 60;
        second = rest % 60;
        weekday = (int) Math.floorMod(days + 4, 7L);
        long z = days + DAYS_BEFORE_1970;
        long era = Math.floorDiv(z, 146_097L);
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayFromMarch + 2) / 153;
        day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1;
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        dayOfYear = (int) (days - daysBefore(year, 1));
    }

    /** Days from 1 January 1970 to the first day of a month. */
    static long daysBefore(long year, int month) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        int dayFromMarch = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayFromMarch - DAYS_BEFORE_1970;
    }

    /** {@code GMT}, {@code CET}, {@code CEST}. */
    String zone() {
        return local ? zone.getDisplayName(summer, TimeZone.SHORT, java.util.Locale.ENGLISH) : "GMT";
    }

    /** The week of the year whose first day is that weekday, 0 before the first of them. */
    int week(int firstDay) {
        return (dayOfYear + 7 - Math.floorMod(weekday - firstDay, 7)) / 7;
    }

    /** The year that the week belongs to in ISO 8601, in which a week begins on Monday and lies where its Thursday lies. */
    long isoYear() {
        int thursday = dayOfYear + 3 - Math.floorMod(weekday - 1, 7);
        return thursday < 0 ? year - 1 : thursday >= length(year) ? year + 1 : year;
    }

    int isoWeek() {
        int thursday = dayOfYear + 3 - Math.floorMod(weekday - 1, 7);
        if (thursday < 0) {
            thursday += length(year - 1);
        } else if (thursday >= length(year)) {
            thursday -= length(year);
        }
        return thursday / 7 + 1;
    }

    private static int length(long year) {
        return (int) (daysBefore(year + 1, 1) - daysBefore(year, 1));
    }
}
