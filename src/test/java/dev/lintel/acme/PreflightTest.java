package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What preflight finds in a zone of a real BIND that has everything in it that goes wrong. */
class PreflightTest {
    private static final Set<String> CA = Set.of("letsencrypt.org");

    @TempDir
    static Path folder;

    private static Bind bind;
    private static Dns dns;

    @BeforeAll
    static void start() throws Exception {
        bind = new Bind(folder, Bind.freePort())
                // The walk upwards ends here, as it ends at a top-level domain elsewhere.
                .zone("test", "@ NS ns1\nns1 A 127.0.0.1\npre NS ns1.pre\nns1.pre A 127.0.0.1\n")
                .zone("pre.test", """
                        @ NS ns1
                        ns1 A 127.0.0.1
                        here A 127.0.0.1
                        alias CNAME here
                        away A 192.0.2.7
                        private A 10.1.2.3
                        txt TXT "no address"
                        other CAA 0 issue "ca.example"
                        other CAA 0 iodef "mailto:a@pre.test"
                        nobody CAA 0 issue ";"
                        mixed CAA 0 issue "letsencrypt.org"
                        mixed CAA 0 issuewild "ca.example"
                        report CAA 0 iodef "mailto:a@pre.test"
                        method CAA 0 issue "letsencrypt.org; validationmethods=dns-01; accounturi=https://x/1"
                        critical CAA 128 future "x"
                        chained CNAME other
                        """)
                .start();
        dns = Dns.at(Duration.ofSeconds(5), bind.at());
    }

    @AfterAll
    static void stop() throws Exception {
        if (bind != null) {
            bind.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "here.pre.test|http-01|",
                "mixed.pre.test|http-01|",
                "report.pre.test|http-01|",
                "method.pre.test|dns-01|",
                "a.b.mixed.pre.test|http-01|",
                "method.pre.test|http-01|method.pre.test does not let this CA use http-01 (CAA at method.pre.test, validationmethods);"
                        + " use another challenge, or add http-01 there",
                "other.pre.test|dns-01|other.pre.test does not let this CA issue (CAA at other.pre.test: issue \"ca.example\");"
                        + " add: other.pre.test CAA 0 issue \"letsencrypt.org\"",
                "www.other.pre.test|dns-01|www.other.pre.test does not let this CA issue (CAA at other.pre.test: issue \"ca.example\");"
                        + " add: other.pre.test CAA 0 issue \"letsencrypt.org\"",
                "nobody.pre.test|dns-01|nobody.pre.test does not let this CA issue (CAA at nobody.pre.test: issue \";\");"
                        + " add: nobody.pre.test CAA 0 issue \"letsencrypt.org\"",
                "*.mixed.pre.test|dns-01|*.mixed.pre.test does not let this CA issue (CAA at mixed.pre.test: issuewild \"ca.example\");"
                        + " add: mixed.pre.test CAA 0 issuewild \"letsencrypt.org\"",
                "*.other.pre.test|dns-01|*.other.pre.test does not let this CA issue (CAA at other.pre.test: issue \"ca.example\");"
                        + " add: other.pre.test CAA 0 issue \"letsencrypt.org\"",
                "critical.pre.test|dns-01|critical.pre.test has a critical CAA record 'future' at critical.pre.test;"
                        + " a CA that does not know it has to refuse",
                "chained.pre.test|dns-01|chained.pre.test does not let this CA issue (CAA at chained.pre.test: issue \"ca.example\");"
                        + " add: chained.pre.test CAA 0 issue \"letsencrypt.org\"",
            })
    void caaIsReadAsTheCaReadsIt(String name, String challenge, String expected) {
        assertThat(String.valueOf(new CaaCheck(dns).check(name, CA, challenge))).isEqualTo(String.valueOf(expected));
    }

    @Test
    void caaThatCannotBeLookedUpMakesACaRefuse() {
        assertThat(new CaaCheck(dns)
                        .check("www.elsewhere.example", CA, "http-01")
                        .toString())
                .startsWith(
                        "www.elsewhere.example has CAA records that cannot be looked up (DNS cannot be asked about www.elsewhere.example: ")
                .endsWith(
                        "; a CA that cannot look them up either will refuse: see whether all servers of the zone answer");
    }

    @Test
    void namesThatLeadHereAndPortsThatAnswer() throws Exception {
        try (ServerSocket open = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Preflight preflight = preflight("127.0.0.1");
            assertThat(preflight.check(question("here.pre.test", "http-01", open.getLocalPort())))
                    .isEmpty();
            assertThat(preflight.check(question("alias.pre.test", "tls-alpn-01", open.getLocalPort())))
                    .isEmpty();
            assertThat(preflight.check(question("127.0.0.1", "http-01", open.getLocalPort())))
                    .isEmpty();
            assertThat(preflight.check(question("private.pre.test", "dns-01", 1)))
                    .isEmpty();
        }
    }

    @Test
    void portThatRefuses() throws Exception {
        int closed = Bind.freePort();
        assertThat(preflight("127.0.0.1").check(question("here.pre.test", "http-01", closed)))
                .extracting(Finding::toString)
                .containsExactly(
                        "here.pre.test leads to 127.0.0.1, where port " + closed
                                + " refuses connections; a 'bind' line there is missing, or a firewall is in the way; dns-01 needs no open port");
    }

    @Test
    void namesThatLeadElsewhere() throws Exception {
        int closed = Bind.freePort();
        assertThat(preflight("127.0.0.9").check(question("here.pre.test", "http-01", closed)))
                .extracting(Finding::toString)
                .containsExactly(
                        "here.pre.test leads to 127.0.0.1, which is no address of this host; well where a router or another balancer passes"
                                + " port " + closed + " on to this host; else the CA asks somebody else",
                        "here.pre.test leads to 127.0.0.1, where port " + closed
                                + " refuses connections; some routers do not let their own network in that way; look from outside;"
                                + " dns-01 needs no open port");
        assertThat(preflight("127.0.0.1")
                        .check(question("private.pre.test", "http-01", 1))
                        .getFirst())
                .hasToString("private.pre.test leads to 10.1.2.3, a private address that is not this host's;"
                        + " a public CA cannot ask there: use dns-01, or 'directory internal'");
    }

    @Test
    void namesThatLeadNowhere() throws Exception {
        Preflight preflight = preflight("127.0.0.1");
        assertThat(preflight.check(question("txt.pre.test", "http-01", 80)))
                .extracting(Finding::toString)
                .containsExactly("txt.pre.test has no address in DNS; add an A or AAAA record: the CA will ask there");
        assertThat(preflight.check(question("*.pre.test", "http-01", 80)))
                .extracting(Finding::toString)
                .containsExactly(
                        "*.pre.test is a wildcard, which only dns-01 proves; set 'challenge dns-01' and a 'provider'");
        assertThat(preflight.check(question("www.elsewhere.example", "http-01", 80)))
                .extracting(Finding::what)
                .containsExactly("cannot be looked up");
    }

    @Test
    void orderDoesNotWaitForADnsThatIsSilent() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            Dns nobody = Dns.at(Duration.ofSeconds(60), new InetSocketAddress("127.0.0.1", silent.getLocalPort()));
            Preflight preflight = new Preflight(nobody, Set.of(), Duration.ofSeconds(60), Duration.ofMillis(100));
            assertThat(preflight.check(Preflight.Question.of(List.of("a.test", "b.test"), "http-01", CA)))
                    .extracting(Finding::toString)
                    .containsExactly(
                            "a.test could not be looked at in time; DNS or the network is slow from here; the order goes on",
                            "b.test could not be looked at in time; DNS or the network is slow from here; the order goes on");
        }
    }

    @Test
    void txtIsWrittenSeenAndTakenAway() throws Exception {
        Preflight preflight = preflight("127.0.0.1");
        Propagation propagation = new Propagation(dns, Duration.ofSeconds(10), Duration.ofMillis(10));
        assertThat(preflight.writable("*.pre.test", provider("env:KEY"), propagation))
                .isEmpty();
        TxtRecord record = TxtRecord.of("pre.test", "x");
        assertThat(propagation.look(record).answers().getFirst().values()).isEmpty();
        assertThat(preflight.writable("here.pre.test", provider("env:KEY"), propagation))
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).isEqualTo("cannot be proved by a TXT record"))
                .satisfies(finding ->
                        assertThat(finding.advice()).contains("with REFUSED; the key may not change this name"));
        assertThat(preflight.writable("pre.test", new ManualRecords().provider(), propagation))
                .extracting(Finding::what)
                .containsExactly("is proved by hand");
        assertThat(preflight.writable("pre.test", new Forgetful(), new Propagation(dns, Duration.ZERO)))
                .extracting(Finding::what)
                .singleElement()
                .asString()
                .startsWith("could be written, but not all servers of the zone have it in time");
    }

    /** A provider that says yes and does nothing. */
    private static final class Forgetful implements DnsProvider {
        @Override
        public void present(TxtRecord record) {}

        @Override
        public void cleanup(TxtRecord record) {}
    }

    private static DnsProvider provider(String secret) throws DnsFault {
        return DnsProviders.make(
                "rfc2136",
                Map.of("server", bind.server(), "key-name", "lintel", "key-secret", secret),
                new DnsTools(new Zones(dns), new ManualRecords(), name -> Bind.KEY));
    }

    private static Preflight preflight(String own) throws Exception {
        return new Preflight(dns, Set.of(InetAddress.getByName(own)), Duration.ofMillis(300), Duration.ofSeconds(20));
    }

    private static Preflight.Question question(String name, String challenge, int port) {
        return new Preflight.Question(List.of(name), challenge, Set.of(), port, port);
    }
}
