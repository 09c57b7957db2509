package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.exchange.Exchange;
import dev.lintel.stream.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Fetches against a table of values that HAProxy gave, and those that the table cannot hold. */
class FetchesTest {
    @TestFactory
    List<DynamicTest> table() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> request = new ArrayList<>();
        boolean reading = false;
        for (String line : lines("fetches.txt")) {
            if (line.startsWith("> ")) {
                if (!reading) {
                    request.clear();
                }
                reading = true;
                request.add(line.substring(2));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                reading = false;
                String head = String.join("\n", request);
                int split = line.indexOf(" =", line.indexOf(')') + 1);
                String fetch = line.substring(0, split);
                String value = line.substring(Math.min(split + 3, line.length()));
                tests.add(DynamicTest.dynamicTest(
                        fetch + " of " + head,
                        () -> assertThat(Bind.value(fetch, Traffic.request(head)))
                                .isEqualTo(value)));
            }
        }
        return tests;
    }

    static List<String> lines(String resource) throws IOException {
        try (InputStream in = FetchesTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }

    @Test
    void testsLookAtEveryValue() {
        Exchange x = Traffic.request(
                "GET /?a=1&b=2&a=3\nHost: h\nA: x, y\nA: z\nI: junk, 1.2.3.4, junk\nCookie: a=1;b=2\n" + "Cookie: a=2");
        assertThat(Bind.values("req.hdr(a)", x)).isEqualTo("x|y|z");
        assertThat(Bind.values("req.hdr(a,2)", x)).isEqualTo("y");
        assertThat(Bind.values("req.fhdr(a)", x)).isEqualTo("x, y|z");
        assertThat(Bind.values("req.hdr_ip(i)", x)).isEqualTo("1.2.3.4");
        assertThat(Bind.values("req.cook(a)", x)).isEqualTo("1|2");
        assertThat(Bind.values("req.cook", x)).isEqualTo("1|2|2");
        assertThat(Bind.values("urlp(a)", x)).isEqualTo("1|3");
        assertThat(Bind.values("urlp", x)).isEqualTo("1|2|3");
        assertThat(Bind.values("hdr(none)", x)).isEmpty();
    }

    @Test
    void directionFollowsTheMessageAtHand() {
        Exchange x = Traffic.request("GET /\nHost: h\nA: question\nCookie: c=q");
        assertThat(Bind.value("hdr(a)", x)).isEqualTo("question");
        assertThat(Bind.value("cookie(c)", x)).isEqualTo("q");
        Traffic.response(x, "200\nA: answer\nSet-Cookie: c=1; path=/\nSet-Cookie: d=2");
        assertThat(Bind.value("hdr(a)", x)).isEqualTo("answer");
        assertThat(Bind.value("cookie(c)", x)).isEqualTo("1");
        assertThat(Bind.value("res.cook(d)", x)).isEqualTo("2");
        assertThat(Bind.value("res.cook_cnt", x)).isEqualTo("2");
        assertThat(Bind.value("res.cook_names", x)).isEqualTo("c,d");
        assertThat(Bind.value("status", x)).isEqualTo("200");
        assertThat(Bind.value("server_status", x)).isEqualTo("NONE");
    }

    @Test
    void blocksOfFieldsAreTextOrBinary() {
        Exchange x = Traffic.request("GET /\nHost: h\nA: x");
        assertThat(Bind.value("req.hdrs", x)).isEqualTo("host: h\r\na: x\r\n\r\n");
        assertThat(Bind.value("req.hdrs_bin", x)).isEqualTo("\4host\1h\1a\1x\0\0");
        String longValue = "v".repeat(3000);
        x = Traffic.request("GET /\nHost: h\nA: " + longValue);
        HeaderBlock block = new HeaderBlock(bytes(Bind.value("req.hdrs_bin", x)), 0, 3016);
        for (int i = 0; i < 4; i++) {
            assertThat(block.next()).isTrue();
        }
        assertThat(block.len()).isEqualTo(3000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void rulesMayChangeAddresses() {
        Exchange x = Traffic.request("GET /\nHost: h");
        assertThat(Bind.value("src", x)).isEqualTo("127.0.0.1");
        assertThat(Bind.value("base32+src", x)).hasSize(8);
        x.source = Address.of(new byte[] {1, 2, 3, 4}, 99);
        assertThat(Bind.value("src", x)).isEqualTo("1.2.3.4");
        assertThat(Bind.value("src_port", x)).isEqualTo("99");
        assertThat(Bind.value("fc_src", x)).isEqualTo("127.0.0.1");
        assertThat(Bind.value("src_is_local", x)).isEqualTo("0");
        assertThat(Bind.value("dst_is_local", x)).isEqualTo("1");
        assertThat(Bind.value("dst_port", x)).isEqualTo("80");
    }

    @Test
    void timesAreThoseOfTheLog() {
        Exchange x = Traffic.request("GET /\nHost: h");
        x.idleMicros = 100_000;
        x.startMicros = 150_000;
        x.startWall = 1_700_000_000_050L;
        assertThat(Bind.value("req.timer.hdr", x)).isEqualTo("-1");
        x.requestMicros = 157_900;
        assertThat(Bind.value("req.timer.idle", x)).isEqualTo("50");
        assertThat(Bind.value("req.timer.hdr", x)).isEqualTo("7");
        assertThat(Bind.value("accept_date(ms)", x)).isEqualTo("1700000000000");
        assertThat(Bind.value("request_date(us)", x)).isEqualTo("1700000000050000");
        assertThat(Bind.value("date(10)", x)).isEqualTo("1700000010");
        assertThat(Bind.value("date(-1,ms)", x)).isEqualTo("1700000000122");
        assertThat(Bind.value("txn.timer.total", x)).isEqualTo("850");
        assertThat(Bind.value("uptime", x)).isEqualTo("5");
    }

    @Test
    void everyNameIsEitherRunOrRefused() {
        for (String name : Refusals.FETCHES.names()) {
            assertThat(Fetches.TABLE.has(name)).as(name).isFalse();
        }
        for (String name : Refusals.ACTIONS.names()) {
            assertThat(Actions.TABLE.has(name)).as(name).isFalse();
        }
    }
}
