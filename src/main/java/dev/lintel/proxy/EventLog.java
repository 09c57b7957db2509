package dev.lintel.proxy;

import dev.lintel.http.Bytes;
import java.time.Instant;
import java.util.List;

/**
 * What a proxy has to say about itself: servers that go down or up, frontends that pause, the end (manual section 4.2, {@code log}). Goes
 * to the same targets as its traffic, under the same headers. Any thread.
 */
public final class EventLog {
    public static final int EMERGENCY = 0;
    public static final int ALERT = 1;
    public static final int ERROR = 3;
    public static final int WARNING = 4;
    public static final int NOTICE = 5;
    public static final int INFO = 6;

    private final Logger[] loggers;

    public EventLog(List<LogTarget> targets, LogOrigin origin) {
        loggers = AccessLog.loggers(targets, origin);
    }

    /** @param text one line, without its end mark */
    public void event(int level, String text) {
        if (loggers.length == 0) {
            return;
        }
        // Rare, and said on any thread: each has a bench of its own.
        LogLines.Bench bench = new LogLines.Bench();
        bench.message.put(Bytes.of(text));
        Instant now = Instant.now();
        bench.wallMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        for (Logger logger : loggers) {
            if (logger.takes(level)) {
                logger.write(null, bench, level);
            }
        }
    }
}
