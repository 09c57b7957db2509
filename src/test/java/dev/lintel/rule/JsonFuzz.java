package dev.lintel.rule;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as JSON. */
class JsonFuzz {
    private static final int MAX = 1000;

    static List<byte[]> seeds() {
        return RandomJsonTest.GOOD;
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void documents(byte[] bytes) {
        if (bytes != null && bytes.length <= MAX) {
            JsonAgreement.check(bytes);
        }
    }
}
