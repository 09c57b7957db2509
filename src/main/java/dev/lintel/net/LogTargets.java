package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.model.LogSpec;
import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The targets of logs, opened once each and kept over reloads. Used by the control plane, one call at a time. */
public final class LogTargets implements LogSink.Opener {
    private static final long LAST_WORDS_MILLIS = 1000;

    private final List<Loop> loops;
    private final Map<String, LogSink> open = new HashMap<>();

    public LogTargets(List<Loop> loops) {
        this.loops = List.copyOf(loops);
    }

    /**
     * The sink of a target. What is not there now (a socket that no daemon has bound yet) is no mistake: its lines are dropped until it
     * is.
     */
    @Override
    public synchronized LogSink open(LogSpec log) throws IOException {
        String target = log.target();
        LogSink sink = open.get(target);
        if (sink == null) {
            sink = make(target);
            open.put(target, sink);
        }
        return sink;
    }

    private LogSink make(String target) throws IOException {
        switch (target) {
            case "stdout":
                return new FdLog(1, loops.size());
            case "stderr":
                return new FdLog(2, loops.size());
            default:
                if (target.startsWith("fd@")) {
                    return new FdLog(descriptor(target), loops.size());
                }
                for (String stream : List.of("ring@", "backend@", "tcp@", "tcp4@", "tcp6@", "stream+", "uxst@")) {
                    if (target.startsWith(stream)) {
                        throw new IOException("'log' does not send to '" + target
                                + "'; use a syslog server by UDP, a unix socket, stdout, stderr or fd@<number>");
                    }
                }
                return new DatagramLog(target, LogAddress.parse(target), loops.size());
        }
    }

    private static int descriptor(String target) throws IOException {
        long fd = Bytes.parseDigits(Bytes.of(target), 3, target.length() - 3);
        if (fd < 0 || fd > Integer.MAX_VALUE) {
            throw new IOException("'log' expects fd@<number>, not '" + target + "'");
        }
        return (int) fd;
    }

    /** Sends what is still waiting; the loops have to run for it. */
    public synchronized void close() throws InterruptedException {
        for (LogSink sink : open.values()) {
            if (sink instanceof DatagramLog datagrams) {
                for (Loop loop : loops) {
                    loop.execute(() -> datagrams.close(loop));
                }
            }
        }
        for (LogSink sink : open.values()) {
            if (sink instanceof FdLog fd) {
                fd.close(LAST_WORDS_MILLIS);
            }
        }
        open.clear();
    }
}
