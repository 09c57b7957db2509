package dev.lintel.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lintel.http.Bytes;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a configuration. Those of the tests are the seeds. */
class ConfigurationFuzz {
    static List<byte[]> seeds() {
        return RandomConfigurationsTest.good();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void configurations(byte[] bytes) {
        if (bytes != null) {
            ConfigurationAgreement.check(Bytes.text(bytes, 0, bytes.length));
        }
    }
}
