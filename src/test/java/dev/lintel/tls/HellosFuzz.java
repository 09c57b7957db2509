package dev.lintel.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a client's hello. The table's are the seeds. */
class HellosFuzz {
    static List<byte[]> seeds() {
        return HelloReaderTest.CASES.stream().map(HelloReaderTest.Case::bytes).toList();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void hellos(byte[] bytes) {
        if (bytes != null) {
            HelloAgreement.check(bytes);
        }
    }
}
