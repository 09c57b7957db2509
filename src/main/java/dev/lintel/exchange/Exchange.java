package dev.lintel.exchange;

import dev.lintel.balance.Server;
import dev.lintel.base.Pos;
import dev.lintel.http.Headers;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Timeouts;
import dev.lintel.stream.Address;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.Loop;
import dev.lintel.stream.TlsFacts;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: the facts that rules read and change, that balancing uses and that the log reports. Owned by the loop of
 * the client's stream; made when a request head has arrived, dropped after its log line.
 */
public final class Exchange {
    public final Session session;
    public final Loop loop;

    /** As rules have left it; null only before a head came (an aborted or malformed request). */
    public RequestHead request;
    /** The server's or the proxy's own answer, as rules have left it; null before it is there. */
    public ResponseHead response;

    // The request line as it arrived, for the log: rules must not change what is logged (manual section 8.2.3, %r).
    public Method loggedMethod;
    public byte[] loggedTarget;
    public int loggedTargetOff;
    public int loggedTargetLen;
    public int loggedVersion;

    /** The part of the body that was waited for ({@code wait-for-body}, {@code option http-buffer-request}), or null. */
    public ByteBuf requestBody;

    public ByteBuf responseBody;
    /** Whether {@link #requestBody} is all of it. */
    public boolean requestBodyComplete;

    // Who takes part.
    public ProxyCounters frontend;
    /** Null until routed. */
    public ProxyCounters backend;
    /** Null until chosen; also null where the proxy answered itself. */
    public Server server;
    /** The client's address, and the one that it connected to, as rules see them ({@code set-src}, {@code set-dst}) for this exchange. */
    public Address source;

    public Address destination;
    /** What the configuration says of the frontend, and of the backend once there is one. */
    public Timeouts clientSide = Timeouts.NONE;

    public Timeouts serverSide = Timeouts.NONE;
    /** The two ends of the connection to the server, and whether it had served before; null until connected. */
    public Address serverAddress;

    public Address serverSource;

    /** Of the TLS that protects the connection to the server; null: none does, or there is no connection yet. */
    public @Nullable TlsFacts serverTls;

    public boolean serverReused;

    // Scopes txn (whole exchange), req and res.
    public final Vars txn = new Vars();
    public final Vars req = new Vars();
    public final Vars res = new Vars();

    /** Captured header values by slot of {@code capture request header} and {@code declare capture}; null: not present. */
    public byte[][] requestCaptures;

    public byte[][] responseCaptures;
    /** {@code name=value} of {@code capture cookie}, as the client sent it and as the server set it; null: not seen. */
    public byte[] requestCookie;

    public byte[] responseCookie;
    /** The number of this exchange in the process ({@code %rt}), from {@link ProcessState#exchanges}. */
    public int id;

    // Times in microseconds of Loop.micros; -1 where that point was not reached (manual section 8.4).
    /** When waiting for this request began: accept, or the end of the last answer. */
    public long idleMicros = -1;
    /** First byte of the request. */
    public long startMicros = -1;
    /** Milliseconds since 1970 of the same moment ({@code %tr}). */
    public long startWall;
    /** Head complete. */
    public long requestMicros = -1;
    /** A server was given: the queue is behind it. */
    public long queueMicros = -1;
    /** Connected to the server. */
    public long connectMicros = -1;
    /** The answer's head is complete. */
    public long responseMicros = -1;
    /** The last byte has been handed to the client. */
    public long endMicros = -1;

    /**
     * Bytes of the request and of the answer as the log counts them ({@code %U}, {@code %B}), by the rules of {@link
     * dev.lintel.http.LoggedBytes}: {@code head.loggedBytes} of each head when it comes, the bytes of each part of a body, {@code
     * TRAILER_END} and the trailers behind chunks; of an answer of our own {@code LoggedBytes.own} and its body.
     */
    public long bytesIn;

    public long bytesOut;

    /** The status that the client saw; -1 while none. */
    public int status = -1;
    /** The status as the server sent it; -1 while none. */
    public int serverStatus = -1;

    public EndReason end = EndReason.COMPLETE;
    /** First letter of the termination state, manual section 8.5. */
    public char causeFlag = '-';
    /** Second letter. */
    public char phaseFlag = '-';
    /** Third and fourth letter: the persistence cookie that came, and what was done about it. */
    public char cookieFlag = '-';

    public char setCookieFlag = '-';

    public int retries;
    public boolean redispatched;
    /** Positions in the server's and the backend's queue when it was entered. */
    public int serverQueue;

    public int backendQueue;

    /** Whether its line has been written, or decided against. */
    public boolean logged;
    /** A level of syslog, 0 to 7, or 8 for silent, set by {@code set-log-level}; -1: the default. */
    public int logLevel = -1;
    /** The register of whoever works on this exchange: a condition, a format, a step. Not kept across any of them. */
    public final Sample sample = new Sample();
    /** A second register, for a converter that needs another value beside the one that it converts. */
    public final Sample operand = new Sample();

    /** Where a set of rules goes on after WAIT; to be handed back to {@code RuleSet.run} as it is. */
    public int resumeAt;
    /** The place of the last rule that ended a set ({@code last_rule_file}, {@code last_rule_line}), or null. */
    public Pos finalRule;
    /** The answer that a rule has chosen; read by the relay after a verdict REPLY. */
    public Object reply;
    /** How long the relay holds that answer back ({@code tarpit}), in milliseconds. */
    public long replyDelay;
    /** Fields of a 103 that the relay sends to a client of HTTP/1.1 or later as soon as the rules have ended or wait; then null. */
    public Headers earlyHints;
    /** Writes a line of the access log at once ({@code do-log}); null where the proxy has no log. */
    public Consumer<Exchange> log;
    /** Whether the client shall not be told of the end ({@code silent-drop}). */
    public boolean silent;
    /** Whether rewrites that fail end the exchange ({@code strict-mode}); true again for each rule set. */
    public boolean strict = true;
    /** Whether only failed connections may be tried again ({@code disable-l7-retry}); {@code set-retries}, -1: as configured. */
    public boolean connectRetriesOnly;

    public int maxRetries = -1;

    // What a rule that answered WAIT waits for. The relay sets resumed when it has come, and walks on from the same
    // rule.
    /** At most so many milliseconds; -1: no limit. */
    public long waitMillis = -1;
    /**
     * The body of the message at hand, in {@link #requestBody} or {@link #responseBody}: so many bytes of it (0: all), or as much as is
     * kept. Where the time runs out first, the relay answers 408, or 504 for an answer's body. -1: waits for no body.
     */
    public long waitBodyBytes = -1;

    public boolean resumed;
    /** Whether {@code inspect-delay} still runs, so that more may come ({@code wait_end}). */
    public boolean inspecting;
    /** What has come from the client and not gone to the server yet, and the other way round, in tcp mode; null: nothing. */
    public ByteBuf clientBytes;

    public ByteBuf serverBytes;
    /** Where a rule waits: work to be done off the loop before the same rule is looked at again; else null. */
    public Runnable offLoop;

    // Timeouts that rules have changed (set-timeout), in milliseconds; -1: the configured one.
    public long serverTimeout = -1;
    public long clientTimeout = -1;
    public long tunnelTimeout = -1;
    public long connectTimeout = -1;
    public long queueTimeout = -1;
    public long tarpitTimeout = -1;

    /** The unique id of {@code unique-id-format}, or null. */
    public byte[] uniqueId;
    /** What {@code http_first_req}-like rules count on: 1 for the first request of the connection. */
    public int number;

    /** {@code force-persist} and {@code ignore-persist}. */
    public boolean persistenceForced;

    public boolean persistenceIgnored;

    /** The server is the one that the client asked for by its cookie or that {@code use-server} named: balancing had no say. */
    public boolean direct;
    /** When the persistence cookie was first given and last renewed, in seconds since 1970 as it says; 0 where it does not. */
    public int cookieFirstSeen;

    public int cookieLastSeen;

    public Exchange(Session session) {
        this.session = session;
        this.loop = session.loop;
        this.frontend = session.frontend;
        this.source = session.source;
        this.destination = session.destination;
    }
}
