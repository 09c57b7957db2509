package dev.lintel.net;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as requests. The table's are the seeds. */
class RequestsFuzz {
    private static final int MAX = 400;
    private static final int CUTS = 12;

    static List<byte[]> seeds() {
        return RawRequestsTest.requests().stream().map(RawCase::bytes).toList();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void requests(byte[] bytes) {
        if (bytes != null && bytes.length <= MAX) {
            int step = 1 + bytes.length / CUTS;
            RequestAgreement.check(
                    bytes,
                    IntStream.iterate(1, i -> i < bytes.length, i -> i + step).toArray());
        }
    }
}
