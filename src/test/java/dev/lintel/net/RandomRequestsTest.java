package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.testkit.Mutations;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are nearly right, thousands of them: two readers understand the same, and no cut makes a difference. */
class RandomRequestsTest {
    private static final int EACH = Integer.getInteger("mutations", 1000);

    private static final List<byte[]> PIECES = Stream.of(
                    "\r\n",
                    "\n",
                    "\r",
                    " ",
                    "\t",
                    "\0",
                    ":",
                    ",",
                    ";",
                    "\u0080",
                    "\u00ff",
                    "0",
                    "3",
                    "a",
                    "/",
                    "*",
                    "#",
                    "?",
                    "[",
                    "]",
                    "@",
                    "%",
                    "\"",
                    "\r\n\r\n",
                    "GET / HTTP/1.1\r\n",
                    "HTTP/1.0",
                    "HTTP/1.2",
                    "Host: a\r\n",
                    "Host:b\r\n",
                    "Content-Length: 3\r\n",
                    "Content-Length: 0\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: ",
                    "chunked",
                    "Connection: ",
                    "close",
                    "keep-alive",
                    "connection",
                    "upgrade",
                    "Connection: close, keep-alive\r\n",
                    "Connection: connection\r\n",
                    "Connection: x\r\n",
                    "TE: trailers\r\nTE: gzip\r\n",
                    "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
                    "Proxy-Connection: x\r\n",
                    "Upgrade: websocket\r\n",
                    "Upgrade: h2c\r\n",
                    "TE: trailers\r\n",
                    "TE: gzip\r\n",
                    "host",
                    "Proxy: x\r\n",
                    "Keep-Alive: 3\r\n",
                    "CONNECT ",
                    "OPTIONS ",
                    "http://a",
                    "http://a:80/",
                    "a:443",
                    ":80",
                    ":",
                    "3\r\nabc\r\n",
                    "0\r\n\r\n",
                    "0\r\n",
                    "3;x=y\r\n",
                    "X: y\r\n",
                    "Cookie: c\r\n",
                    "ffffffffffffffff",
                    "0000000000000003",
                    "HTTP/1.1\r\n",
                    "x".repeat(60))
            .map(Bytes::of)
            .toList();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void twoReadersAgree(long seed) {
        List<byte[]> good =
                RawRequestsTest.requests().stream().map(RawCase::bytes).toList();
        Mutations mutations = new Mutations(seed, good, PIECES);
        for (int i = 0; i < EACH; i++) {
            byte[] bytes = mutations.next();
            int[] cuts = {mutations.below(bytes.length + 1), mutations.below(bytes.length + 1)};
            RequestAgreement.check(bytes, cuts);
        }
    }
}
