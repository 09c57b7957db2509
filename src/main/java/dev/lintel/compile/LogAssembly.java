package dev.lintel.compile;

import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.GlobalSpec;
import dev.lintel.model.LogSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.ProxySpec;
import dev.lintel.proxy.AccessLog;
import dev.lintel.proxy.EventLog;
import dev.lintel.proxy.LogOrigin;
import dev.lintel.proxy.LogTarget;
import dev.lintel.stream.LogSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the logs of frontends and backends (manual section 4.2, {@code log}). Owned by the compiling thread. */
final class LogAssembly {
    /** What HAProxy calls itself in a log where no {@code log-tag} says otherwise; what reads its logs looks for it. */
    private static final String DEFAULT_TAG = "haproxy";

    private final GlobalSpec global;
    private final String hostname;
    private final Surroundings surroundings;
    private final Problems problems;
    private final Map<Pos, LogSink> opened = new HashMap<>();

    LogAssembly(GlobalSpec global, String hostname, Surroundings surroundings, Problems problems) {
        this.global = global;
        this.hostname = hostname;
        this.surroundings = surroundings;
        this.problems = problems;
    }

    AccessLog access(ProxySpec proxy, CompiledRules rules) {
        return new AccessLog(
                targets(proxy),
                origin(proxy),
                new AccessLog.Formats(rules.logFormat(), rules.logFormatSd(), rules.errorLogFormat()),
                proxy.options(),
                proxy.mode() == Mode.HTTP,
                surroundings.lines());
    }

    EventLog events(ProxySpec proxy) {
        return new EventLog(targets(proxy), origin(proxy));
    }

    private List<LogTarget> targets(ProxySpec proxy) {
        List<LogTarget> targets = new ArrayList<>();
        for (LogSpec spec : proxy.logs()) {
            LogSink sink = opened.computeIfAbsent(spec.pos(), pos -> open(spec));
            if (sink != null) {
                targets.add(new LogTarget(spec, sink));
            }
        }
        return targets;
    }

    private @Nullable LogSink open(LogSpec spec) {
        try {
            return surroundings.logs().open(spec);
        } catch (IOException e) {
            problems.error(spec.pos(), "'log' cannot write to " + spec.target() + ": " + e.getMessage());
            return null;
        }
    }

    /** {@code log-send-hostname} without a name sends the host's own. */
    private LogOrigin origin(ProxySpec proxy) {
        String tag = proxy.logTag() != null ? proxy.logTag() : global.logTag();
        String own = global.hostname() != null ? global.hostname() : hostname;
        return new LogOrigin(
                tag == null ? DEFAULT_TAG : tag,
                global.logSendHostname() ? own : null,
                ProcessHandle.current().pid());
    }
}
