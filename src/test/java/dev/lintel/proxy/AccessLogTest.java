package dev.lintel.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lintel.balance.ManualLoop;
import dev.lintel.base.Pos;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Session;
import dev.lintel.http.ByteWriter;
import dev.lintel.http.Bytes;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;
import dev.lintel.model.LogSpec;
import dev.lintel.model.Option;
import dev.lintel.proxy.AccessLog.Formats;
import dev.lintel.rule.LogFormat;
import dev.lintel.stream.Address;
import dev.lintel.stream.HandshakeFault;
import dev.lintel.stream.LogSink;
import dev.lintel.stream.Loop;
import java.lang.management.ManagementFactory;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is logged, when, at which level, behind which header. The expected lines are HAProxy's own, but for pid and time. */
class AccessLogTest {
    private static final LogOrigin PLAIN = new LogOrigin("haproxy", null, 4148);
    private static final LogOrigin NAMED = new LogOrigin("my tag", "me.example", 4148);
    private static final LogFormat LINE = LogFormat.constant(Bytes.of("GET 200"));
    private static final LogFormat DATA = LogFormat.constant(Bytes.of("[ex@1 b=\"49\"]"));

    private final ManualLoop loop = new ManualLoop();
    private final List<String> written = new ArrayList<>();
    private final LogLines lines = new LogLines(1);
    private final ZoneId zone = ZoneId.systemDefault();

    private final LogSink sink = new LogSink() {
        @Override
        public void write(Loop from, byte[] buf, int off, int len) {
            written.add(Bytes.text(buf, off, len));
        }

        @Override
        public void write(byte[] buf, int off, int len) {
            written.add(Bytes.text(buf, off, len));
        }

        @Override
        public long dropped() {
            return 0;
        }
    };

    private static LogSpec spec(String format, int length, int maxLevel, int minLevel) {
        return new LogSpec(Pos.NONE, "127.0.0.1", length, format, 19, maxLevel, minLevel, List.of(), 0);
    }

    private AccessLog log(LogSpec spec, LogOrigin origin, Formats formats, Option... options) {
        EnumSet<Option> set = EnumSet.noneOf(Option.class);
        set.addAll(Arrays.asList(options));
        return new AccessLog(List.of(new LogTarget(spec, sink)), origin, formats, set, true, lines);
    }

    private AccessLog log(Option... options) {
        return log(spec("short", 1024, 7, 0), PLAIN, new Formats(LINE, null, null), options);
    }

    private Exchange exchange() {
        loop.wallClock(LocalDateTime.of(2026, 11, 3, 9, 5, 1, 637_000_000)
                .atZone(zone)
                .toInstant()
                .toEpochMilli());
        Session session = new Session(
                loop,
                new ProxyCounters("web", 2),
                1,
                Address.of(new byte[] {127, 0, 0, 1}, 40882),
                Address.of(new byte[] {127, 0, 0, 1}, 8080));
        session.acceptedWall = loop.wallClock();
        session.listenerId = 1;
        Exchange x = new Exchange(session);
        x.request = new RequestHead(new Headers());
        x.startMicros = 5;
        x.status = 200;
        return x;
    }

    private String only() {
        assertThat(written).hasSize(1);
        return written.removeFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''         | <158>Nov  3 09:05:01 haproxy[4148]: GET 200
            local      | <158>Nov  3 09:05:01 haproxy[4148]: GET 200
            rfc3164    | <158>Nov  3 09:05:01 localhost haproxy[4148]: GET 200
            rfc5424    | <158>1 2026-11-03T09:05:01.637000+ZZ - haproxy 4148 - [ex@1 b="49"] GET 200
            priority   | <158>GET 200
            short      | <6>GET 200
            timed      | <6>2026-11-03T09:05:01.637000+ZZ GET 200
            iso        | 2026-11-03T09:05:01.637000+ZZ GET 200
            raw        | GET 200
            """)
    void headersWithoutHostname(String format, String expected) {
        log(spec(format.isEmpty() ? null : format, 1024, 7, 0), PLAIN, new Formats(LINE, DATA, null))
                .ended(exchange());
        assertThat(only()).isEqualTo(zoned(expected) + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''         | <158>Nov  3 09:05:01 me.example my tag[4148]: GET 200
            local      | <158>Nov  3 09:05:01 my tag[4148]: GET 200
            rfc3164    | <158>Nov  3 09:05:01 me.example my tag[4148]: GET 200
            rfc5424    | <158>1 2026-11-03T09:05:01.637000+ZZ me.example my tag 4148 - - GET 200
            """)
    void headersWithHostname(String format, String expected) {
        log(spec(format.isEmpty() ? null : format, 1024, 7, 0), NAMED, new Formats(LINE, null, null))
                .ended(exchange());
        assertThat(only()).isEqualTo(zoned(expected) + "\n");
    }

    private String zoned(String text) {
        String offset =
                zone.getRules().getOffset(LocalDateTime.of(2026, 11, 3, 9, 5)).toString();
        return text.replace("+ZZ", offset.equals("Z") ? "+00:00" : offset);
    }

    @Test
    void timesKnowTheirZone() {
        LogClock clock = new LogClock(ZoneId.of("America/St_Johns"));
        ByteWriter out = new ByteWriter(64);
        clock.iso(out, 1_793_697_901_000_042L);
        clock.plain(out.put(' '), 1_793_697_901_000_042L);
        assertThat(out).hasToString("2026-11-03T05:55:01.000042-03:30 Nov  3 05:55:01");
    }

    /** Seen in 3.4: the whole line, its end mark included, is as long as configured. */
    @ParameterizedTest
    @CsvSource({"30, 67, 31", "62, 99, 63", "63, 100, 64", "64, 100, 65", "98, 100, 99", "99, 100, 100", "300, 100, 100"
    })
    void longLinesAreCut(int text, int local, int raw) {
        Formats formats = new Formats(LogFormat.constant(Bytes.of("x".repeat(text))), null, null);
        log(spec(null, 100, 7, 0), PLAIN, formats).ended(exchange());
        assertThat(only()).hasSize(local).endsWith("x\n");
        log(spec("raw", 100, 7, 0), PLAIN, formats).ended(exchange());
        assertThat(only()).hasSize(raw);
    }

    /** Seen in 3.4: structured data that does not fit goes, and takes the message with it. */
    @ParameterizedTest
    @CsvSource({"39, '] m'", "40, ']'", "41, '- '", "80, '- '"})
    void structuredDataIsWholeOrAbsent(int size, String end) {
        LogFormat data = LogFormat.constant(Bytes.of("[" + "x".repeat(size - 2) + "]"));
        Formats formats = new Formats(LogFormat.constant(Bytes.of("message")), data, null);
        log(spec("rfc5424", 100, 7, 0), new LogOrigin("haproxy", null, 10077), formats)
                .ended(exchange());
        assertThat(only()).endsWith(end + "\n").hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void levelsAreFilteredAndCapped() {
        EventLog events = new EventLog(List.of(new LogTarget(spec("priority", 1024, 5, 2), sink)), PLAIN);
        events.event(EventLog.INFO, "too unimportant");
        events.event(EventLog.NOTICE, "Server b/s1 is UP.");
        events.event(EventLog.EMERGENCY, "backend b has no server available!");
        assertThat(written).containsExactly("<157>Server b/s1 is UP.\n", "<154>backend b has no server available!\n");
    }

    @Test
    void samplesCountForThemselves() {
        LogSpec sampled = new LogSpec(
                Pos.NONE, "127.0.0.1", 1024, "raw", 16, 7, 0, List.of(new int[] {1, 1}, new int[] {3, 4}), 4);
        EventLog events = new EventLog(List.of(new LogTarget(sampled, sink)), PLAIN);
        for (int i = 1; i <= 8; i++) {
            events.event(EventLog.INFO, "" + i);
        }
        assertThat(written).containsExactly("1\n", "3\n", "4\n", "5\n", "7\n", "8\n");
    }

    /** Seen with {@code option log-separate-errors}: what is an error (3) and what is not (6); 4 is set by a rule. */
    @ParameterizedTest
    @CsvSource({
        "200, -, 0, false, -1, 6", "404, -, 0, false, -1, 6", "500, -, 0, false, -1, 3", "403, P, 0, false, -1, 3",
        "302, L, 0, false, -1, 6", "503, S, 1, false, -1, 3", "200, -, 0, true, -1, 3", "200, -, 1, false, -1, 3",
        "400, C, 0, false, -1, 3", "500, -, 0, false, 4, 4"
    })
    void errorsAreMoreSevere(int status, char cause, int retries, boolean redispatched, int set, int level) {
        Exchange x = exchange();
        x.status = status;
        x.causeFlag = cause;
        x.retries = retries;
        x.redispatched = redispatched;
        x.logLevel = set;
        log(Option.LOG_SEPARATE_ERRORS).ended(x);
        assertThat(only()).isEqualTo("<" + level + ">GET 200\n");
        x.logged = false;
        log(Option.DONTLOG_NORMAL).ended(x);
        assertThat(written).hasSize(level == 6 ? 0 : 1);
    }

    @Test
    void silenceIsSilent() {
        Exchange x = exchange();
        x.logLevel = AccessLog.SILENT;
        log().ended(x);
        assertThat(written).isEmpty();
    }

    @Test
    void connectionsWithoutAByteAreNullOnes() {
        Exchange x = exchange();
        x.request = null;
        x.startMicros = -1;
        log(Option.DONTLOGNULL).ended(x);
        assertThat(written).isEmpty();
        x.logged = false;
        x.startMicros = 5;
        log(Option.DONTLOGNULL).ended(x);
        assertThat(written).hasSize(1);
    }

    @Test
    void anExchangeIsLoggedOnce() {
        Exchange x = exchange();
        AccessLog log = log();
        log.started(x);
        log.answered(x);
        assertThat(written).isEmpty();
        log.ended(x);
        log.ended(x);
        assertThat(written).hasSize(1);
    }

    @Test
    void asSoonAsPossibleIsBeforeTheBody() {
        Exchange x = exchange();
        AccessLog log = log(Option.LOGASAP);
        log.started(x);
        log.answered(x);
        assertThat(written).hasSize(1);
        log.ended(x);
        assertThat(written).hasSize(1);
    }

    @Test
    void withoutAFormatTheBeginIsLogged() {
        Exchange x = exchange();
        AccessLog log = log(spec("raw", 1024, 7, 0), PLAIN, new Formats(null, null, null), Option.DONTLOG_NORMAL);
        log.started(x);
        log.ended(x);
        assertThat(only()).isEqualTo("Connect from 127.0.0.1:40882 to 127.0.0.1:8080 (web/HTTP)\n");
    }

    @Test
    void connectionsThatFailHaveTheirOwnLine() {
        Exchange x = exchange();
        x.request = null;
        x.session.fault = HandshakeFault.PRX_NOT_HDR;
        log().connectionFailed(x, true);
        assertThat(only())
                .isEqualTo("<6>127.0.0.1:40882 [03/Nov/2026:09:05:01.637] web/1: Received something which does not"
                        + " look like a PROXY protocol header\n");
        x.session.listenerName = "foo";
        AccessLog strict = log(Option.LOG_SEPARATE_ERRORS, Option.DONTLOGNULL);
        x.session.fault = HandshakeFault.PRX_EMPTY;
        strict.connectionFailed(x, false);
        assertThat(written).isEmpty();
        x.session.fault = HandshakeFault.PRX_TRUNCATED;
        strict.connectionFailed(x, true);
        assertThat(only())
                .isEqualTo("<3>127.0.0.1:40882 [03/Nov/2026:09:05:01.637] web/foo: Truncated PROXY protocol header"
                        + " received\n");
    }

    @Test
    void malformedRequestsHaveTheFormatOfErrors() {
        Exchange x = exchange();
        x.request = null;
        AccessLog log =
                log(spec("raw", 1024, 7, 0), PLAIN, new Formats(LINE, null, LogFormat.constant(Bytes.of("an error"))));
        log.ended(x);
        assertThat(only()).isEqualTo("an error\n");
        log.ended(exchange());
        assertThat(only()).isEqualTo("GET 200\n");
    }

    @Test
    void writingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LogSink quiet = LogSink.NOWHERE;
        AccessLog log = new AccessLog(
                List.of(
                        new LogTarget(spec("rfc5424", 1024, 7, 0), quiet),
                        new LogTarget(spec(null, 1024, 7, 0), quiet)),
                PLAIN,
                new Formats(LINE, DATA, null),
                EnumSet.noneOf(Option.class),
                true,
                lines);
        Exchange x = exchange();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                log.write(x);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }
}
