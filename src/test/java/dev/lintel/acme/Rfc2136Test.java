package dev.lintel.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dynamic updates against a real BIND 9. */
class Rfc2136Test {
    @TempDir
    static Path folder;

    private static Bind bind;
    private static Dns dns;

    @BeforeAll
    static void start() throws Exception {
        bind = new Bind(folder, Bind.freePort())
                .zone("lintel.test", "@ NS ns1\nns1 A 127.0.0.1\nwww A 127.0.0.1\n")
                .start();
        dns = Dns.at(Duration.ofSeconds(5), bind.at());
    }

    @AfterAll
    static void stop() throws Exception {
        if (bind != null) {
            bind.close();
        }
    }

    @Test
    void twoValuesLiveBesideEachOtherAndGoOneByOne() throws Exception {
        DnsProvider provider = provider("key-name", "lintel", "key-secret", "env:KEY");
        TxtRecord apex = TxtRecord.of("lintel.test", "value-of-the-apex");
        TxtRecord wildcard = TxtRecord.of("*.lintel.test", "value-of-the-wildcard");
        provider.present(apex);
        provider.present(wildcard);
        provider.present(wildcard);
        assertThat(values(apex)).containsExactlyInAnyOrder("value-of-the-apex", "value-of-the-wildcard");
        provider.cleanup(apex);
        assertThat(values(apex)).containsExactly("value-of-the-wildcard");
        provider.cleanup(apex);
        provider.cleanup(wildcard);
        assertThat(values(apex)).isEmpty();
    }

    private static List<String> values(TxtRecord record) throws DnsFault {
        Propagation.Seen seen = new Propagation(dns, Duration.ZERO).look(record);
        assertThat(seen.answers()).hasSize(1);
        return seen.answers().getFirst().values();
    }

    @Test
    void keyFileOfTsigKeygenIsReadAsItIs() throws Exception {
        Path file = Files.writeString(
                folder.resolve("lintel.key"),
                "key \"lintel\" {\n\talgorithm hmac-sha256;\n\tsecret \"" + Bind.KEY + "\";\n};\n");
        DnsProvider provider = provider("key-file", file.toString());
        TxtRecord record = TxtRecord.of("lintel.test", "by-key-file");
        provider.present(record);
        assertThat(values(record)).contains("by-key-file");
        provider.cleanup(record);
        Files.writeString(file, "no key at all");
        assertThatThrownBy(() -> provider.present(record))
                .hasMessageStartingWith("rfc2136: 'key-file' expects a file as tsig-keygen writes it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lintel|env:OTHER|NOTAUTH/BADSIG; the key's secret is not the one that it has: check 'key-secret'",
                "nobody|env:KEY|NOTAUTH/BADKEY; it knows no key 'nobody' with hmac-sha256: check 'key-name' and 'key-alg'",
                "lintel|env:GARBAGE|'key-secret' expects a secret in base64, as tsig-keygen prints it",
            })
    void wrongKeyIsExplained(String name, String secret, String message) {
        assertThatThrownBy(() ->
                        provider("key-name", name, "key-secret", secret).present(TxtRecord.of("lintel.test", "x")))
                .hasMessageStartingWith("rfc2136: ")
                .hasMessageContaining(message)
                .satisfies(fault -> assertThat(fault.getMessage())
                        .doesNotContain(Bind.KEY)
                        .doesNotContain(OTHER_KEY)
                        .doesNotContain(GARBAGE));
    }

    @Test
    void refusedUpdateIsExplained() {
        assertThatThrownBy(() -> provider("key-name", "lintel", "key-secret", "env:KEY")
                        .present(TxtRecord.of("www.lintel.test", "x")))
                .hasMessage(
                        "rfc2136: 127.0.0.1 port " + bind.at().getPort()
                                + " refused the update of zone 'lintel.test' with REFUSED;"
                                + " the key may not change this name: in BIND, update-policy { grant <key> name _acme-challenge.<domain> TXT; }");
        assertThatThrownBy(() -> provider().present(TxtRecord.of("lintel.test", "x")))
                .hasMessageContaining("with REFUSED; ");
    }

    @Test
    void zoneThatIsNotThere() {
        assertThatThrownBy(() -> provider("key-name", "lintel", "key-secret", "env:KEY", "zone", "test")
                        .present(TxtRecord.of("lintel.test", "x")))
                .hasMessageContaining("with NOTAUTH; it is not the primary server of 'test': set 'server' or 'zone'");
    }

    @Test
    void serverThatIsNotThere() throws Exception {
        int nobody = Bind.freePort();
        assertThatThrownBy(() -> DnsProviders.make(
                                "rfc2136", Map.of("server", "127.0.0.1:" + nobody, "zone", "lintel.test"), tools())
                        .present(TxtRecord.of("lintel.test", "x")))
                .hasMessageContaining("127.0.0.1 port " + nobody + " does not answer the update over TCP");
        assertThatCode(() -> provider("key-name", "lintel", "key-secret", "env:KEY")
                        .cleanup(TxtRecord.of("lintel.test", "never")))
                .doesNotThrowAnyException();
    }

    /** The library writes a trace of what it does; the key itself must not be in it, nor its base64. */
    @Test
    void noLogHoldsTheKey() throws Exception {
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        StringBuffer logged = new StringBuffer();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.append(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        try {
            DnsProvider provider = provider("key-name", "lintel", "key-secret", "env:KEY");
            provider.present(TxtRecord.of("lintel.test", "logged"));
            provider.cleanup(TxtRecord.of("lintel.test", "logged"));
        } finally {
            root.setLevel(before);
            root.removeHandler(handler);
        }
        String key = new String(Base64.getDecoder().decode(Bind.KEY), StandardCharsets.US_ASCII);
        assertThat(logged.toString())
                .contains("lintel.test")
                .doesNotContain(Bind.KEY)
                .doesNotContain(key);
    }

    private static final String OTHER_KEY = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyMDE=";
    private static final String GARBAGE = "this-is*not*base64";

    private static DnsProvider provider(String... settings) throws DnsFault {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("server", bind.server());
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return DnsProviders.make("rfc2136", map, tools());
    }

    private static DnsTools tools() {
        return new DnsTools(new Zones(dns), new ManualRecords(), name -> switch (name) {
            case "KEY" -> Bind.KEY;
            case "OTHER" -> OTHER_KEY;
            default -> GARBAGE;
        });
    }
}
