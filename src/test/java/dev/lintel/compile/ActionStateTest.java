package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.Traffic;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.Address;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Actions that leave something in the exchange for others to act on: waits, captures, limits, levels. */
class ActionStateTest {
    private final Exchange x = Traffic.request("POST /\nHost: h\nContent-Length: 5\nA: abcdef");

    @Test
    void aPauseIsWaitedForOnce() {
        RuleSet rules = rules("http-request pause 100\nhttp-request set-header Done 1");
        assertThat(rules.run(x, 0)).isEqualTo(Verdict.WAIT);
        assertThat(x.waitMillis).isEqualTo(100);
        assertThat(x.waitBodyBytes).isEqualTo(-1);
        x.resumed = true;
        assertThat(rules.run(x, x.resumeAt)).isEqualTo(Verdict.CONTINUE);
        assertThat(x.request.headers.text(dev.lintel.http.HeaderName.of("done")))
                .isEqualTo("1");
    }

    @Test
    void twoPausesAreTwoWaits() {
        RuleSet rules = rules("http-request pause 100\nhttp-request pause int(200)");
        rules.run(x, 0);
        x.resumed = true;
        assertThat(rules.run(x, x.resumeAt)).isEqualTo(Verdict.WAIT);
        assertThat(x.waitMillis).isEqualTo(200);
    }

    @Test
    void aPauseWithoutAUsefulNumberIsNone() {
        assertThat(rules("http-request pause req.hdr(nope)").run(x, 0)).isEqualTo(Verdict.CONTINUE);
        assertThat(rules("http-request pause int(-5)").run(x, 0)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void bodiesAreWaitedForUntilThereIsEnough() {
        RuleSet rules = rules("http-request wait-for-body time 1s at-least 1k");
        assertThat(rules.run(x, 0)).isEqualTo(Verdict.WAIT);
        assertThat(x.waitMillis).isEqualTo(1000);
        assertThat(x.waitBodyBytes).isEqualTo(1024);
        x.requestBody = Unpooled.wrappedBuffer(Bytes.of("a=1&b"));
        x.requestBodyComplete = true;
        assertThat(rules.run(x, x.resumeAt)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void aRequestWithoutABodyIsNotWaitedFor() {
        Exchange get = Traffic.request("GET /\nHost: h");
        assertThat(rules("http-request wait-for-body time 1s").run(get, 0)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void captures() {
        FrontendText frontend = new FrontendText("""
                declare capture request len 3
                http-request capture req.hdr(a) len 4
                http-request capture req.hdr(a) id 0
                http-request capture req.hdr(nope) len 4
                """);
        assertThat(frontend.messages()).isEmpty();
        assertThat(frontend.request(x)).isEqualTo(Verdict.CONTINUE);
        assertThat(texts(x.requestCaptures)).containsExactly("abc", "abcd", "-");
    }

    private static List<String> texts(byte[][] captures) {
        List<String> texts = new ArrayList<>();
        for (byte[] capture : captures) {
            texts.add(capture == null ? "-" : Bytes.text(capture, 0, capture.length));
        }
        return texts;
    }

    @Test
    void limitsAndLevels() {
        rules("""
                http-request set-timeout client 5s
                http-request set-timeout tunnel int(77)
                http-request set-timeout tarpit req.hdr(nope)
                http-request set-log-level silent
                http-request disable-l7-retry
                """).run(x, 0);
        assertThat(x.clientTimeout).isEqualTo(5000);
        assertThat(x.tunnelTimeout).isEqualTo(77);
        assertThat(x.tarpitTimeout).isEqualTo(-1);
        assertThat(x.logLevel).isEqualTo(8);
        assertThat(x.connectRetriesOnly).isTrue();
    }

    @Test
    void answersAreChanged() {
        Traffic.response(x, "200 Fine\nA: 1\nA: 2");
        new FrontendText("http-response set-status 503 reason \"Slow Down\"\nhttp-response replace-header A 2 x\\\\0")
                .response(x);
        assertThat(x.response.status).isEqualTo(503);
        assertThat(Bytes.text(x.response.reason, 0, x.response.reason.length)).isEqualTo("Slow Down");
        assertThat(x.response.headers).hasToString("a: 1\na: x2\n");
    }

    @Test
    void hintsGatherAndLogsAreWritten() {
        List<Exchange> lines = new ArrayList<>();
        x.log = lines::add;
        rules("http-request early-hint Link \"</a>\"\nhttp-request early-hint Link \"<%[path]>\"\nhttp-request do-log")
                .run(x, 0);
        assertThat(x.earlyHints).hasToString("link: </a>\nlink: </>\n");
        assertThat(lines).containsExactly(x);
    }

    @Test
    void rulesOfTheSessionKeepTheConnectionsOwnAddress() {
        FrontendText frontend = new FrontendText("tcp-request session set-src ipv4(1.2.3.4)");
        assertThat(frontend.messages()).isEmpty();
        frontend.rules.tcpRequestSession().run(x, 0);
        assertThat(x.source).isEqualTo(Address.of(new byte[] {1, 2, 3, 4}, 4711));
        assertThat(x.session.source).isEqualTo(x.source);
        assertThat(x.session.connectionSource).isEqualTo(Address.of(new byte[] {127, 0, 0, 1}, 4711));
    }

    @Test
    void failedRewritesAnswer500UnlessTheyMayFail() {
        assertThat(rules("http-request set-method \"A B\"").run(x, 0)).isEqualTo(Verdict.REPLY);
        assertThat(rules("http-request strict-mode off\nhttp-request set-method \"A B\"")
                        .run(x, 0))
                .isEqualTo(Verdict.CONTINUE);
        assertThat(rules("http-request set-path \"/a b%[str(/c)]\"").run(x, 0)).isEqualTo(Verdict.CONTINUE);
        assertThat(x.request.targetText()).isEqualTo("/a%20b/c");
    }

    private static RuleSet rules(String lines) {
        FrontendText frontend = new FrontendText(lines);
        assertThat(frontend.messages()).isEmpty();
        return frontend.rules.httpRequest();
    }
}
