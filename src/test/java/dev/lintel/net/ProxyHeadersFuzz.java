package dev.lintel.net;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a PROXY header. The table's are the seeds. */
class ProxyHeadersFuzz {
    static List<byte[]> seeds() {
        return ProxyProtocolTest.CASES.stream()
                .map(ProxyProtocolTest.Case::bytes)
                .toList();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void headers(byte[] bytes) {
        if (bytes != null) {
            ProxyHeaderAgreement.check(bytes);
        }
    }
}
