package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.model.AcmeSpec;
import dev.lintel.peers.PebbleCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TXT records that cannot be removed at first, or whose order is stopped while they are set: none is forgotten. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RecordRemovalTest {
    @TempDir
    private Path folder;

    private Path log;
    private Path program;

    /** A provider that keeps "records" in a log: hangs while there is a file hang, and removes nothing while there is one called stuck. */
    @BeforeEach
    void provider() throws IOException {
        log = Files.writeString(folder.resolve("log"), "");
        program = Files.writeString(folder.resolve("hook"), """
                #!/bin/sh
                cd %s
                echo "$1 $2 $3" >> log
                if [ $1 = present ] && [ -e hang ]; then exec sleep 300; fi
                if [ $1 = cleanup ] && [ -e stuck ]; then echo no; exit 1; fi
                echo "did $1 $2 $3" >> log
                """.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private AcmeSpec section(PebbleCa ca) {
        return Bench.with(
                Bench.section(ca.directory().toString(), ca.trust(), "dns-01"),
                "challengeReady",
                List.of("none"),
                "provider",
                "exec",
                "providerSettings",
                Map.of("program", program.toString(), "style", "lego"));
    }

    private Bench bench() throws IOException {
        Dns none = Dns.at(Duration.ofMillis(50), new java.net.InetSocketAddress("127.0.0.1", Bind.freePort()));
        return new Bench(folder.resolve("store"), none, Duration.ofSeconds(10));
    }

    private List<String> done(String what) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith(what))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate is there, and nothing is left to do for it. */
    private static boolean isOver(Progress progress) {
        return progress.rest() != null && progress.equals(Progress.NONE.done(progress.rest()));
    }

    private Progress progress() {
        try {
            return new Store(folder.resolve("store")).certificate("example.org").progress();
        } catch (StoreFault | Json.Malformed e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatCouldNotBeRemovedIsRemovedWithTheNextOrder() throws Exception {
        Path stuck = Files.createFile(folder.resolve("stuck"));
        try (PebbleCa ca = PebbleCa.in(folder).alwaysValid().start();
                Bench bench = bench()) {
            bench.want(section(ca), ChallengeKind.DNS, "example.org", "*.example.org")
                    .follow();
            var first = bench.await("example.org");
            assertThat(done("did present")).hasSize(2);
            assertThat(done("did cleanup")).isEmpty();
            assertThat(bench.news).anyMatch(line -> line.contains("tried again with the next order"));
            bench.until("rest", () -> bench.status("example.org").state() == Status.State.SCHEDULED);
            assertThat(progress().leftovers()).hasSize(2);
            Files.delete(stuck);
            assertThat(bench.certificates.renew("example.org")).isNull();
            bench.await("example.org", first);
            bench.until("rest", () -> isOver(progress()));
            assertThat(done("did cleanup")).isEqualTo(done("did present")).hasSize(4);
        }
    }

    @Test
    void whatAnOrderStoppedInTheMiddleHasSetIsRemovedAndNobodyIsAlarmed() throws Exception {
        Path hang = Files.createFile(folder.resolve("hang"));
        try (PebbleCa ca = PebbleCa.in(folder).alwaysValid().start()) {
            Bench bench = bench();
            try (bench) {
                bench.want(section(ca), ChallengeKind.DNS, "example.org", "*.example.org")
                        .follow();
                bench.until("record", () -> !done("present").isEmpty());
            }
            assertThat(bench.news).noneMatch(line -> line.contains("no certificate") || line.contains("stopped"));
            assertThat(done("did cleanup")).containsAll(done("present"));
            assertThat(progress().pending().records()).isEmpty();
            assertThat(progress().failures()).isZero();
            Files.delete(hang);
            try (Bench again = bench()) {
                again.want(section(ca), ChallengeKind.DNS, "example.org", "*.example.org")
                        .follow()
                        .await("example.org");
            }
        }
    }

    @Test
    void whatARunThatCrashedLeftIsRemovedBeforeTheNextRecordsAreSet() throws Exception {
        Path hang = Files.createFile(folder.resolve("hang"));
        try (PebbleCa ca = PebbleCa.in(folder).alwaysValid().start()) {
            try (Bench bench = bench()) {
                bench.want(section(ca), ChallengeKind.DNS, "example.org", "*.example.org")
                        .follow();
                bench.until("record", () -> !done("present").isEmpty());
            }
            Files.delete(hang);
            Files.writeString(log, "");
            // As it is when the end of the process came in the middle: the CA knows the order, and DNS has more than it
            // needs.
            TxtRecord left = TxtRecord.of("example.org", "left");
            TxtRecord older = TxtRecord.of("example.org", "older");
            Progress.Pending order = progress().pending().withRecords(List.of(left));
            new Store(folder.resolve("store"))
                    .certificate("example.org")
                    .progress(new Progress(null, 0, null, null, List.of(), List.of(older), Map.of(), null).with(order));
            try (Bench bench = bench()) {
                bench.want(section(ca), ChallengeKind.DNS, "example.org", "*.example.org")
                        .follow()
                        .await("example.org");
                bench.until("rest", () -> isOver(progress()));
            }
            assertThat(ca.orders()).isOne();
            assertThat(done("did cleanup")).contains("left", "older").containsAll(done("did present"));
            assertThat(Files.readAllLines(log).getFirst()).startsWith("cleanup").endsWith("left");
        }
    }

    @Test
    void orderThatTheCaHasForgottenIsFollowedByAnother() throws Exception {
        TxtRecord left = TxtRecord.of("example.org", "left");
        try (PebbleCa ca = PebbleCa.in(folder).alwaysValid().start()) {
            Ordered ordered = Ordered.of(section(ca), List.of("example.org"), List.of());
            Progress.Pending pending = new Progress.Pending(
                    ca.directory().toString(),
                    ca.directory().resolve("/my-order/nobody-knows").toString(),
                    ordered,
                    KeyPairs.write(KeyPairs.make(ordered.keyType()).getPrivate()),
                    List.of(left),
                    List.of());
            new Store(folder.resolve("store")).certificate("example.org").progress(Progress.NONE.with(pending));
            try (Bench bench = bench()) {
                bench.want(section(ca), ChallengeKind.DNS, "example.org")
                        .follow()
                        .await("example.org");
                assertThat(bench.news).noneMatch(line -> line.contains("no certificate"));
            }
            assertThat(done("did cleanup")).contains("left");
        }
    }
}
