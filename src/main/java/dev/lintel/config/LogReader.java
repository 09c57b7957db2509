package dev.lintel.config;

import dev.lintel.base.Units;
import dev.lintel.base.Word;
import dev.lintel.model.LogSpec;
import dev.lintel.model.ProxySpec.FormatSpec;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code log} lines and log formats (HAProxy manual, sections 3.1, 4.2 and 8). */
final class LogReader {
    /** RFC 5424 section 6.2.1, with HAProxy's names; the index is the code. */
    private static final List<String> FACILITIES = List.of(
            "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "auth2", "ftp", "ntp",
            "audit", "alert", "cron2", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7");

    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

    private static final List<String> FORMATS =
            List.of("local", "rfc3164", "rfc5424", "priority", "short", "timed", "iso", "raw");

    private LogReader() {}

    /** {@code log global | <target> ...} of a proxy. */
    static void proxy(ProxyDraft draft, Cursor words) {
        draft.logs.add(new ProxyDraft.Log(words.take("global") ? null : spec(words)));
    }

    /** {@code <target> [len <n>] [format <f>] [sample <ranges>:<size>] <facility> [<level> [<minlevel>]]}. */
    static LogSpec spec(Cursor words) {
        String target = target(words);
        int length = 1024;
        String format = null;
        List<int[]> ranges = List.of();
        int size = 0;
        while (words.more()) {
            if (words.take("len")) {
                length = words.number(80, 65535);
            } else if (words.take("format")) {
                format = words.oneOf(FORMATS);
            } else if (words.take("sample")) {
                String text = words.text("<ranges>:<size>, as in 1,3-5:10");
                int colon = text.indexOf(':');
                ranges = ranges(colon < 0 ? "" : text.substring(0, colon), text, words);
                size = number(text.substring(colon + 1), text, words);
            } else if (words.take("profile")) {
                words.subject("log profile");
                words.refuse("log profiles come later");
            } else {
                break;
            }
        }
        int facility = FACILITIES.indexOf(words.oneOf(FACILITIES));
        int max = words.more() ? LEVELS.indexOf(words.oneOf(LEVELS)) : 7;
        int min = words.more() ? LEVELS.indexOf(words.oneOf(LEVELS)) : 0;
        return new LogSpec(words.pos(), target, length, format, facility, max, min, ranges, size);
    }

    private static String target(Cursor words) {
        String target = words.text("<target> <facility> or 'global'");
        for (String prefix : List.of("ring@", "backend@", "tcp@", "tcp4@", "tcp6@", "stream+", "uxst@")) {
            if (target.startsWith(prefix)) {
                words.subject("log " + prefix);
                words.refuse("use a syslog server by UDP, a unix socket, stdout, stderr or fd@N");
            }
        }
        return target;
    }

    private static List<int[]> ranges(String list, String text, Cursor words) {
        List<int[]> ranges = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            int dash = range.indexOf('-');
            int low = number(dash < 0 ? range : range.substring(0, dash), text, words);
            int high = dash < 0 ? low : number(range.substring(dash + 1), text, words);
            ranges.add(new int[] {low, high});
        }
        return ranges;
    }

    private static int number(String digits, String text, Cursor words) {
        try {
            return (int) Units.number(digits, 1, Integer.MAX_VALUE);
        } catch (Units.Malformed e) {
            throw words.fail("'log sample' expects <ranges>:<size>, as in 1,3-5:10, not '" + text + "'");
        }
    }

    /** {@code log-format} and its kin: one word. */
    static FormatSpec format(Cursor words) {
        Word text = words.word("a format in quotes");
        if (words.more()) {
            throw words.fail("'" + words.subject() + "' expects one format, not '" + words.peek()
                    + "' behind it; put a format with blanks in quotes");
        }
        return new FormatSpec(words.pos(), FormatSpec.Kind.TEXT, text);
    }
}
