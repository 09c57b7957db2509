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
    /** Opens nothing: only says whether a target could be one. */
    public static final LogSink.Opener CHECK = log -> {
        if (descriptor(log.target()) < 0) {
            datagrams(log.target());
        }
        return LogSink.NOWHERE;
    };

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
        int fd = descriptor(target);
        return fd >= 0 ? new FdLog(fd, loops.size()) : new DatagramLog(target, datagrams(target), loops.size());
    }

    private static LogAddress datagrams(String target) throws IOException {
        for (String stream : List.of("ring@", "backend@", "tcp@", "tcp4@", "tcp6@", "stream+", "uxst@")) {
            if (target.startsWith(stream)) {
                throw new IOException("'log' does not send to '" + target
                        + "'; use a syslog server by UDP, a unix socket, stdout, stderr or fd@<number>");
            }
        }
        return LogAddress.parse(target);
    }

    /** -1: it is none. */
    private static int descriptor(String target) throws IOException {
        if (!target.startsWith("fd@")) {
            return target.equals("stdout") ? 1 : target.equals("stderr") ? 2 : -1;
        }
        long fd = Bytes.parseDigits(Bytes.of(target), 3, target.length() - 3);
        if (fd < 0 || fd > Integer.MAX_VALUE) {
            throw new IOException("'log' expects fd@<number>, not '" + target + "'");
        }
        return (int) fd;
    }

    /** Sends what is still waiting. The loops have ended by then. */
    public synchronized void close() {
        for (LogSink sink : open.values()) {
            switch (sink) {
                case DatagramLog datagrams -> datagrams.close();
                case FdLog descriptor -> descriptor.close(LAST_WORDS_MILLIS);
                default -> {}
            }
        }
        open.clear();
    }
}
