package dev.lintel.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.ResponseHead;
import dev.lintel.model.Timeouts;
import dev.lintel.rule.DefaultReplies;
import dev.lintel.rule.Reply;
import dev.lintel.rule.Traffic;
import dev.lintel.rule.Verdict;
import dev.lintel.stream.EndReason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules answer in the server's place: status, fields and body, as HAProxy 3.4 sends them. */
class RepliesTest {
    private final Exchange x = Traffic.request("GET /p/a?q=1\nHost: h");

    @Test
    void redirects() {
        assertThat(answer("redirect location /new")).isEqualTo("302 location: /new, cache-control: no-cache");
        assertThat(answer("redirect location /new code 301 set-cookie A=b"))
                .isEqualTo("301 location: /new, set-cookie: A=b; path=/;");
        assertThat(answer("redirect location /new code 303 clear-cookie A="))
                .isEqualTo("303 location: /new, cache-control: no-cache, set-cookie: A=; path=/; Max-Age=0;");
        assertThat(answer("redirect location /nk code 308 set-cookie-fmt \"c=%[path]\""))
                .isEqualTo("308 location: /nk, set-cookie: c=/p/a; path=/;");
        assertThat(answer("redirect code 301 prefix https://x drop-query append-slash"))
                .isEqualTo("301 location: https://x/p/a/");
        assertThat(answer("redirect code 301 prefix /y append-slash")).isEqualTo("301 location: /y/p/a?q=1/");
        assertThat(answer("redirect code 301 prefix /")).isEqualTo("301 location: /p/a?q=1");
        assertThat(answer("redirect code 301 prefix \"https://%[req.hdr(host)]\""))
                .isEqualTo("301 location: https://h/p/a?q=1");
        assertThat(answer("redirect code 308 scheme https")).isEqualTo("308 location: https://h/p/a?q=1");
        assertThat(answer("redirect code 308 scheme https drop-query append-slash"))
                .isEqualTo("308 location: https://h/p/a/");
        assertThat(answer("redirect code 301 location /q?x=1 keep-query")).isEqualTo("301 location: /q?x=1&q=1");
        assertThat(answer("redirect code 301 location /q keep-query")).isEqualTo("301 location: /q?q=1");
        assertThat(answer("redirect code 301 location /z? keep-query")).isEqualTo("301 location: /z?q=1");
        assertThat(answer("redirect code 301 location \"%[req.hdr(nope)]\"")).isEqualTo("301 location: ");
        assertThat(answer("redirect location \"%[req.hdr(nope)]\" ignore-empty"))
                .isEqualTo("CONTINUE");
    }

    @Test
    void redirectsOfARequestWithoutPath() {
        Exchange options = Traffic.request("OPTIONS *\nHost: h");
        assertThat(answer(options, "http-request redirect code 301 scheme https"))
                .isEqualTo("301 location: https://h/");
    }

    @Test
    void theRedirectStatementTakesItsLocationAsItStands() {
        assertThat(answer(x, "redirect location /%[path] code 301")).isEqualTo("301 location: /%[path]");
    }

    @Test
    void returns() {
        assertThat(answer("return")).isEqualTo("200 ");
        assertThat(x.end).isEqualTo(EndReason.LOCAL);
        assertThat(answer("return status 201 content-type text/plain string hello hdr X-A \"%[src]\" hdr Y b"))
                .isEqualTo("201 x-a: 127.0.0.1, y: b, content-type: text/plain | hello");
        assertThat(answer("return content-type a/b lf-string \"%[path] %[fe_name]\\n\""))
                .isEqualTo("200 content-type: a/b | /p/a f\n");
        assertThat(answer("return status 503 default-errorfiles"))
                .startsWith("503 cache-control: no-cache, content-type: text/html | <html><body><h1>503 Service");
    }

    @Test
    void denials() {
        assertThat(answer("deny"))
                .isEqualTo("403 cache-control: no-cache, content-type: text/html | <html><body><h1>403"
                        + " Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n");
        assertThat(x.end).isEqualTo(EndReason.DENIED);
        assertThat(answer("deny deny_status 429")).startsWith("429 cache-control: no-cache");
        assertThat(answer("deny status 444")).isEqualTo("444 ");
        assertThat(answer("deny content-type a/b string x")).isEqualTo("403 content-type: a/b | x");
        Exchange answered = Traffic.response(x, "200");
        FrontendText frontend = new FrontendText("http-response deny");
        assertThat(frontend.response(answered)).isEqualTo(Verdict.REPLY);
        assertThat(((Reply) x.reply).status()).isEqualTo(502);
        assertThat(x.end).isEqualTo(EndReason.RESPONSE_DENIED);
    }

    @Test
    void authenticationKeepsTheErrorFileAndChangesItsChallenge() {
        assertThat(answer("auth realm \"my realm\""))
                .startsWith("401 cache-control: no-cache, content-type: text/html, www-authenticate: Basic"
                        + " realm=\"my realm\" | <html>");
        assertThat(answer("auth")).contains("Basic realm=\"f\"");
    }

    @Test
    void tarpitsHoldTheAnswerBack() {
        x.clientSide = new Timeouts(-1, -1, -1, 700, -1, -1, -1, -1, -1, -1, -1, -1);
        assertThat(answer("tarpit")).startsWith("500 ");
        assertThat(x.replyDelay).isEqualTo(700);
        x.clientSide = new Timeouts(-1, -1, -1, 700, -1, -1, -1, -1, -1, -1, 300, -1);
        assertThat(answer("tarpit deny_status 429")).startsWith("429 ");
        assertThat(x.replyDelay).isEqualTo(300);
        assertThat(answer("set-timeout tarpit 5s\nhttp-request tarpit")).startsWith("500 ");
        assertThat(x.replyDelay).isEqualTo(5000);
    }

    @Test
    void closings() {
        assertThat(answer("reject")).isEqualTo("CLOSE");
        assertThat(x.silent).isFalse();
        assertThat(answer("silent-drop rst-ttl 5")).isEqualTo("CLOSE");
        assertThat(x.silent).isTrue();
    }

    @Test
    void filesAreReadOnce(@TempDir Path folder) throws Exception {
        Path error = Files.writeString(
                folder.resolve("404.http"),
                "HTTP/1.0 404 Nope\r\nX-A: 1\r\nContent-Type: a/b\r\nConnection: close\r\n\r\nown");
        Path page = Files.writeString(folder.resolve("page"), "on %[path]");
        assertThat(answer("return errorfile " + error)).isEqualTo("404 x-a: 1, content-type: a/b | own");
        assertThat(answer("return content-type a/b file " + page)).isEqualTo("200 content-type: a/b | on %[path]");
        assertThat(answer("return content-type a/b lf-file " + page)).isEqualTo("200 content-type: a/b | on /p/a");
    }

    private String answer(String rule) {
        return answer(x, "http-request " + rule);
    }

    /** Status, fields and body of what the rule answers, or its verdict. */
    private static String answer(Exchange x, String lines) {
        FrontendText frontend = new FrontendText(lines);
        assertThat(frontend.problems.hasErrors())
                .as(frontend.messages().toString())
                .isFalse();
        Verdict verdict = frontend.request(x);
        if (verdict != Verdict.REPLY) {
            return verdict.toString();
        }
        Reply reply = (Reply) x.reply;
        if (reply.byStatus()) {
            int status = reply.status();
            Reply standard = DefaultReplies.all().stream()
                    .filter(candidate -> candidate.status() == status)
                    .findFirst()
                    .orElseThrow();
            reply = reply.over(standard);
        }
        ResponseHead head = reply.head(x, null);
        byte[] body = reply.body(x);
        String fields = String.join(", ", head.headers.toString().split("\n"));
        return head.status + " " + fields + (body.length == 0 ? "" : " | " + Bytes.text(body, 0, body.length));
    }
}
