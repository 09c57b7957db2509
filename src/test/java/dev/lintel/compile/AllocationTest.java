package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.ByteWriter;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Phase;
import dev.lintel.rule.Routes;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.TestExchange;
import dev.lintel.rule.Verdict;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Walking rules, choosing a backend and writing a log line allocate nothing once they are warm. What transforms a value (a converter, a
 * cast from text to address) may allocate its result, and is not in here.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS = 2_000;

    private final Exchange x = TestExchange.request(
            "GET /api/v1/items?id=12 HTTP/1.1\nHost: www.example.org\nUser-Agent: curl/8.5\n"
                    + "Accept: */*\nX-Forwarded-For: 10.1.2.3, 10.9.9.9\nCookie: a=1; session=abcdef; b=2\nContent-Length: 0");

    /** Bytes per call of the warm code; the smallest of several measurements, for the JIT allocates now and then on its own. */
    private static long bytesPerCall(Runnable call) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < RUNS; i++) {
                call.run();
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                call.run();
            }
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / RUNS);
        }
        return least;
    }

    @Test
    void aMeasurementSeesAllocations() {
        Object[] kept = new Object[1];
        assertThat(bytesPerCall(() -> kept[0] = new byte[64])).isBetween(64L, 128L);
    }

    @Test
    void thirtyRulesAllocateNothing() {
        String[] tests = {
            "{ path_beg /static /img }",
            "{ hdr(host) -i other.org www.other.org }",
            "{ method POST PUT }",
            "{ src 192.168.0.0/16 10.0.0.0/8 }",
            "{ hdr(x-forwarded-for) -m len gt 60 }",
            "{ req.cook(session) -m found } { path_end .php }",
            "{ hdr_cnt(accept) gt 3 }",
            "{ hdr_sub(user-agent) -i bot spider }",
            "{ path_reg ^/api/v[2-9]/ }",
            "{ url_param(id) -m str 13 } or { hdr(x-none) -m found }",
        };
        String[] lines = new String[30];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "http-request deny if " + tests[i % tests.length];
        }
        Text text = new Text(lines);
        RuleSet rules = text.rules().httpRequest();
        assertThat(text.found()).isEmpty();
        assertThat(rules.size()).isEqualTo(30);
        assertThat(rules.run(x, 0)).isEqualTo(Verdict.CONTINUE);
        assertThat(bytesPerCall(() -> rules.run(x, 0))).isZero();
    }

    @Test
    void choosingAmongAThousandHostsAllocatesNothing() {
        String[] lines = new String[1000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "use_backend b" + i % 10 + " if { hdr(host) -i host" + i + ".example.org }";
        }
        lines[997] = "use_backend b7 if { hdr(host) -i WWW.example.org }";
        Routes routes = new Text(lines).rules().routes();
        assertThat(routes.choose(x)).isEqualTo(7);
        assertThat(bytesPerCall(() -> routes.choose(x))).isZero();
    }

    @Test
    void aLineOfTheAccessLogAllocatesNothing() {
        LogFormat format = new Text()
                .section()
                .format(
                        "log-format",
                        LogFormatCompiler.HTTP,
                        dev.lintel.base.Pos.of("t", 1),
                        Phase.LOG,
                        FormatPlace.LOG_LINE);
        x.status = 200;
        ByteWriter out = new ByteWriter(1024);
        assertThat(bytesPerCall(() -> {
                    out.clear();
                    format.append(x, out);
                }))
                .isZero();
    }
}
