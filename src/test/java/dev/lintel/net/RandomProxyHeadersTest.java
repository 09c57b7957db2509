package dev.lintel.net;

import dev.lintel.http.Bytes;
import dev.lintel.testkit.Mutations;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers that are nearly right: two readers understand the same, and no cut makes a difference. */
class RandomProxyHeadersTest {
    private static final int EACH = Integer.getInteger("mutations", 1000);

    private static final List<byte[]> PIECES = Stream.of(
                    " ",
                    "\r\n",
                    "\n",
                    "\r",
                    "\0",
                    "\1",
                    "\21",
                    "\40",
                    "\41",
                    "\u00ff",
                    ":",
                    "::",
                    "::1",
                    "1::",
                    ".",
                    "0",
                    "00",
                    "255",
                    "256",
                    "65535",
                    "65536",
                    "a",
                    "F",
                    "1:2:3:4:5:6:7:8",
                    "::ffff:192.0.2.1",
                    "1:2:3:4:5:6:1.2.3.4",
                    "192.0.2.1",
                    "TCP4",
                    "TCP6",
                    "UNKNOWN",
                    "PROXY ",
                    "PROXY TCP6 ",
                    "x".repeat(90))
            .map(Bytes::of)
            .toList();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void twoReadersAgree(long seed) {
        List<byte[]> good = ProxyProtocolTest.CASES.stream()
                .map(ProxyProtocolTest.Case::bytes)
                .toList();
        Mutations mutations = new Mutations(seed, good, PIECES);
        for (int i = 0; i < EACH; i++) {
            ProxyHeaderAgreement.check(mutations.next());
        }
    }
}
