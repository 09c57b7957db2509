package dev.lintel.model;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import java.util.List;
import java.util.Map;

/**
 * The {@code global} sections together (manual section 3).
 *
 * @param maxconn 0: derived from the limit of open files
 * @param threads event loops; 0: one per core
 * @param hardStopAfterMillis how long a soft stop may take; -1 no limit
 * @param spreadChecksPercent {@code spread-checks}
 * @param maxRewrite {@code tune.maxrewrite} bytes; {@code bufsize}: {@code tune.bufsize}, bounds heads and waited bodies
 * @param setVars {@code set-var} and {@code set-var-fmt} lines: the words behind the keyword
 * @param tune further {@code tune.*} values that mean something here, by name
 */
public record GlobalSpec(
        Pos pos,
        boolean daemon,
        String pidFile,
        String node,
        String description,
        String user,
        String group,
        String chroot,
        int maxconn,
        int threads,
        long hardStopAfterMillis,
        long graceMillis,
        int spreadChecksPercent,
        long maxSpreadChecksMillis,
        List<LogSpec> logs,
        String logTag,
        boolean logSendHostname,
        String hostname,
        long bufSize,
        long maxRewrite,
        int maxHeaders,
        List<SetVar> setVars,
        CommandsSpec commands,
        Map<String, String> tune,
        TlsGlobalSpec tls) {
    /** A {@code set-var} ({@code format} false) or {@code set-var-fmt} line: name and expression. */
    public record SetVar(Pos pos, Word name, List<Word> expression, boolean format) {}
}
