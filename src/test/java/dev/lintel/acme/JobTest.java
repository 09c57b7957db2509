package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import dev.lintel.tls.Certificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a certificate when the words of its configuration, its neighbours or its clock change. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class JobTest {
    private static final String NAME = "www.example.org";
    private static final AcmeSpec INTERNAL = Bench.section("internal", null, null);

    @TempDir
    private Path folder;

    private Bench bench() {
        return new Bench(folder.resolve("store"), null, Duration.ofSeconds(5));
    }

    private Certificate first() throws Exception {
        try (Bench bench = bench()) {
            return bench.want(INTERNAL, ChallengeKind.HTTP, NAME, "old.example.org")
                    .follow()
                    .await(NAME);
        }
    }

    @Test
    void anEditServesWhatTheStoreHasUntilTheNewOneIsThere() throws Exception {
        Certificate first = first();
        AcmeSpec down = Bench.section("http://127.0.0.1:" + Bind.freePort() + "/dir", null, "http-01");
        AcmeSpec otherKey = Bench.with(down, "curve", "P-384");
        for (AcmeSpec section : new AcmeSpec[] {down, otherKey}) {
            try (Bench bench = bench()) {
                bench.want(section, ChallengeKind.HTTP, NAME, section == down ? "new.example.org" : "old.example.org")
                        .follow();
                assertThat(bench.current(NAME).leaf()).isEqualTo(first.leaf());
                bench.until(
                        "a try at once",
                        () -> bench.news.stream()
                                .anyMatch(line -> line.contains("and what is served now is valid until")));
            }
        }
        try (Bench bench = bench()) {
            bench.want(down, ChallengeKind.HTTP, NAME, "old.example.org").follow();
            assertThat(bench.current(NAME).leaf()).isEqualTo(first.leaf());
        }
        try (Bench bench = bench()) {
            bench.want(INTERNAL, ChallengeKind.HTTP, NAME, "new.example.org").follow();
            bench.until("new name", () -> bench.current(NAME).names().contains("new.example.org"));
        }
    }
}
