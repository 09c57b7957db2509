package dev.lintel.rule;

import dev.lintel.http.Bytes;
import dev.lintel.testkit.Mutations;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are nearly JSON: two readers find the same values, and what is escaped can be read back. */
class RandomJsonTest {
    private static final int EACH = Integer.getInteger("mutations", 1000);

    static final List<byte[]> GOOD = bytes(
            "{\"a\":{\"b\":1}}",
            "{\"a\":[0,{\"b\":\"x\\ny\"},2]}",
            "[1,[2,3],[\"\\u20ac\",null,true]]",
            " [ -1.5e+3 , false , [ { } , [ ] ] ] ",
            "{\"x\":{\"a\":1},\"a\":\"\\ud83d\\ude00\",\"a\":2}",
            "{\"a\":99999999999999999999,\"b\":1e400}",
            "[".repeat(63) + "]".repeat(63),
            "\"text\"",
            "\u00c3\u00a9\u00ff\u0001\u007f");

    private static final List<byte[]> PIECES = bytes(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\\"",
            "\\u",
            "\\ud800",
            "\\u0000",
            "\\x",
            " ",
            "\n",
            "-",
            "0",
            "1",
            ".",
            "e",
            "E+",
            "1e999",
            "true",
            "null",
            "\"a\"",
            "\"a\":",
            "\"b\":1",
            "\0",
            "\u0080",
            "\u00c3\u00a9",
            "\u00f0\u009f\u0098\u0080",
            "\u00ef\u00bf\u00bf",
            "[".repeat(64),
            "]".repeat(64));

    static List<byte[]> bytes(String... texts) {
        return Stream.of(texts).map(Bytes::of).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void twoReadersAgree(long seed) {
        Mutations mutations = new Mutations(seed, GOOD, PIECES);
        for (int i = 0; i < EACH; i++) {
            JsonAgreement.check(mutations.next());
        }
    }
}
