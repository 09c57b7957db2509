package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.acceptance.OrderLab.Site;
import dev.lintel.acceptance.OrderStop.Step;
import dev.lintel.peers.AcmeShim.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lintel is killed at every instant of an order: around each request to the authority and to the provider of DNS, and before each change of
 * the store. Each certificate of one process is stopped at an instant of its own, and SIGKILL ends all of them at once; the next start goes
 * on with each. Then the same while they are renewed, and at last a start that has nothing to do.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class KilledOrdersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Less than Lintel waits for an answer: it is to be killed while it does. */
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A line of {@code acme status} behind its name: there is a certificate, and the next one has its date. */
    private static final String PLANNED = "\t[^\t]+\tScheduled\t\\S+Z\t[^\t]+\t\\S+Z\t";

    /** More than an order makes: those that are beyond its end stop nothing. */
    private static final int WRITES = 28;

    @TempDir
    private Path folder;

    private OrderLab lab;
    private final Map<Site, OrderStop> stops = new LinkedHashMap<>();

    @BeforeEach
    void open() throws Exception {
        lab = new OrderLab(folder);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private static List<OrderStop> requests(boolean answers, Step... steps) {
        List<OrderStop> all = new ArrayList<>();
        for (Step step : steps) {
            for (Moment moment : Moment.values()) {
                all.add(new OrderStop.Request(step, moment, answers));
            }
        }
        return all;
    }

    @Test
    void atEachRequest() throws Exception {
        for (OrderStop stop : requests(false, Step.values())) {
            byDns(stop);
        }
        for (Moment moment : Moment.values()) {
            byDns(new OrderStop.Txt("present", moment));
            byDns(new OrderStop.Txt("cleanup", moment));
        }
        areKilledAndGoOn();
        assertThat(lab.ca.said())
                .contains("There are now " + stops.size() + " accounts")
                .doesNotContain("There are now " + (stops.size() + 1) + " accounts");
    }

    @Test
    void whereLintelItselfHasToAnswer() throws Exception {
        for (OrderStop stop : requests(true, Step.AUTHORIZATION, Step.CHALLENGE, Step.PROOF, Step.READY)) {
            stops.put(lab.site(stop.label() + ".tls.example", "challenge tls-alpn-01"), stop);
        }
        areKilledAndGoOn();
    }

    private void byDns(OrderStop stop) throws IOException {
        String name = stop.label() + ".dns.example";
        stops.put(lab.site(name, byDns(name)), stop);
    }

    private String[] byDns(String name) {
        return new String[] {
            "challenge dns-01", "challenge-ready none", "provider webhook endpoint " + lab.txt.endpoint(name)
        };
    }

    @Test
    void beforeEachChangeOfTheStore() throws Exception {
        // The account and the folders of the store are made by the first order; StoreCrashTest sees to those.
        Site like = lab.site("first.example", byDns("first"));
        lab.start();
        stops.put(like, new OrderStop.Write(0));
        awaitEnds(Map.of());
        lab.kill();
        stops.clear();
        lab.sites.clear();
        for (int nth = 1; nth <= WRITES; nth++) {
            stops.put(lab.site("write-" + nth + ".example", like), new OrderStop.Write(nth));
        }
        areKilledAndGoOn();
        assertThat(lab.ca.said()).contains("There are now 1 accounts").doesNotContain("There are now 2 accounts");
    }

    @Test
    void provedByHand() throws Exception {
        String[] byHand = {"challenge dns-01", "provider manual"};
        Site waits = lab.site("waits.hand.example", byHand);
        Site told = lab.site("told.hand.example", byHand);
        OrderStop telling = new OrderStop.Request(Step.CHALLENGE, Moment.BEFORE, false);
        telling.arm(lab, told);
        lab.start();
        String value = asked(waits);
        setAndTell(told, asked(told));
        await("request", () -> telling.holds(lab, told));
        lab.kill();

        lab.start();
        assertThat(asked(waits)).isEqualTo(value);
        setAndTell(waits, value);
        stops.put(waits, telling);
        stops.put(told, telling);
        awaitEnds(Map.of());
        // Whoever has given their word is not asked again.
        assertThat(lab.said()).doesNotContain("please set the record _acme-challenge." + told.name());
        assertThat(stops.keySet()).allMatch(site -> site.orders() == 1);
        lab.kill();
        nothingIsOrdered(Map.of());
    }

    /** The value of the record that somebody is asked to set. */
    private String asked(Site site) throws Exception {
        Pattern question =
                Pattern.compile("please set the record _acme-challenge\\." + site.name() + " TXT \"([^\"]+)\"");
        await("question", () -> question.matcher(lab.said()).find());
        Matcher found = question.matcher(lab.said());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private void setAndTell(Site site, String value) throws Exception {
        lab.txt.set("_acme-challenge." + site.name() + ".", value);
        assertThat(lab.command("acme challenge_ready " + site.certificate() + " domain " + site.name()))
                .doesNotContain("does not wait");
    }

    private void await(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.call()) {
            assertThat(System.nanoTime())
                    .as("%s; Lintel said %s", what, lab.said())
                    .isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void areKilledAndGoOn() throws Exception {
        Map<Site, X509Certificate> first = killed(Map.of());
        lab.kill();
        assertNothingIsLeft();
        renewalIsDue();
        Map<Site, X509Certificate> second = killed(first);
        lab.kill();
        assertNothingIsLeft();
        nothingIsOrdered(second);
    }

    /** Orders all, kills it at the instants, and starts it again. @return what is served in the end */
    private Map<Site, X509Certificate> killed(Map<Site, X509Certificate> before) throws Exception {
        Map<Site, Integer> orders = new LinkedHashMap<>();
        Map<Site, Integer> asked = new LinkedHashMap<>();
        for (Site site : stops.keySet()) {
            orders.put(site, site.orders());
            asked.put(site, keys(site).size());
        }
        Map<Site, X509Certificate> held = new LinkedHashMap<>(before);
        List<Site> open = new ArrayList<>(stops.keySet());
        // On a slow machine it takes several, and each but the last may lose one more answer to a new order.
        int more = -1;
        while (!open.isEmpty()) {
            kill(open, before, held);
            more++;
        }

        lab.start();
        assertServed(held);
        awaitEnds(before);
        assertThat(lab.said()).doesNotContain("no certificate: ");
        Map<Site, X509Certificate> after = new LinkedHashMap<>();
        int lost = 0;
        for (Site site : stops.keySet()) {
            int made = site.orders() - orders.get(site);
            assertThat(made)
                    .as("orders for %s", site.name())
                    .isBetween(1, stops.get(site).orders() + more);
            lost += made - 1;
            after.put(site, lab.served(site));
            assertThat(keys(site).subList(asked.get(site), keys(site).size()))
                    .as("keys of requests for %s", site.name())
                    .isNotEmpty()
                    .containsOnly(after.get(site).getPublicKey());
        }
        // Between the answer to a new order and the file that knows of it there are the two changes that make that
        // file.
        assertThat(lost).isLessThanOrEqualTo(2 + more * stops.size());
        return after;
    }

    /** One start and its end; whoever was not stopped in time is stopped in the next one. */
    private void kill(List<Site> open, Map<Site, X509Certificate> before, Map<Site, X509Certificate> held)
            throws Exception {
        for (Site site : open) {
            stops.get(site).arm(lab, site);
        }
        lab.start();
        assertServed(held);
        long[] latest = {Long.MAX_VALUE};
        await("stop", () -> {
            String status = lab.command("acme status");
            for (Site site : List.copyOf(open)) {
                boolean stopped = stops.get(site).holds(lab, site);
                if (stopped || isEnded(site, status, before)) {
                    open.remove(site);
                }
                if (stopped && latest[0] == Long.MAX_VALUE) {
                    latest[0] = System.nanoTime() + SOON.toNanos();
                }
            }
            return open.isEmpty() || System.nanoTime() > latest[0];
        });
        assertThat(new OrderStop.Write(WRITES).holds(lab, lab.sites.getLast()))
                .as("more changes than were looked at")
                .isFalse();
        for (Site site : stops.keySet()) {
            if (before.containsKey(site) || isNew(site, before)) {
                held.put(site, lab.served(site));
            }
        }
        lab.kill();
    }

    private boolean isNew(Site site, Map<Site, X509Certificate> before) throws Exception {
        X509Certificate now = lab.served(site);
        return now.getIssuerX500Principal().getName().contains("Pebble") && !now.equals(before.get(site));
    }

    private void awaitEnds(Map<Site, X509Certificate> before) throws Exception {
        List<Site> open = new ArrayList<>(stops.keySet());
        await("end", () -> {
            String status = lab.command("acme status");
            for (Site site : List.copyOf(open)) {
                if (isEnded(site, status, before)) {
                    open.remove(site);
                }
            }
            return open.isEmpty();
        });
    }

    private boolean isEnded(Site site, String status, Map<Site, X509Certificate> before) throws Exception {
        return isPlanned(site, status) && isNew(site, before);
    }

    private static boolean isPlanned(Site site, String status) {
        return Pattern.compile(Pattern.quote(site.certificate()) + PLANNED)
                .matcher(status)
                .find();
    }

    /** From the first handshake on. */
    private void assertServed(Map<Site, X509Certificate> expected) throws Exception {
        for (Map.Entry<Site, X509Certificate> each : expected.entrySet()) {
            assertThat(lab.served(each.getKey())).as(each.getKey().name()).isEqualTo(each.getValue());
        }
    }

    /** As if all had been obtained long ago, and the authority wished for others. */
    private void renewalIsDue() throws IOException {
        stops.keySet().forEach(site -> site.way().renewNow());
        try (Stream<Path> progress = Files.list(lab.store().resolve("orders"))) {
            for (Path each : progress.toList()) {
                Files.delete(each);
            }
        }
    }

    private void nothingIsOrdered(Map<Site, X509Certificate> expected) throws Exception {
        long orders = lab.ca.orders();
        lab.start();
        assertServed(expected);
        awaitEnds(Map.of());
        assertThat(lab.ca.orders()).isEqualTo(orders);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(lab.txt.records())
                .as(lab.said())
                .allSatisfy((name, values) -> assertThat(values).as(name).isEmpty());
        try (Stream<Path> files = Files.walk(lab.store())) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
        }
    }

    /** Those for which certificates of that site were asked. */
    private static List<PublicKey> keys(Site site) throws Exception {
        List<PublicKey> keys = new ArrayList<>();
        for (String json : site.way().finalized()) {
            byte[] der = Base64.getUrlDecoder().decode(json.replaceAll("(?s).*\"csr\": ?\"([^\"]+)\".*", "$1"));
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            if (request.getSubject().toString().equals("CN=" + site.name())) {
                keys.add(new JcaPKCS10CertificationRequest(request).getPublicKey());
            }
        }
        return keys;
    }
}
