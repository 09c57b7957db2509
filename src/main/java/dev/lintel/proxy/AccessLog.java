package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.model.Option;
import dev.lintel.rule.LogFormat;
import dev.lintel.stream.Address;
import dev.lintel.stream.Loop;
import java.util.EnumSet;
import java.util.List;

/**
 * The access log of a frontend (manual section 8): decides which exchanges are logged, when and how severe they are, and writes their
 * lines. Immutable but for the counters of samples; shared by all loops, and allocates nothing in use.
 *
 * <p>The relay calls {@link #started} once an exchange has begun, {@link #answered} when the head of the final answer is about to leave
 * (in TCP mode: when the server has accepted), and {@link #ended} at its end. Exactly one of them writes.
 */
public final class AccessLog {
    /** {@code Exchange.logLevel} of {@code set-log-level silent}. */
    public static final int SILENT = 8;

    private static final byte[] CONNECT_FROM = Bytes.of("Connect from ");

    private final Logger[] loggers;
    private final boolean structured;
    private final Formats formats;
    private final LogLines lines;
    private final byte[] mode;
    private final boolean http;
    private final boolean asap;
    private final boolean dontLogNull;
    private final boolean dontLogNormal;
    private final boolean separateErrors;

    /**
     * The compiled formats of a frontend.
     *
     * @param line null: none was chosen, so that the oldest one applies ({@code Connect from ...}, section 8.2.1)
     * @param structuredData {@code log-format-sd}, or null
     * @param error {@code error-log-format}, or null
     */
    public record Formats(LogFormat line, LogFormat structuredData, LogFormat error) {}

    /** @param http whether the frontend's mode is http */
    public AccessLog(
            List<LogTarget> targets,
            LogOrigin origin,
            Formats formats,
            EnumSet<Option> options,
            boolean http,
            LogLines lines) {
        this.loggers = loggers(targets, origin);
        this.formats = formats;
        this.lines = lines;
        this.http = http;
        this.mode = Bytes.of(http ? "/HTTP)" : "/TCP)");
        this.asap = options.contains(Option.LOGASAP);
        // http-ignore-probes keeps silent about them towards the client as well (manual section 4.2).
        this.dontLogNull = options.contains(Option.DONTLOGNULL) || http && options.contains(Option.HTTP_IGNORE_PROBES);
        this.dontLogNormal = options.contains(Option.DONTLOG_NORMAL);
        this.separateErrors = options.contains(Option.LOG_SEPARATE_ERRORS);
        boolean any = false;
        for (Logger logger : loggers) {
            any |= logger.structured();
        }
        this.structured = any && formats.structuredData != null;
    }

    static Logger[] loggers(List<LogTarget> targets, LogOrigin origin) {
        Logger[] loggers = new Logger[targets.size()];
        for (int i = 0; i < loggers.length; i++) {
            loggers[i] = new Logger(targets.get(i), origin);
        }
        return loggers;
    }

    /** An exchange begins: its request is there, no rule has run. Malformed requests do not come here. */
    public void started(Exchange x) {
        if (formats.line != null || loggers.length == 0 || x.logged) {
            return;
        }
        x.logged = true;
        LogLines.Bench bench = lines.of(x.loop);
        ByteWriter out = bench.message;
        address(out.put(CONNECT_FROM), x.source);
        address(out.put(" to "), x.destination);
        out.put(" (").put(x.frontend.nameBytes()).put(mode);
        send(x.loop, bench, 6);
    }

    /** The answer is about to leave, or the server's connection stands: the moment of {@code option logasap}. */
    public void answered(Exchange x) {
        if (asap) {
            ended(x);
        }
    }

    /** Nothing more will come to pass. */
    public void ended(Exchange x) {
        if (x.logged || formats.line == null && x.request != null) {
            return;
        }
        x.logged = true;
        if (wanted(x)) {
            write(x);
            x.frontend.logged.getAndIncrement();
        }
    }

    /** Whether the options of the frontend let this exchange be logged ({@code dontlognull}, {@code dontlog-normal}). */
    public boolean wanted(Exchange x) {
        return loggers.length > 0
                && x.logLevel != SILENT
                && !(dontLogNull && isNull(x))
                && !(dontLogNormal && !failed(x));
    }

    /** The client has sent nothing at all. In HTTP an empty request has no first byte. */
    private boolean isNull(Exchange x) {
        return http ? x.request == null && x.startMicros < 0 : x.bytesIn == 0;
    }

    /** Section 8.3.3: errors, timeouts, retries, redispatches, and answers of 5xx. An own answer by rule is none (flag L). */
    private boolean failed(Exchange x) {
        boolean clean = x.causeFlag == '-' || x.causeFlag == 'L';
        return x.redispatched || !clean || x.causeFlag == '-' && x.retries > 0 || http && x.status >= 500;
    }

    /** Writes the line as things stand, whatever the options say ({@code do-log}); only a rule can forbid it. */
    public void write(Exchange x) {
        // A request that never became one is an error of the connection.
        LogFormat format = http && x.request == null && formats.error != null ? formats.error : formats.line;
        if (loggers.length == 0 || format == null || x.logLevel == SILENT) {
            return;
        }
        int level = x.logLevel >= 0 && x.logLevel < SILENT ? x.logLevel : separateErrors && failed(x) ? 3 : 6;
        LogLines.Bench bench = lines.of(x.loop);
        format.append(x, bench.message);
        if (structured) {
            formats.structuredData.append(x, bench.structured);
        }
        send(x.loop, bench, level);
    }

    /**
     * The connection failed before it could carry anything: a PROXY protocol header or a TLS handshake went wrong (section 8.2.5).
     *
     * @param x made of the session alone, which knows its fault
     * @param received whether any byte had come
     */
    void connectionFailed(Exchange x, boolean received) {
        if (loggers.length == 0 || dontLogNull && !received) {
            return;
        }
        LogLines.Bench bench = lines.of(x.loop);
        ByteWriter out = bench.message;
        if (formats.error != null) {
            formats.error.append(x, out);
        } else {
            address(out, x.source);
            LogClock.accepted(out.put(" ["), x.session.acceptedWall);
            out.put("] ").put(x.frontend.nameBytes()).put('/');
            if (x.session.listenerName != null && !x.session.listenerName.isEmpty()) {
                out.put(x.session.listenerName);
            } else {
                out.putDecimal(x.session.listenerId);
            }
            out.put(": ").put(x.session.fault.words());
        }
        send(x.loop, bench, separateErrors ? 3 : 6);
    }

    private static void address(ByteWriter out, Address address) {
        out.put(address.ipText()).put(':').putDecimal(address.port());
    }

    private void send(Loop loop, LogLines.Bench bench, int level) {
        for (Logger logger : loggers) {
            if (logger.takes(level)) {
                logger.write(loop, bench, level);
            }
        }
    }
}
