package dev.lintel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.exchange.SampleType;
import dev.lintel.model.X509Error;
import dev.lintel.stream.PeerVerdict;
import dev.lintel.stream.TlsFacts;
import dev.lintel.stream.TlsFailure;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Fetches of TLS against what HAProxy 3.4 gave for the same certificates and the same lists in a hello. */
class TlsFetchesTest {
    private static final X509Certificate CLIENT = certificate("client.pem");
    private static final X509Certificate OWN = certificate("server.pem");
    private static final X509Certificate ROOT = certificate("root.pem");

    private record Facts(
            String version,
            String cipher,
            String alpn,
            String sni,
            boolean resumed,
            byte[] sessionId,
            X509Certificate own,
            List<X509Certificate> peer,
            PeerVerdict verdict,
            String curve,
            String ownName,
            byte[] hello)
            implements TlsFacts {
        @Override
        public boolean guarded() {
            return false;
        }

        @Override
        public boolean admits(String host) {
            return true;
        }
    }

    private static Exchange exchange() {
        Exchange x = Traffic.request("GET /\nHost: h");
        PeerVerdict good = new PeerVerdict(X509Error.X509_V_OK, X509Error.X509_V_OK, X509Error.X509_V_OK, 0, ROOT);
        x.session.tls = new Facts(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                "http/1.1",
                "server.test",
                false,
                bytes("4CFE8136066D"),
                OWN,
                List.of(CLIENT, ROOT),
                good,
                "X25519",
                "/tmp/srv.pem",
                hello("130213031301C02C00FF"));
        x.serverTls = new Facts(
                "TLSv1.2",
                "ECDHE-RSA-AES128-GCM-SHA256",
                null,
                "back.test",
                true,
                new byte[0],
                null,
                List.of(OWN),
                PeerVerdict.NONE,
                null,
                null,
                new byte[0]);
        return x;
    }

    /** Head, version, random, an empty session, ciphers, one compression, and the extensions that have fetches. */
    private static byte[] hello(String ciphers) {
        String extensions =
                "00000000" + "000B000403000102" + "000A0018" + "00160A0A001D0017001E00190018010001010102010301" + "04"
                        + "000D000E" + "000C040305030603080708080809" + "002B0009" + "080304030303020301";
        String body =
                "0303" + "00".repeat(32) + "00" + size(ciphers) + ciphers + "0100" + size(extensions) + extensions;
        return bytes("0100" + size(body) + body);
    }

    private static String size(String hex) {
        return HexFormat.of().toHexDigits((short) (hex.length() / 2));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static X509Certificate certificate(String name) {
        try (InputStream in = TlsFetchesTest.class.getResourceAsStream(name)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(String fetch, Exchange x) {
        Sample out = new Sample();
        out.reset();
        if (!Bind.fetch(fetch, new Bind.FixedNames()).sample(x, out)) {
            return "NONE";
        }
        return switch (out.type) {
            case BOOL, INT -> Long.toString(out.num);
            case BIN -> HexFormat.of().withUpperCase().formatHex(out.copyBytes());
            default -> out.text();
        };
    }

    @TestFactory
    List<DynamicTest> table() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : FetchesTest.lines("tls-fetches.txt")) {
            if (!line.startsWith("#") && !line.isBlank()) {
                int split = line.indexOf(" = ");
                String fetch = line.substring(0, split);
                tests.add(DynamicTest.dynamicTest(
                        fetch, () -> assertThat(value(fetch, exchange())).isEqualTo(line.substring(split + 3))));
            }
        }
        return tests;
    }

    @Test
    void everyRowIsInTheTableOrHere() throws IOException {
        String table = String.join("\n", FetchesTest.lines("tls-fetches.txt"));
        List<String> here = List.of(
                "ssl_c_der", "ssl_f_der", "ssl_s_der", "ssl_c_chain_der", "ssl_s_chain_der", "ssl_fc_cipherlist_xxh");
        for (List<Fetch> rows : List.of(TlsFetches.ROWS, CertificateFetches.ROWS, HelloFetches.ROWS)) {
            for (Fetch row : rows) {
                assertThat(here.contains(row.name()) || table.contains(row.name() + " ="))
                        .as(row.name())
                        .isTrue();
            }
        }
    }

    @Test
    void certificatesAreGivenWhole() throws CertificateException {
        Exchange x = exchange();
        HexFormat hex = HexFormat.of().withUpperCase();
        assertThat(value("ssl_c_der", x)).isEqualTo(hex.formatHex(CLIENT.getEncoded()));
        assertThat(value("ssl_f_der", x)).isEqualTo(hex.formatHex(OWN.getEncoded()));
        assertThat(value("ssl_s_der", x)).isEqualTo(hex.formatHex(OWN.getEncoded()));
        assertThat(value("ssl_c_chain_der", x)).isEqualTo(hex.formatHex(ROOT.getEncoded()));
        // A resumed session has kept nothing of it.
        assertThat(value("ssl_s_chain_der", x)).isEqualTo("NONE");
    }

    @Test
    void theHashIsThatOfTheCipherList() {
        Exchange x = exchange();
        Facts tls = (Facts) x.session.tls;
        x.session.tls = new Facts(
                tls.version,
                tls.cipher,
                tls.alpn,
                tls.sni,
                tls.resumed,
                tls.sessionId,
                tls.own,
                tls.peer,
                tls.verdict,
                tls.curve,
                tls.ownName,
                hello(
                        "C02CC030009FCCA9CCA8CCAAC02BC02F009EC024C028006BC023C0270067C00AC0140039C009C0130033009D009C003D00"
                                + "3C0035002F00FF"));
        assertThat(value("ssl_fc_cipherlist_xxh", x)).isEqualTo("5763151207011539301");
    }

    /** As HAProxy: most have no value without TLS, a few say that there is nothing. */
    @Test
    void inTheClear() {
        Exchange x = Traffic.request("GET /\nHost: h");
        for (List<Fetch> rows : List.of(TlsFetches.ROWS, CertificateFetches.ROWS, HelloFetches.ROWS)) {
            for (Fetch row : rows) {
                boolean says = List.of("ssl_fc_has_sni", "ssl_fc_is_resumed", "ssl_bc", "ssl_bc_is_resumed")
                        .contains(row.name());
                assertThat(value(row.name(), x)).as(row.name()).isEqualTo(says ? "0" : "NONE");
            }
        }
    }

    @Test
    void whatWasWrongIsToldOfHandshakesThatFailed() {
        Exchange x = Traffic.request("GET /\nHost: h");
        PeerVerdict expired = new PeerVerdict(
                X509Error.X509_V_ERR_CERT_HAS_EXPIRED,
                X509Error.X509_V_OK,
                X509Error.X509_V_ERR_CERT_HAS_EXPIRED,
                2,
                null);
        x.session.tlsFailure = new TlsFailure(0x1000007d, "error:1000007d", expired);
        assertThat(value("ssl_c_err", x)).isEqualTo("0");
        assertThat(value("ssl_c_ca_err", x)).isEqualTo("10");
        assertThat(value("ssl_c_ca_err_depth", x)).isEqualTo("2");
        assertThat(value("ssl_fc_err", x)).isEqualTo("268435581");
        assertThat(value("ssl_fc_err_str", x)).isEqualTo("error:1000007d");
    }

    @Test
    void errorsHaveNames() {
        Sample value = new Sample();
        value.number(10);
        Converters.TABLE
                .find("x509_v_err_str")
                .bind()
                .apply(new Args(new Object[0], new Bind.FixedNames(), null))
                .convert(Traffic.request("GET /\nHost: h"), value);
        assertThat(value.type).isEqualTo(SampleType.STR);
        assertThat(value.text()).isEqualTo("X509_V_ERR_CERT_HAS_EXPIRED");
    }
}
