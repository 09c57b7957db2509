package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.model.GlobalSpec;
import dev.lintel.model.LogSpec;
import dev.lintel.model.TlsGlobalSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All {@code global} sections while they are read: they add up (HAProxy manual, chapter 3). Owned by the thread that reads. */
final class GlobalDraft {
    Pos pos = Pos.NONE;
    boolean daemon;
    String pidFile;
    String node;
    String description;
    String user;
    String group;
    String chroot;
    int maxconn;
    int threads;
    long hardStopAfterMillis = -1;
    long graceMillis;
    int spreadChecksPercent;
    long maxSpreadChecksMillis;
    final List<LogSpec> logs = new ArrayList<>();
    String logTag;
    boolean logSendHostname;
    String hostname;
    long bufSize = 16384;
    long maxRewrite = 1024;
    int maxHeaders = 101;
    final List<GlobalSpec.SetVar> setVars = new ArrayList<>();
    final StatsKeywords.Draft commands = new StatsKeywords.Draft();
    final Map<String, String> tune = new LinkedHashMap<>();
    /** Where {@code zero-warning} stands, or null. */
    Pos zeroWarning;

    final GlobalTlsDraft tls = new GlobalTlsDraft();

    GlobalSpec spec(TlsGlobalSpec finished) {
        return new GlobalSpec(
                pos,
                daemon,
                pidFile,
                node,
                description,
                user,
                group,
                chroot,
                maxconn,
                threads,
                hardStopAfterMillis,
                graceMillis,
                spreadChecksPercent,
                maxSpreadChecksMillis,
                List.copyOf(logs),
                logTag,
                logSendHostname,
                hostname,
                bufSize,
                maxRewrite,
                maxHeaders,
                List.copyOf(setVars),
                commands.spec(),
                Map.copyOf(tune),
                finished);
    }
}
