package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import dev.lintel.tls.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders that are under way when a CA is in trouble, the store cannot be read or written, or the program was ended once more. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class OrdersUnderWayTest {
    private static final String NAME = "www.example.org";

    @TempDir
    private Path folder;

    private ScriptedCa ca;

    @BeforeEach
    void open() throws Exception {
        ca = new ScriptedCa();
    }

    @AfterEach
    void close() {
        ca.close();
    }

    private Path store() {
        return folder.resolve("store");
    }

    private Path progressFile() {
        return store().resolve("orders").resolve(NAME + ".json");
    }

    private Progress progress() throws Exception {
        return new Store(store()).certificate(NAME).progress();
    }

    private AcmeSpec section() {
        return Bench.section(ca.directory(), null, "http-01");
    }

    private Bench bench() throws Exception {
        return new Bench(store(), null, Duration.ofSeconds(5)).want(section(), ChallengeKind.HTTP, NAME);
    }

    private static void told(Bench bench, String words) throws InterruptedException {
        bench.until(words, () -> bench.news.stream().anyMatch(line -> line.contains(words)));
    }

    @ParameterizedTest
    @CsvSource({
        "500, serverInternal",
        "503, serverInternal",
        "429, rateLimited",
        "408, malformed",
        "403, rateLimited",
        "403, userActionRequired",
        "400, serverInternal",
        "404, accountDoesNotExist"
    })
    void aCaInTroubleHasNotForgottenTheOrder(int status, String type) throws Exception {
        ca.trouble("/finalize", 500, "serverInternal");
        try (Bench bench = bench().follow()) {
            told(bench, "(serverInternal)");
        }
        ca.trouble("/at/order", status, type);
        try (Bench bench = bench().follow()) {
            // The reason that it gives.
            told(bench, ": scripted");
            ca.noTrouble();
            bench.await(NAME);
        }
        assertThat(ca.orders).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"true, other.example.org", "false, www.example.org"})
    void anOrderOfOtherWordsForcesNoneOfThese(boolean sameCa, String name) throws Exception {
        try (Bench bench = bench().follow()) {
            bench.await(NAME);
            bench.until("plan", () -> bench.status(NAME).next() != null);
        }
        TxtRecord record = new TxtRecord(name, "_acme-challenge." + name, "value");
        String directory = sameCa ? ca.directory() : "https://ca.example.org/dir";
        Progress.Pending order = new Progress.Pending(
                directory,
                directory + "/order/9",
                Ordered.of(section(), List.of(name), List.of()),
                KeyPairs.write(KeyPairs.make("ECDSA P-256").getPrivate()),
                List.of(record),
                List.of());
        new Store(store()).certificate(NAME).progress(Progress.NONE.with(order));
        try (Bench bench = bench().follow()) {
            bench.until("plan", () -> bench.status(NAME).next() != null);
            assertThat(bench.status(NAME).next()).isAfter(Instant.now().plus(Duration.ofDays(5)));
            ca.busy = true;
            bench.certificates.renew(NAME);
            bench.until("an order", () -> bench.status(NAME).step().equals("waiting for the certificate"));
        }
        assertThat(progress().pending().ordered()).isEqualTo(Ordered.of(section(), List.of(NAME), List.of()));
        assertThat(ca.orders).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"404, malformed", "403, unauthorized"})
    void anOrderThatIsNotOursAnyMoreIsFollowedByAnother(int status, String type) throws Exception {
        ca.trouble("/finalize", 500, "serverInternal");
        try (Bench bench = bench().follow()) {
            told(bench, "(serverInternal)");
        }
        ca.trouble("/at/order/1", status, type);
        try (Bench bench = bench().follow()) {
            bench.await(NAME);
        }
        assertThat(ca.orders).hasSize(2);
    }

    @Test
    void theCaThatIsNotReadyYetKeepsItsOrder() throws Exception {
        ca.trouble("/finalize", 403, "orderNotReady");
        try (Bench bench = bench().follow()) {
            told(bench, "(orderNotReady)");
            ca.noTrouble();
            bench.await(NAME);
        }
        assertThat(ca.orders).hasSize(1);
    }

    @Test
    void whoeverIsStartedOftenGoesOnAllTheSame() throws Exception {
        ca.trouble("/finalize", 500, "serverInternal");
        try (Bench bench = bench().follow()) {
            told(bench, "(serverInternal)");
        }
        ca.noTrouble();
        List<Instant> many = Collections.nCopies(Bench.QUICK.failuresADay() + 10, Instant.now());
        Progress.Pending order = progress().pending();
        new Store(store())
                .certificate(NAME)
                .progress(new Progress(order, 0, null, null, many, List.of(), Map.of(), null));
        try (Bench bench = bench().follow()) {
            bench.await(NAME);
        }
        assertThat(ca.orders).hasSize(1);
    }

    @Test
    void whoeverIsStartedOftenMakesNoMoreOrdersThanAnybody() throws Exception {
        List<Instant> many = Collections.nCopies(Bench.QUICK.failuresADay() - 3, Instant.now());
        new Store(store())
                .certificate(NAME)
                .progress(new Progress(null, 0, null, null, many, List.of(), Map.of(), null));
        ca.busy = true;
        for (int run = 0; run < 6; run++) {
            try (Bench bench = bench().follow()) {
                bench.until(
                        "order, or none today",
                        () -> bench.status(NAME).step().equals("waiting for the certificate")
                                || bench.status(NAME).next() != null
                                        && bench.status(NAME)
                                                .next()
                                                .isAfter(Instant.now().plusSeconds(3600)));
            }
            ca.forgotten = ca.orders.size();
        }
        assertThat(ca.orders).hasSize(3);
        assertThat(progress().failures()).isZero();
    }

    @Test
    void onlyWhatReachesACaCounts() throws Exception {
        AcmeSpec down = Bench.section("http://127.0.0.1:" + Bind.freePort() + "/dir", null, "http-01");
        try (Bench bench = new Bench(store(), null, Duration.ofSeconds(5))) {
            bench.want(down, ChallengeKind.HTTP, NAME).follow();
            told(bench, "takes no connection");
            bench.until("second try", () -> bench.news.size() > 1);
        }
        assertThat(progress().failures()).isPositive();
        assertThat(progress().attempts()).isEmpty();
        ca.refuse(500, "serverInternal", null);
        try (Bench bench = bench().follow()) {
            told(bench, "(serverInternal)");
        }
        assertThat(progress().attempts()).hasSameSizeAs(ca.orders);
    }

    @Test
    void aCertificateWhoseOrderWasNotCrossedOffIsNotAskedForAgain() throws Exception {
        try (Bench bench = bench().follow()) {
            bench.await(NAME);
            bench.until("plan", () -> bench.status(NAME).next() != null);
        }
        Progress.Pending order = new Progress.Pending(
                ca.directory(),
                ca.directory() + "/gone",
                Ordered.of(section(), List.of(NAME), List.of()),
                Files.readString(store().resolve("certs").resolve(NAME).resolve("privkey.pem")),
                List.of(),
                List.of());
        new Store(store()).certificate(NAME).progress(Progress.NONE.with(order));
        ca.trouble("/", 500, "serverInternal");
        try (Bench bench = bench().follow()) {
            bench.until("an end", () -> bench.events.contains("acme newcert " + NAME + "\n"));
            bench.until("plan", () -> bench.status(NAME).next() != null);
            assertThat(bench.status(NAME).failing()).isFalse();
        }
        assertThat(progress().pending()).isNull();
        assertThat(progress().rest()).isAfter(Instant.now());
    }

    @Test
    void aStoreThatTakesNothingIsToldAndNoCaIsAskedMeanwhile() throws Exception {
        Path orders = Files.createDirectories(store()).resolve("orders");
        Files.writeString(orders, "no folder");
        try (Bench bench = bench().follow()) {
            told(bench, "the store '" + store() + "' cannot be used: " + orders + " is no folder");
            // Each pause is longer than the last one.
            bench.until(
                    "a longer pause",
                    () -> bench.status(NAME).next() != null
                            && Duration.between(
                                                    Instant.now(),
                                                    bench.status(NAME).next())
                                            .toMillis()
                                    > 1200);
            assertThat(ca.orders).isEmpty();
            Files.delete(orders);
            bench.await(NAME);
        }
    }

    @Test
    void aStoreThatTakesNothingAnyMoreIsToldEverMoreRarely() throws Exception {
        ca.trouble("/finalize", 500, "serverInternal");
        try (Bench bench = bench().follow()) {
            told(bench, "(serverInternal)");
            Files.delete(progressFile());
            Files.createDirectories(progressFile().resolve("inside"));
            ca.noTrouble();
            told(bench, "cannot be written");
            bench.until(
                    "a longer pause",
                    () -> bench.status(NAME).next() != null
                            && Duration.between(
                                                    Instant.now(),
                                                    bench.status(NAME).next())
                                            .toMillis()
                                    > 1500);
            assertThat(store().resolve("orders")).isDirectoryNotContaining("glob:**.new");
            Durable.remove(progressFile());
            bench.await(NAME);
            // What it knew in memory was not lost.
            assertThat(ca.orders).hasSize(1);
        }
    }

    @Test
    void aCertificateThatCannotBeStoredIsFetchedAgainLater() throws Exception {
        ca.trouble("/finalize", 500, "serverInternal");
        Path archive = store().resolve("archive");
        try (Bench bench = bench().follow()) {
            told(bench, "(serverInternal)");
            Files.delete(archive);
            Files.writeString(archive, "no folder");
            ca.noTrouble();
            told(bench, "cannot be written: Not a directory (" + archive);
            assertThat(bench.current(NAME).temporary()).isTrue();
            Files.delete(archive);
            bench.await(NAME);
        }
        assertThat(ca.orders).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsNotReplaced() throws Exception {
        Files.createDirectories(progressFile());
        Path kept = Files.writeString(progressFile().resolve("kept"), "an order");
        try (Bench bench = bench().follow()) {
            told(bench, "cannot be read");
            bench.until("failure", () -> bench.status(NAME).failing());
            assertThat(kept).exists();
            assertThat(ca.orders).isEmpty();
            Durable.remove(progressFile());
            bench.await(NAME);
        }
    }

    @Test
    void garbageCountsAsNothingAndIsTold() throws Exception {
        Files.createDirectories(progressFile().getParent());
        Files.writeString(progressFile(), "{\"pending\": {\"direct");
        try (Bench bench = bench().follow()) {
            Certificate got = bench.await(NAME);
            assertThat(got.names()).contains(NAME);
            assertThat(bench.news)
                    .anyMatch(line -> line.contains("what the store knows of its last order counts as nothing"));
        }
    }
}
