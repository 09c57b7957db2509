package dev.lintel.model;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.EnumSet;
import java.util.List;

/**
 * What frontends and backends have in common (manual section 4.1, keywords valid in both).
 *
 * @param keyword {@code frontend}, {@code backend} or {@code listen}, for messages
 * @param id the number of the section, as {@code be_id} and {@code fe_id} give it; 0: assign one
 * @param rules {@code http-request} and the like, in the order of the file, those of a defaults section first
 * @param logs in order; the word {@code global} is already replaced by the global ones
 * @param logFormat null: none was chosen ({@code option httplog}, {@code tcplog}, {@code log-format}); then the default format applies
 * @param errors {@code errorfile}, {@code errorloc*}, {@code errorfiles}, in order; later ones win
 */
public record ProxySpec(
        Pos pos,
        String keyword,
        String name,
        int id,
        Mode mode,
        boolean disabled,
        String description,
        Timeouts timeouts,
        Inspection inspection,
        EnumSet<Option> options,
        List<LogSpec> logs,
        String logTag,
        FormatSpec logFormat,
        FormatSpec logFormatSd,
        FormatSpec errorLogFormat,
        FormatSpec uniqueIdFormat,
        String uniqueIdHeader,
        ForwardForSpec forwardFor,
        ForwardForSpec originalTo,
        List<ErrorSpec> errors,
        List<AclSpec> acls,
        List<RuleSpec> rules,
        long maxKeepAliveQueue) {
    /** A section that says no more than this, as one stands where the language has no section, and in tests. */
    public static ProxySpec bare(
            Pos pos,
            String keyword,
            String name,
            int id,
            Mode mode,
            EnumSet<Option> options,
            List<AclSpec> acls,
            List<RuleSpec> rules) {
        return new ProxySpec(
                pos,
                keyword,
                name,
                id,
                mode,
                false,
                null,
                Timeouts.NONE,
                Inspection.NONE,
                options,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                acls,
                rules,
                0);
    }

    public boolean on(Option option) {
        return options.contains(option);
    }

    /** {@code tcp-request inspect-delay} and {@code tcp-response inspect-delay} in milliseconds; 0: nothing is waited for. */
    public record Inspection(long requestMillis, long responseMillis) {
        public static final Inspection NONE = new Inspection(0, 0);
    }

    /** A log format string with its place. {@code option httplog} and {@code tcplog} are {@link Kind}s without text. */
    public record FormatSpec(Pos pos, Kind kind, Word text) {
        public enum Kind {
            HTTPLOG,
            HTTPLOG_CLF,
            HTTPSLOG,
            TCPLOG,
            TEXT
        }
    }

    /** {@code option forwardfor} and {@code originalto}: the header, whom to except, {@code if-none}. */
    public record ForwardForSpec(Pos pos, String header, String except, boolean ifNone) {}

    /**
     * An own answer by status: a file, a location with the status of the redirect, a section of {@code http-errors}, or what the words of
     * {@code http-error} say.
     */
    public record ErrorSpec(Pos pos, Kind kind, List<Integer> statuses, String argument, List<Word> words) {
        public ErrorSpec(Pos pos, Kind kind, List<Integer> statuses, String argument) {
            this(pos, kind, statuses, argument, List.of());
        }

        public enum Kind {
            FILE,
            LOCATION_302,
            LOCATION_303,
            SECTION,
            WORDS
        }
    }
}
