package dev.lintel.rule;

/**
 * How an item of a log format is written: the flags that stand before it (manual section 8.2.6), and what the place of the format implies.
 *
 * @param quote {@code +Q}; {@code hex}: {@code +X}; {@code escape}: {@code +E}; {@code mandatory}: {@code +M}, a dash for an empty value
 * @param binary {@code +bin}: a value of type bin keeps its zero bytes
 * @param http whether the text becomes part of a message, so that control characters are encoded
 * @param log whether it is a line of the access log
 * @param tcp whether the section's mode is tcp
 * @param asap whether the line is written before the end ({@code option logasap}): figures that may still grow get a plus
 */
public record LogStyle(
        boolean quote,
        boolean hex,
        boolean escape,
        boolean mandatory,
        boolean binary,
        boolean http,
        boolean log,
        boolean tcp,
        boolean asap) {
    /** What applies before any flag. */
    public static LogStyle plain(boolean http, boolean log, boolean tcp, boolean asap) {
        return new LogStyle(false, false, false, log, false, http, log, tcp, asap);
    }

    /** The same with one flag set or cleared; null where there is no flag of that name. */
    public LogStyle with(String flag, boolean on) {
        return switch (flag) {
            case "Q" -> new LogStyle(on, hex, escape, mandatory, binary, http, log, tcp, asap);
            case "X" -> new LogStyle(quote, on, escape, mandatory, binary, http, log, tcp, asap);
            case "E" -> new LogStyle(quote, hex, on, mandatory, binary, http, log, tcp, asap);
            case "M" -> new LogStyle(quote, hex, escape, on, binary, http, log, tcp, asap);
            case "bin" -> new LogStyle(quote, hex, escape, mandatory, on, http, log, tcp, asap);
            default -> null;
        };
    }
}
