package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Pos;
import dev.lintel.model.AcmeSpec;
import dev.lintel.peers.TestCa;
import dev.lintel.tls.Certificate;
import dev.lintel.tls.Pem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void anotherCaIsAskedAtOnceAndOneOfSeveralIsAsGoodAsTheFirst() throws Exception {
        try (ScriptedCa ca = new ScriptedCa();
                ScriptedCa preferred = new ScriptedCa();
                Store store = new Store(folder.resolve("store"))) {
            Certificate first;
            try (Bench bench = bench()) {
                first = bench.want(INTERNAL, ChallengeKind.HTTP, NAME).follow().await(NAME);
                bench.until("plan", () -> bench.status(NAME).next() != null);
                ca.refuse(500, "serverInternal", null);
                bench.want(section(ca), ChallengeKind.HTTP, NAME).follow();
                bench.until("a try at once", () -> bench.status(NAME).failing());
                assertThat(bench.current(NAME).leaf()).isEqualTo(first.leaf());
            }
            Ordered ordered = Ordered.of(section(ca), List.of(NAME), List.of());
            List<ChallengeKind> kinds = List.of(ChallengeKind.HTTP);
            assertThat(Plans.stored(store, new Plan(NAME, section(ca), ordered, kinds, true)))
                    .contains(" has one from internal until ");
            try (Bench bench = bench()) {
                bench.want(section(ca), ChallengeKind.HTTP, NAME).follow();
                assertThat(bench.current(NAME).leaf()).isEqualTo(first.leaf());
                ca.refuseNothing();
                Certificate second = bench.await(NAME, bench.current(NAME));
                bench.want(section(preferred, ca), ChallengeKind.HTTP, NAME).follow();
                bench.until("plan", () -> bench.status(NAME).next() != null);
                assertThat(bench.status(NAME).next()).isAfter(Instant.now().plus(Duration.ofDays(5)));
                assertThat(bench.current(NAME).leaf()).isEqualTo(second.leaf());
            }
            assertThat(preferred.orders).isEmpty();
            assertThat(Plans.stored(store, new Plan(NAME, section(preferred, ca), ordered, kinds, true)))
                    .contains(" has it until ");
        }
    }

    @Test
    void anExpiredOneIsToldOfAndNotForgotten() throws Exception {
        TestCa.Issued expired = TestCa.root("JobTest").order(NAME).expired().issue();
        AcmeSpec down = Bench.section("http://127.0.0.1:" + Bind.freePort() + "/dir", null, "http-01");
        try (Bench bench = bench()) {
            bench.want(down, ChallengeKind.HTTP, NAME).follow(false);
            bench.served.swap(
                    bench.served.find(NAME),
                    Pem.read(List.of(KeyPairs.ascii(expired.certificate()), KeyPairs.ascii(expired.key()))));
            assertThat(bench.certificates.renew(NAME)).isNull();
            bench.until(
                    "the end of what is served",
                    () -> bench.news.stream()
                            .anyMatch(line -> line.contains("and what is served now has expired at ")
                                    && line.endsWith(": clients refuse it")));
        }
    }

    private AcmeSpec section(ScriptedCa... authorities) {
        AcmeSpec section = Bench.section(authorities[0].directory(), null, "http-01");
        return Bench.with(
                section,
                "directories",
                Stream.of(authorities).map(ScriptedCa::directory).toList());
    }

    @Test
    void nothingIsOrderedThatNobodyWouldServe() throws Exception {
        try (ScriptedCa ca = new ScriptedCa();
                Bench bench = bench()) {
            bench.want(section(ca), ChallengeKind.HTTP, NAME).follow().await(NAME);
            bench.until("plan", () -> bench.status(NAME).next() != null);
            bench.served.forget(bench.served.find(NAME));
            assertThat(bench.certificates.renew(NAME)).isNull();
            bench.until("an order by hand", () -> bench.events.size() == 2);
            bench.until("rest", () -> bench.status(NAME).state() == Status.State.STOPPED);
            assertThat(ca.orders).hasSize(2);
        }
    }

    @Test
    void whatIsAlwaysDueIsNotOrderedWithoutEnd() throws Exception {
        try (ScriptedCa ca = new ScriptedCa()) {
            ca.impatient = true;
            for (int run = 1; run <= 2; run++) {
                try (Bench bench = bench()) {
                    bench.want(section(ca), ChallengeKind.HTTP, NAME).follow().await(NAME);
                    bench.until("plan", () -> bench.status(NAME).next() != null);
                    assertThat(Duration.between(
                                    Instant.now(), bench.status(NAME).next()))
                            .isBetween(Duration.ofDays(2), Duration.ofDays(4));
                    assertThat(ca.orders).hasSize(run);
                    bench.certificates.renew(NAME);
                    bench.until("an order by hand", () -> bench.events.contains("acme newcert " + NAME + "\n"));
                    bench.until("order", () -> ca.orders.size() > 1);
                    bench.until("plan", () -> bench.status(NAME).next() != null);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"403, unauthorized", "404, malformed", "409, alreadyReplaced", "500, serverInternal"})
    void aRenewalThatMayNotReplaceIsAnOrderLikeAny(int status, String type) throws Exception {
        try (ScriptedCa ca = new ScriptedCa();
                Bench bench = bench()) {
            Certificate first =
                    bench.want(section(ca), ChallengeKind.HTTP, NAME).follow().await(NAME);
            bench.until("plan", () -> bench.status(NAME).next() != null);
            ca.refuseReplacing(status, type);
            bench.certificates.renew(NAME);
            bench.await(NAME, first);
            assertThat(ca.orders).hasSize(3);
            assertThat(ca.orders.get(1).at("replaces").isPresent()).isTrue();
            assertThat(ca.orders.get(2).at("replaces").isPresent()).isFalse();
        }
    }

    @Test
    void aLimitIsNotAnsweredWithAnotherOrder() throws Exception {
        try (ScriptedCa ca = new ScriptedCa();
                Bench bench = bench()) {
            bench.want(section(ca), ChallengeKind.HTTP, NAME).follow().await(NAME);
            bench.until("plan", () -> bench.status(NAME).next() != null);
            ca.refuse(429, "rateLimited", "3600");
            bench.certificates.renew(NAME);
            bench.until("failure", () -> bench.status(NAME).failing());
            assertThat(ca.orders).hasSize(2);
        }
    }

    /** As if that CA had signed it for another process. */
    private static CertificateFolder.Stored theirs(Store other, ScriptedCa ca, Ordered ordered) throws Exception {
        CertificateFolder.Stored signed = new InternalCa(other.internal(), Clock.systemUTC()).issue(ordered, null);
        return new CertificateFolder.Stored(signed.fullchain(), signed.key(), ordered, ca.directory());
    }

    @Test
    void whatAnotherProcessObtainedIsServedAndNotOrderedAgain() throws Exception {
        try (ScriptedCa ca = new ScriptedCa();
                Bench bench = bench();
                Store other = new Store(folder.resolve("store"))) {
            assertThat(other.lock()).isTrue();
            AcmeSpec section = section(ca);
            bench.want(section, ChallengeKind.HTTP, NAME).follow();
            bench.until("reason", () -> bench.news.stream().anyMatch(line -> line.contains("another process")));
            Ordered ordered = Ordered.of(section, List.of(NAME), List.of());
            other.certificate(NAME).write(theirs(other, ca, ordered));
            bench.await(NAME);
            bench.until(
                    "plan",
                    () -> bench.status(NAME).next() != null
                            && bench.status(NAME).next().isAfter(Instant.now().plus(Duration.ofDays(5))));
            assertThat(bench.status(NAME).step()).isEmpty();
            bench.uponNews = sentence -> {
                bench.uponNews = any -> {};
                throw new IllegalStateException("planted");
            };
            bench.certificates.renew(NAME);
            bench.until("failure", () -> bench.status(NAME).failing());
            // What is in the store is the other one's.
            assertThat(folder.resolve("store/orders/" + NAME + ".json")).doesNotExist();
            assertThat(bench.news)
                    .filteredOn(line -> line.contains("another process"))
                    .hasSize(2);
            assertThat(ca.orders).isEmpty();
        }
    }

    @Test
    void theStoreIsReadAgainWhenTheOtherProcessHasEnded() throws Exception {
        try (ScriptedCa ca = new ScriptedCa();
                Bench bench = bench();
                Store other = new Store(folder.resolve("store"))) {
            AcmeSpec section = section(ca);
            Ordered ordered = Ordered.of(section, List.of(NAME), List.of());
            assertThat(other.lock()).isTrue();
            bench.want(section, ChallengeKind.HTTP, NAME).follow();
            bench.until("reason", () -> bench.news.stream().anyMatch(line -> line.contains("another process")));
            other.certificate(NAME).write(theirs(other, ca, ordered));
            other.close();
            bench.await(NAME);
            bench.until("plan", () -> bench.status(NAME).next() != null);
            assertThat(ca.orders).isEmpty();
        }
    }

    @Test
    void oneAuthoritysPatienceIsNotTheOthers() throws Exception {
        try (ScriptedCa busy = new ScriptedCa();
                ScriptedCa broken = new ScriptedCa();
                Bench bench = bench()) {
            busy.refuse(429, "rateLimited", "3600");
            broken.refuse(500, "serverInternal", null);
            bench.want(section(busy, broken), ChallengeKind.HTTP, NAME).follow();
            bench.until("second try", () -> broken.orders.size() > 1);
            broken.refuseNothing();
            bench.await(NAME);
            assertThat(busy.orders).hasSize(1);
        }
    }

    @Test
    void aLineMoreAboveTheSectionChangesNothing() throws Exception {
        Ordered ordered = Ordered.of(INTERNAL, List.of(NAME), List.of());
        List<ChallengeKind> kinds = List.of(ChallengeKind.HTTP);
        AcmeSpec moved = Bench.with(INTERNAL, "pos", Pos.of("haproxy.cfg", 7));
        assertThat(new Plan(NAME, moved, ordered, kinds, true))
                .isEqualTo(new Plan(NAME, INTERNAL, ordered, kinds, true));
    }

    @Test
    void allThatEndAreToldBeforeOneIsWaitedFor() throws Exception {
        try (Bench bench = bench()) {
            CountDownLatch told = new CountDownLatch(2);
            bench.uponEvent = line -> {
                try {
                    Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    told.countDown();
                    uninterruptibly(told);
                }
            };
            bench.want(INTERNAL, ChallengeKind.HTTP, NAME)
                    .want(INTERNAL, ChallengeKind.HTTP, "git.example.org")
                    .follow();
            bench.until("events", () -> bench.events.size() == 2);
            Instant begun = Instant.now();
            bench.nothing().follow();
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(4));
        }
    }

    /** Like a program that does not hear. */
    private static void uninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // Not heard.
            }
        }
    }

    @Test
    void aMistakeInTellingOfAMistakeEndsNothing() throws Exception {
        try (Bench bench = bench()) {
            bench.uponNews = sentence -> {
                throw new NoClassDefFoundError("planted");
            };
            Certificate first =
                    bench.want(INTERNAL, ChallengeKind.HTTP, NAME).follow().await(NAME);
            bench.until("failure told of in vain", () -> bench.news.size() > 1);
            bench.uponNews = sentence -> {};
            bench.until("plan", () -> bench.status(NAME).next() != null);
            bench.certificates.renew(NAME);
            bench.await(NAME, first);
            bench.until("success", () -> !bench.status(NAME).failing());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class, StackOverflowError.class})
    void aMistakeIsAFailureLikeAny(Class<? extends Throwable> kind) throws Exception {
        try (Bench bench = bench()) {
            bench.uponEvent = line -> {
                if (kind == IllegalStateException.class) {
                    throw new IllegalStateException("planted");
                }
                // A jar that was replaced under a running program, an answer that is nested without end.
                throw kind == NoClassDefFoundError.class
                        ? new NoClassDefFoundError("planted")
                        : new StackOverflowError("planted");
            };
            Certificate first =
                    bench.want(INTERNAL, ChallengeKind.HTTP, NAME).follow().await(NAME);
            bench.until("failure", () -> bench.status(NAME).failing());
            assertThat(bench.status(NAME).step()).contains("mistake in Lintel", "planted");
            bench.uponEvent = line -> {};
            bench.until("plan", () -> bench.status(NAME).next() != null);
            bench.certificates.renew(NAME);
            bench.await(NAME, first);
            bench.until("success", () -> !bench.status(NAME).failing());
        }
    }
}
