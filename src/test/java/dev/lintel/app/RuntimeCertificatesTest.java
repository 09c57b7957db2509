package dev.lintel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.config.Environment;
import dev.lintel.config.Reader;
import dev.lintel.config.Source;
import dev.lintel.model.Config;
import dev.lintel.peers.TestCa;
import dev.lintel.peers.TlsClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates changed by the runtime API are those that clients see. The answers are HAProxy 3.4's to the same commands. */
class RuntimeCertificatesTest {
    private static final TestCa CA = TestCa.root("Runtime CA");
    private static final TestCa.Issued FIRST = CA.issue("a.test", "*.a.test");
    private static final TestCa.Issued SECOND = CA.issue("a.test");
    private static final TestCa.Issued RSA = CA.order("b.test").rsa(2048).issue();

    @TempDir
    Path folder;

    private Proxy proxy;
    private String a;
    private String list;

    @BeforeEach
    void start() throws IOException {
        a = FIRST.writeTo(folder.resolve("a.pem")).toString();
        RSA.writeTo(folder.resolve("b.pem"));
        list = Files.writeString(
                        folder.resolve("list"),
                        "# names\n" + folder + "/b.pem\n" + a + " [alpn h2] *.a.test !c.a.test\n")
                .toString();
        Problems problems = new Problems();
        Config config = config(problems);
        proxy = Proxy.start(config, problems);
        assertThat(proxy).as(problems::toString).isNotNull();
    }

    private Config config(Problems problems) {
        return Reader.read(
                List.of(new Source("haproxy.cfg", """
                global
                    stats socket DIR/s level admin
                    stats socket DIR/u level user
                    nbthread 1
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                frontend web
                    bind 127.0.0.1:0 ssl crt DIR/a.pem crt DIR/b.pem
                    bind 127.0.0.1:0 ssl crt DIR/b.pem strict-sni
                    http-request return status 200
                frontend listed
                    bind 127.0.0.1:0 ssl crt-list DIR/list
                    http-request return status 200
                """.replace("DIR", folder.toString()))),
                Environment.ofProcess(),
                problems,
                false);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void tellsOfWhatIsServed() throws IOException {
        assertThat(ask("show ssl cert\n")).isEqualTo("# filename\n" + a + "\n" + folder + "/b.pem\n\n");
        String told = ask("show ssl cert " + a + "\n");
        assertThat(told)
                .startsWith("Filename: " + a + "\nCrt filename: " + a + "\nKey filename: " + a
                        + "\nOption: ocsp-update off\nOption: jwt off\nStatus: Used\nSerial: "
                        + hex(FIRST) + "\nnotBefore: ")
                .contains(
                        "\nSubject Alternative Name: DNS:a.test, DNS:*.a.test\nAlgorithm: EC256\nSHA1 FingerPrint: ",
                        "\nIssuer: /CN=Runtime CA\n")
                .endsWith("\nOCSP Response Key: \n\n");
        assertThat(told).containsPattern("\nnotAfter: [A-Z][a-z]{2} [ 123]\\d \\d\\d:\\d\\d:\\d\\d 20\\d\\d GMT\n");
        assertThat(ask("show ssl cert " + folder + "/b.pem\n")).contains("\nAlgorithm: RSA2048\n");
        assertThat(ask("show ssl cert nope\n"))
                .isEqualTo("Can't display the certificate: Not found or the certificate is a bundle!\n\n");
        assertThat(ask("dump ssl cert " + a + "\n"))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .contains(FIRST.certificate().strip());
    }

    @Test
    void namesByBind() throws IOException {
        List<String> rows =
                ask("show ssl sni\n").lines().filter(line -> !line.isEmpty()).toList();
        assertThat(rows.getFirst())
                .isEqualTo("# Frontend/Bind\tSNI\tNegative Filter\tType\tFilename\tNotAfter\tNotBefore");
        assertThat(rows.stream()
                        .skip(1)
                        .map(row -> row.replaceAll("(\t[^\t]*){2}$", "").replace(folder + "/", "")))
                .containsExactly(
                        "web/haproxy.cfg:11\ta.test\t-\tecdsa\ta.pem",
                        "web/haproxy.cfg:11\tb.test\t-\trsa\tb.pem",
                        "web/haproxy.cfg:11\t*\t-\tecdsa\ta.pem",
                        "web/haproxy.cfg:11\t*.a.test\t-\tecdsa\ta.pem",
                        "web/haproxy.cfg:12\tb.test\t-\trsa\tb.pem",
                        "web/haproxy.cfg:12\t*\t-\trsa\tb.pem",
                        "listed/haproxy.cfg:15\tb.test\t-\trsa\tb.pem",
                        "listed/haproxy.cfg:15\t*\t-\trsa\tb.pem",
                        "listed/haproxy.cfg:15\t*.a.test\t!c.a.test \tecdsa\ta.pem");
        assertThat(ask("show ssl sni -A\n").lines()).hasSize(2);
        assertThat(ask("show ssl sni -A -t 40000d -f web\n").lines()).hasSize(8);
        assertThat(ask("show ssl sni -A -t 40000d\n").lines()).hasSize(11);
        assertThat(ask("show ssl sni -A -t 40000d -f other\n").lines()).hasSize(2);
        assertThat(ask("show ssl sni -t\n")).isEqualTo("'-t' requires an offset argument!\n\n");
        assertThat(ask("show ssl sni -f\n")).isEqualTo("'-f' requires a frontend name!\n\n");
        assertThat(ask("show ssl sni -x\n"))
                .isEqualTo("Invalid parameters, 'show ssl sni' only supports '-f', '-A' or '-t' options!\n\n");
    }

    @Test
    void aCommittedCertificateIsServedFromThenOn() throws IOException {
        assertThat(seen()).isEqualTo(serial(FIRST));
        assertThat(ask(set(a, SECOND.pem()))).isEqualTo("Transaction created for certificate " + a + "!\n\n");
        assertThat(seen()).isEqualTo(serial(FIRST));
        assertThat(ask("show ssl cert\n")).startsWith("# transaction\n*" + a + "\n# filename\n" + a + "\n");
        assertThat(ask("show ssl cert *" + a + "\n")).contains("\nStatus: Uncommitted\nSerial: " + hex(SECOND) + "\n");
        assertThat(ask("commit ssl cert " + a + "\n")).isEqualTo("Committing " + a + "..\nSuccess!\n\n");
        assertThat(seen()).isEqualTo(serial(SECOND));
        assertThat(ask("show ssl cert " + a + "\n")).contains("\nStatus: Used\nSerial: " + hex(SECOND) + "\n");

        // A reload reads what has changed in files, and this one has not.
        Problems problems = new Problems();
        assertThat(proxy.reload(config(problems), problems)).isTrue();
        assertThat(seen()).isEqualTo(serial(SECOND));
    }

    @Test
    void anAbortedTransactionLeavesNothing() throws IOException {
        ask(set(a, SECOND.pem()));
        assertThat(ask(set(a, SECOND.pem()))).isEqualTo("Transaction updated for certificate " + a + "!\n\n");
        assertThat(ask("abort ssl cert " + a + "\n")).isEqualTo("Transaction aborted for certificate '" + a + "'!\n\n");
        assertThat(ask("abort ssl cert " + a + "\n")).isEqualTo("No ongoing transaction!\n\n");
        assertThat(ask("commit ssl cert " + a + "\n"))
                .isEqualTo("No ongoing transaction! !\nCan't commit " + a + "!\n\n");
        assertThat(seen()).isEqualTo(serial(FIRST));
    }

    @Test
    void oneTransactionAtATime() throws IOException {
        ask(set(a, SECOND.pem()));
        String b = folder + "/b.pem";
        String other = "The ongoing transaction is about '" + a + "' but you are trying to ";
        assertThat(ask(set(b, SECOND.pem()))).isEqualTo(other + "set '" + b + "'\nCan't update " + b + "!\n\n");
        assertThat(ask("commit ssl cert " + b + "\n"))
                .isEqualTo(other + "set '" + b + "'\nCan't commit " + b + "!\n\n");
        assertThat(ask("abort ssl cert " + b + "\n")).isEqualTo(other + "abort a transaction for '" + b + "'\n\n");
        assertThat(ask("commit ssl cert " + a + "\n")).endsWith("Success!\n\n");
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheOldOneStays() throws IOException {
        assertThat(ask(set("nope", SECOND.pem())))
                .isEqualTo(
                        "Can't replace a certificate which is not referenced by the configuration!\nCan't update nope!\n\n");
        assertThat(ask(set(a, "garbage")))
                .isEqualTo("unable to load certificate from file '" + a
                        + "': no start line.\nCan't load the payload\nCan't update " + a + "!\n\n");
        assertThat(ask(set(a, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")))
                .endsWith("\nCan't load the payload\nCan't update " + a + "!\n\n");
        assertThat(ask(set(a, SECOND.key()))).contains("no start line.");
        String usage = "'set ssl cert' expects a filename and a certificate as a payload\n\n";
        assertThat(ask("set ssl cert " + a + "\n")).isEqualTo(usage);
        assertThat(ask("set ssl cert " + a + " <<\n\n")).isEqualTo(usage);
        assertThat(ask("commit ssl cert\n")).isEqualTo("'commit ssl cert' expects a filename\n\n");

        ask(set(a, SECOND.certificate() + RSA.key()));
        String wrong =
                "inconsistencies between private key and certificate loaded '" + a + "'.\nCan't commit " + a + "!\n\n";
        assertThat(ask("commit ssl cert " + a + "\n")).isEqualTo(wrong);
        ask("abort ssl cert " + a + "\n");
        ask(set(a + ".key", SECOND.key()));
        assertThat(ask("commit ssl cert " + a + "\n")).isEqualTo(wrong);
        // What was missing may follow: the transaction is still there.
        ask(set(a, SECOND.certificate()));
        assertThat(ask("commit ssl cert " + a + "\n")).endsWith("Success!\n\n");
        assertThat(seen()).isEqualTo(serial(SECOND));
    }

    @Test
    void aPayloadThatIsCutChangesNothing() throws IOException {
        assertThat(ask("set ssl cert " + a + " <<\n" + SECOND.pem())).isEmpty();
        assertThat(ask("commit ssl cert " + a + "\n")).startsWith("No ongoing transaction!");
    }

    @Test
    void storesThatNobodyUses() throws IOException {
        assertThat(ask("new ssl cert x.pem\n")).isEqualTo("New empty certificate store 'x.pem'!\n\n");
        assertThat(ask("new ssl cert x.pem\n")).isEqualTo("Certificate 'x.pem' already exists!\n\n");
        assertThat(ask("new ssl cert " + a + "\n")).isEqualTo("Certificate '" + a + "' already exists!\n\n");
        assertThat(ask("show ssl cert x.pem\n"))
                .isEqualTo(
                        "Filename: x.pem\nOption: ocsp-update off\nOption: jwt off\nStatus: Empty\nOCSP Response Key: \n\n");
        ask(set("x.pem", SECOND.certificate()));
        assertThat(ask("commit ssl cert x.pem\n"))
                .isEqualTo(
                        "The transaction must contain at least a certificate and a private key!\nCan't commit x.pem!\n\n");
        ask("set ssl cert x.pem <<%EOF%\n" + SECOND.pem().replace("-----BEGIN", "\n-----BEGIN") + "\n\n%EOF%\n");
        assertThat(ask("commit ssl cert x.pem\n")).isEqualTo("Committing x.pem\nSuccess!\n\n");
        assertThat(ask("show ssl cert x.pem\n")).contains("\nStatus: Unused\nSerial: " + hex(SECOND) + "\n");
        assertThat(ask("show ssl cert\n")).endsWith("\nx.pem\n\n");
        assertThat(ask("del ssl cert x.pem\n")).isEqualTo("Certificate 'x.pem' deleted!\n\n");
        assertThat(ask("del ssl cert x.pem\n"))
                .isEqualTo("Can't remove the certificate: certificate 'x.pem' doesn't exist!\n\n");
        assertThat(ask("del ssl cert " + a + "\n"))
                .isEqualTo("Can't remove the certificate: certificate '" + a + "' in use, can't be deleted!\n\n");
        assertThat(ask("del ssl cert\n")).isEqualTo("'del ssl cert' expects a certificate name\n\n");
    }

    @Test
    void crtLists() throws IOException {
        String shown = "# " + list + "\n" + folder + "/b.pem%s\n" + a + "%s [alpn h2] *.a.test !c.a.test\n";
        assertThat(ask("show ssl crt-list\n")).isEqualTo(list + "\n\n");
        assertThat(ask("show ssl crt-list " + list + "\n")).isEqualTo(shown.replace("%s", "") + "\n");
        assertThat(ask("show ssl crt-list -n " + list + "\n"))
                .isEqualTo(shown.replaceFirst("%s", ":2").replaceFirst("%s", ":3") + "\n");
        assertThat(ask("show ssl crt-list nope\n")).isEqualTo("didn't find the specified filename\n\n");
        assertThat(ask("show ssl crt-list -n\n"))
                .isEqualTo("'show ssl crt-list -n' expects a filename or a directory\n\n");
    }

    @Test
    void aNewCertificateIsServedByACrtList() throws IOException {
        String add = "add ssl crt-list " + list + " x.pem\n";
        assertThat(ask(add)).isEqualTo("Can't edit the crt-list: certificate 'x.pem' does not exist!\n\n");
        assertThat(ask("add ssl crt-list nope x.pem\n"))
                .isEqualTo("Can't edit the crt-list: crt-list 'nope' does not exist!\n\n");
        assertThat(ask("add ssl crt-list\n"))
                .isEqualTo("'add ssl crtlist' expects a filename and a certificate name\n\n");
        ask("new ssl cert x.pem\n");
        assertThat(ask(add)).isEqualTo("Can't edit the crt-list: certificate 'x.pem' is empty!\n\n");
        ask(set("x.pem", SECOND.pem()));
        ask("commit ssl cert x.pem\n");
        assertThat(seen("listed", "new.test")).isEqualTo(serial(RSA));

        assertThat(ask("add ssl crt-list " + list + " <<\nx.pem new.test *.new.test !old.new.test\n\n"))
                .isEqualTo("Inserting certificate 'x.pem' in crt-list '" + list + "'.\nSuccess!\n\n");
        assertThat(seen("listed", "new.test")).isEqualTo(serial(SECOND));
        assertThat(seen("listed", "a.new.test")).isEqualTo(serial(SECOND));
        assertThat(seen("listed", "old.new.test")).isEqualTo(serial(RSA));
        assertThat(ask("show ssl cert x.pem\n")).contains("\nStatus: Used\n");
        assertThat(ask("del ssl cert x.pem\n")).contains("in use, can't be deleted!");
        assertThat(ask(add)).endsWith("Success!\n\n");
        assertThat(ask("show ssl crt-list -n " + list + "\n"))
                .endsWith("\nx.pem:4 new.test *.new.test !old.new.test\nx.pem:5\n\n");

        String del = "del ssl crt-list " + list + " x.pem";
        assertThat(ask(del + "\n"))
                .isEqualTo("Can't delete the entry: found the certificate 'x.pem' in several entries, please specify a"
                        + " line number preceded by colons (4, 5)!\n\n");
        assertThat(ask(del + ":9\n"))
                .isEqualTo(
                        "Can't delete the entry: found a certificate 'x.pem' but the line number is incorrect, please"
                                + " specify a correct line number preceded by colons (4, 5)!\n\n");
        assertThat(ask(del + ":4\n")).isEqualTo("Entry 'x.pem' deleted in crtlist '" + list + "'!\n\n");
        assertThat(ask(del + "\n")).isEqualTo("Entry 'x.pem' deleted in crtlist '" + list + "'!\n\n");
        assertThat(ask(del + "\n"))
                .isEqualTo(
                        "Can't delete the entry: certificate 'x.pem' can't be found in crt-list '" + list + "'!\n\n");
        assertThat(seen("listed", "new.test")).isEqualTo(serial(RSA));
        assertThat(ask("del ssl cert x.pem\n")).isEqualTo("Certificate 'x.pem' deleted!\n\n");
        assertThat(ask("del ssl crt-list " + list + " " + folder + "/b.pem\n"))
                .isEqualTo("Can't delete the entry: certificate '" + folder
                        + "/b.pem' cannot be deleted, it is used as default certificate by the following frontends:"
                        + "\n\t- haproxy.cfg:15\n\n");
    }

    @Test
    void aTemporaryCertificateHasAnEndToo() throws IOException {
        proxy.close();
        Problems problems = new Problems();
        Config ordering = Reader.read(
                List.of(new Source("haproxy.cfg", """
                global
                    stats socket DIR/s level admin
                    acme.store DIR/store
                acme ca
                    directory https://127.0.0.1:1/nobody
                defaults
                    mode http
                    timeout client 5s
                frontend web
                    bind 127.0.0.1:0 ssl acme domains new.test
                    http-request return status 200
                """.replace("DIR", folder.toString()))),
                Environment.ofProcess(),
                problems,
                false);
        proxy = Proxy.start(ordering, problems);
        assertThat(proxy).as(problems::toString).isNotNull();
        // What HAProxy writes of its own temporary certificate, which has expired for the same reason.
        assertThat(ask("acme status\n"))
                .containsPattern("\nnew.test\tca\t(Running|Scheduled)\t20[\\d-]+T[\\d:]+Z\t0d 0h00m00s\t");
    }

    @Test
    void withoutAcmeThereIsNothingToRenew() throws IOException {
        assertThat(ask("acme status\n"))
                .isEqualTo("# certificate\tsection\tstate\texpiration date (UTC)\texpires in\tscheduled date (UTC)"
                        + "\tscheduled in\n\n");
        assertThat(ask("acme renew nope\n")).isEqualTo("Can't find the certificate 'nope'.\n\n");
        assertThat(ask("acme renew " + a + "\n")).isEqualTo("No ACME configuration defined for file '" + a + "'.\n\n");
        assertThat(ask("acme renew\n")).isEqualTo(": not enough parameters\n\n");
        assertThat(ask("acme challenge_ready x\n"))
                .isEqualTo("Not enough parameters: \"acme challenge_ready <certfile> domain <domain>\"\n\n");
        assertThat(ask("acme challenge_ready x domain y\n"))
                .isEqualTo("Couldn't find an ACME task using crt \"x\" and dns \"y\" to set as ready!\n\n");
    }

    private static String set(String name, String pem) {
        return "set ssl cert " + name + " <<\n" + pem.strip() + "\n\n";
    }

    /** The serial number of the certificate that a client is shown. */
    private String seen() throws IOException {
        return seen("web", "a.test");
    }

    private String seen(String frontend, String name) throws IOException {
        return TlsClient.trustingAnybody()
                .sni(name)
                .look(proxy.addresses().get(frontend).getFirst().port())
                .certificate()
                .getSerialNumber()
                .toString();
    }

    private static String serial(TestCa.Issued issued) {
        return issued.serial().toString();
    }

    /** Whole bytes. */
    private static String hex(TestCa.Issued issued) {
        String digits = issued.serial().toString(16).toUpperCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    private String ask(String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(folder.resolve("s")));
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
            client.shutdownOutput();
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
