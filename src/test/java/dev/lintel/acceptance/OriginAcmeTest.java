package dev.lintel.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lintel.peers.BindServer;
import dev.lintel.peers.Curl;
import dev.lintel.peers.PebbleCa;
import dev.lintel.peers.Programs;
import dev.lintel.peers.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The origin's file with the word {@code acme} where he named two files: what he did by hand every 90 days, Lintel does by itself, in
 * ways that were open to him behind an ISP that blocks port 80.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OriginAcmeTest {
    private static final String NAME = "gogs.ervine.org";

    @TempDir
    private Path folder;

    private BindServer bind;
    private PebbleCa ca;
    private OriginLab lab;

    @BeforeEach
    void prepare() throws Exception {
        String host = "127.0.0.1";
        try (ServerSocket probe = new ServerSocket(53, 1, InetAddress.getByName(host))) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            assumeTrue(false, "needs port 53 of 127.0.0.1, where name servers are asked: " + e.getMessage());
        }
        bind = BindServer.startAt(host, folder, "ervine.org");
        lab = new OriginLab(folder, "origin-tls.cfg");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {lab, ca, bind}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private void authority(long validSeconds) throws Exception {
        ca = PebbleCa.in(folder)
                .dns(bind.address())
                .tlsPort(lab.tlsPort)
                .rejectNonces(10)
                .validFor(validSeconds)
                .start();
    }

    /** The origin's file, its section {@code acme} with these further lines. */
    private void start(String... lines) throws Exception {
        StringBuilder section = new StringBuilder("acme ca\n");
        section.append("    directory " + ca.directory() + "\n    ca-file " + ca.trust() + "\n");
        for (String line : lines) {
            section.append("    " + line + "\n");
        }
        String control = "stats socket " + folder.resolve("control.sock") + " level admin";
        lab.orders(section.toString(), "acme.store " + folder.resolve("store") + "\n" + control);
        for (GitNode node : lab.nodes.values()) {
            node.start();
        }
        startLintel();
    }

    private void startLintel() throws Exception {
        lab.startLintel(List.of("-Ddns.server=" + bind.host()));
    }

    private String serial() {
        try {
            return TlsClient.trusting(Files.readString(ca.root()), null)
                    .sni(NAME)
                    .look(lab.tlsPort)
                    .serial();
        } catch (IOException e) {
            return null;
        }
    }

    private String obtained() throws Exception {
        await("a certificate of the CA", () -> serial() != null);
        return serial();
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        try {
            Programs.await(what, condition);
        } catch (AssertionError e) {
            throw new AssertionError("waited for " + what + "; Lintel said:\n" + lab.lintel.said(), e);
        }
    }

    private void serves() throws Exception {
        Curl curl = Curl.in(folder).trusting(ca.root()).knowing(NAME).sending("Host", NAME);
        String url = "https://" + NAME + ":" + lab.tlsPort + "/app";
        assertThat(curl.version("2").get(url).body()).contains("proto=[https]");
        assertThat(curl.version("1.1").get(url).body()).contains("proto=[https]");
    }

    private void restart() throws Exception {
        lab.lintel.close();
        startLintel();
    }

    @Test
    void dnsThroughItsOwnNameServer() throws Exception {
        authority(7776000);
        Path secret = Files.writeString(folder.resolve("secret"), BindServer.KEY + "\n");
        start(
                "challenge dns-01",
                "provider rfc2136 server " + bind.address() + " key-name " + BindServer.KEY_NAME + " key-secret "
                        + "file:" + secret + " key-alg hmac-sha256");
        String first = obtained();
        serves();
        // What was written for the CA is gone again.
        assertThat(bind.ask("_acme-challenge." + NAME, "TXT")).isEmpty();

        long orders = ca.orders();
        restart();
        assertThat(obtained()).isEqualTo(first);
        serves();
        assertThat(ca.orders()).isEqualTo(orders);
    }

    @Test
    void dnsByHand() throws Exception {
        authority(7776000);
        start(
                "challenge dns-01",
                "provider manual",
                "option resolver " + bind.address(),
                "option dns-port " + bind.port());
        await("the record to set", () -> lab.lintel.said().contains("please set the record "));
        // As he typed it every 90 days, but shown by Lintel.
        Matcher record =
                Pattern.compile("please set the record (\\S+) TXT \"?([\\w-]+)").matcher(lab.lintel.said());
        assertThat(record.find()).as(lab.lintel.said()).isTrue();
        assertThat(acme()).contains(record.group(1)).contains(record.group(2)).contains("acme ready");
        assertThat(serial()).isNull();
        bind.update("update add " + record.group(1) + ". 5 TXT " + record.group(2));
        assertThat(acme("ready", NAME, NAME)).contains("all records of 'gogs.ervine.org' are set");
        obtained();
        serves();
        assertThat(acme()).doesNotContain(record.group(2));
    }

    /** What {@code lintel acme} says. */
    private String acme(String... words) throws Exception {
        Path pid = Files.writeString(
                folder.resolve("lintel.pid"), Long.toString(lab.lintel.process().pid()));
        List<String> command = new ArrayList<>(List.of("acme"));
        command.addAll(List.of(words));
        command.addAll(List.of("-p", pid.toString()));
        return LintelProcess.command(folder, command).succeeded().output();
    }

    @Test
    void portEightyIsClosed() throws Exception {
        // Two thirds of the lifetime, and the next one is there: while clients come and go, none of them fails.
        authority(24);
        lab.tlsOnly = true;
        start("challenge tls-alpn-01");
        String first = obtained();
        serves();
        try (SteadyClients clients = new SteadyClients(lab.tlsPort, NAME, Files.readString(ca.root()), "/app")) {
            await("a renewal", () -> serial() != null && !serial().equals(first));
            String second = serial();
            await("another renewal", () -> serial() != null && !serial().equals(second));
            assertThat(clients.failures()).isEmpty();
            assertThat(clients.answers()).isGreaterThan(50);
            System.out.println("origin: renewed twice, " + clients.answers() + " answers on " + clients.connections()
                    + " connections meanwhile");
        }
    }
}
