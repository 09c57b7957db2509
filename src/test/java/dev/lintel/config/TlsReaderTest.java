package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.model.AcmeSpec;
import dev.lintel.model.BindTlsSpec;
import dev.lintel.model.BindTlsSpec.Use;
import dev.lintel.model.CertificateSpec;
import dev.lintel.model.Config;
import dev.lintel.model.ServerTlsSpec;
import dev.lintel.model.TlsPolicySpec;
import dev.lintel.model.TlsPolicySpec.Verify;
import dev.lintel.model.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model of what a configuration says of TLS; each default and order was seen in HAProxy 3.4. */
class TlsReaderTest {
    @TempDir
    Path folder;

    @Test
    void aBindHasDefaults() {
        BindTlsSpec tls = bind("bind :443 ssl crt a.pem ssl crt b.pem");
        assertThat(tls.policy().min()).isEqualTo(TlsVersion.TLS12);
        assertThat(tls.policy().max()).isEqualTo(TlsVersion.TLS13);
        assertThat(tls.policy().alpn()).containsExactly("h2", "http/1.1");
        assertThat(tls.policy().verify()).isEqualTo(Verify.NONE);
        assertThat(tls.policy().tickets()).isTrue();
        assertThat(tls.policy().caNames()).isTrue();
        assertThat(tls.policy().ciphers()).isNull();
        assertThat(tls.strictSni()).isFalse();
        assertThat(names(tls)).containsExactly("a.pem", "b.pem");
        assertThat(tls.uses().stream().map(Use::isDefault)).containsExactly(true, false);
    }

    @Test
    void withoutSslNothingIsMeant() {
        assertThat(bind("bind :443 crt a.pem strict-sni alpn h2")).isNull();
        assertThat(read("frontend f\n mode tcp\n timeout client 1s\n bind :443 ssl crt a.pem\n")
                        .frontends()
                        .getFirst()
                        .binds()
                        .getFirst()
                        .tls()
                        .policy()
                        .alpn())
                .as("ALPN by default is for HTTP")
                .isEmpty();
    }

    @Test
    void globalDefaultsApplyWhereTheLineIsSilent() {
        String global = """
                global
                    crt-base /certs
                    ca-base /cas
                    ssl-default-bind-options ssl-min-ver TLSv1.1 no-tls-tickets strict-sni
                    ssl-default-bind-curves secp384r1
                    ssl-default-bind-ciphers ECDHE+AESGCM:!aRSA
                """;
        TlsPolicySpec policy = bind(global, "bind :443 ssl crt a.pem verify required ca-file ca.pem")
                .policy();
        assertThat(policy.min()).isEqualTo(TlsVersion.TLS11);
        assertThat(policy.tickets()).isFalse();
        assertThat(policy.curves()).containsExactly("P-384");
        assertThat(policy.ciphers()).isEqualTo("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256");
        assertThat(policy.caFile()).isEqualTo("/cas/ca.pem");
        BindTlsSpec over = bind(
                global,
                "bind :443 ssl crt /x/a.pem ssl-min-ver TLSv1.3 tls-tickets no-strict-sni curves X25519 no-alpn");
        assertThat(over.policy().min()).isEqualTo(TlsVersion.TLS13);
        assertThat(over.policy().tickets()).isTrue();
        assertThat(over.policy().curves()).containsExactly("X25519");
        assertThat(over.policy().alpn()).isEmpty();
        assertThat(over.strictSni()).isFalse();
        assertThat(names(over)).containsExactly("/x/a.pem");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ECDHE-RSA-AES128-GCM-SHA256 | ECDHE-RSA-AES128-GCM-SHA256
            UNKNOWN:AES128-SHA | AES128-SHA
            kRSA:!AES128:@SECLEVEL=1 | AES256-GCM-SHA384:AES256-SHA
            ECDHE+CHACHA20:ECDHE+AES256+AESGCM:-aRSA | ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384
            AES128-SHA:AES256-SHA:+AES128 | AES256-SHA:AES128-SHA
            """)
    void expressionsBecomeNames(String expression, String names) {
        assertThat(bind("bind :443 ssl crt a.pem ciphers " + expression)
                        .policy()
                        .ciphers())
                .isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            force-tlsv12 | TLS12 | TLS12
            no-tlsv12 | TLS13 | TLS13
            no-tlsv13 no-sslv3 | TLS12 | TLS12
            ssl-max-ver TLSv1.1 | TLS10 | TLS11
            ssl-min-ver TLSv1.0 no-tlsv10 | TLS10 | TLS13
            """)
    void versionsAreWhatIsLeft(String words, TlsVersion min, TlsVersion max) {
        TlsPolicySpec policy = bind("bind :443 ssl crt a.pem " + words).policy();
        assertThat(List.of(policy.min(), policy.max())).containsExactly(min, max);
    }

    @Test
    void foldersAndBundlesAreSeveral() throws IOException {
        for (String file : List.of("b.pem", "a.pem", "a.pem.key", "a.pem.ocsp", ".hidden", "z.rsa", "z.ecdsa")) {
            Files.createFile(folder.resolve(file));
        }
        assertThat(names(bind("bind :443 ssl crt " + folder + "/ crt " + folder + "/z")))
                .containsExactly(
                        folder + "/a.pem",
                        folder + "/b.pem",
                        folder + "/z.ecdsa",
                        folder + "/z.rsa",
                        folder + "/z.rsa",
                        folder + "/z.ecdsa");
    }

    @Test
    void aFolderOfCertbotsIsOneCertificateEach() throws IOException {
        for (String name : List.of("b.example", "a.example")) {
            Path live = Files.createDirectories(folder.resolve("live/" + name));
            Files.createFile(live.resolve("fullchain.pem"));
            Files.createFile(live.resolve("privkey.pem"));
        }
        Files.createFile(folder.resolve("live/README"));
        assertThat(names(bind("bind :443 ssl crt " + folder + "/live")))
                .containsExactly(folder + "/live/a.example", folder + "/live/b.example");
        assertThat(names(bind("bind :443 ssl crt " + folder + "/live/b.example")))
                .containsExactly(folder + "/live/b.example");
    }

    @Test
    void storesAreReferredToByName() {
        String stores = """
                global
                    crt-base /g
                crt-store web
                    crt-base /certs
                    key-base /keys
                    load crt a.pem key a.key alias one
                    load crt b.pem acme le domains b.example,c.example ips 192.0.2.1
                crt-store
                    load crt c.pem key /k/c.key ocsp c.ocsp issuer c.issuer ocsp-update on
                acme le
                    directory letsencrypt
                """;
        BindTlsSpec tls = bind(stores, "bind :443 ssl crt @web/one crt @web/b.pem crt c.pem");
        assertThat(names(tls)).containsExactly("@web/one", "@web/b.pem", "/g/c.pem");
        CertificateSpec one = tls.uses().getFirst().certificate();
        assertThat(List.of(one.crt(), one.key())).containsExactly("/certs/a.pem", "/keys/a.key");
        CertificateSpec two = tls.uses().get(1).certificate();
        assertThat(two.acme()).isEqualTo("le");
        assertThat(two.domains()).containsExactly("b.example", "c.example");
        assertThat(two.ips()).containsExactly("192.0.2.1");
        CertificateSpec three = tls.uses().get(2).certificate();
        assertThat(List.of(three.key(), three.ocsp(), three.issuer()))
                .containsExactly("/k/c.key", "/g/c.ocsp", "/g/c.issuer");
        assertThat(three.ocspUpdate()).isTrue();
    }

    @Test
    void sslFUseServesEveryBindOfItsSection() {
        Config config = read("""
                frontend f
                    mode http
                    timeout client 1s
                    bind :443 ssl
                    bind :444 ssl crt own.pem
                    bind :80
                    ssl-f-use crt a.pem alpn h2
                    ssl-f-use crt b.pem key b.key
                """);
        assertThat(names(config.frontends().getFirst().binds().get(0).tls()))
                .as("the last line first, as in HAProxy 3.4")
                .containsExactly("b.pem", "a.pem");
        assertThat(names(config.frontends().getFirst().binds().get(1).tls()))
                .containsExactly("own.pem", "b.pem", "a.pem");
        assertThat(config.frontends().getFirst().binds().get(2).tls()).isNull();
    }

    @Test
    void namesToOrderComeFromTheLineOrTheRules() {
        String acme = "acme le\n directory staging\n";
        BindTlsSpec named = bind(acme, "bind :443 ssl acme domains B.example,a.example");
        assertThat(names(named)).containsExactly("b.example");
        assertThat(named.acme()).isEqualTo("le");
        assertThat(named.uses().getFirst().certificate().crt()).isNull();
        assertThat(named.uses().getFirst().certificate().domains()).containsExactly("b.example", "a.example");
        BindTlsSpec found =
                bind(acme, "bind :443 ssl acme alpn h2\n use_backend x if { hdr(host) -i gogs.ervine.org }");
        assertThat(names(found)).containsExactly("gogs.ervine.org");
        assertThat(found.uses().getFirst().certificate().domains()).containsExactly("gogs.ervine.org");
    }

    @Test
    void acmeSectionsAreReadWhole() {
        AcmeSpec spec = read("""
                global
                    acme.scheduler off
                    acme.store /var/lib/lintel
                acme le
                    directory letsencrypt https://other/dir
                    directory internal
                    contact a@b.c
                    account-key le.key
                    challenge DNS-01
                    keytype RSA
                    bits 4096
                    curves P-256
                    reuse-key on
                    acme-vars "a=b c=d"
                    provider-name gandi
                    challenge-ready dns,cli
                    dns-delay 5
                    dns-timeout 2m
                    profile shortlived
                    eab-key-id id
                    eab-mac-key mac
                    eab-mac-alg HS512
                    provider rfc2136 server 127.0.0.1:53 key-name k
                    ca-file ca.pem
                    notify ntfy https://x/y
                    notify webhook https://z
                """).global().tls().acme().getFirst();
        assertThat(spec.directories())
                .containsExactly("https://acme-v02.api.letsencrypt.org/directory", "https://other/dir", "internal");
        assertThat(spec.challenge()).isEqualTo("dns-01");
        assertThat(spec.keyType() + spec.bits()).isEqualTo("RSA4096");
        assertThat(spec.challengeReady())
                .as("in the order in which they are waited for")
                .containsExactly("cli", "dns");
        assertThat(spec.dnsDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.dnsTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(spec.provider()).isEqualTo("rfc2136");
        assertThat(spec.providerSettings())
                .containsEntry("server", "127.0.0.1:53")
                .containsEntry("key-name", "k");
        assertThat(spec.notices()).containsExactly(List.of("ntfy", "https://x/y"), List.of("webhook", "https://z"));
        assertThat(spec.reuseKey()).isTrue();
    }

    @Test
    void serversHaveDefaults() {
        ServerTlsSpec plain = server("server s 127.0.0.1:1 ssl verify none check");
        assertThat(plain.traffic()).isTrue();
        assertThat(plain.checks()).isTrue();
        assertThat(plain.verify()).isFalse();
        assertThat(plain.sniAuto()).isTrue();
        assertThat(plain.reuse()).isTrue();
        assertThat(plain.alpn()).isEmpty();
        assertThat(server("server s 127.0.0.1:1 verify required")).isNull();
        assertThat(server("server s 127.0.0.1:1 ssl verify none no-ssl")).isNull();
        assertThat(server("server s 127.0.0.1:1 ssl verify none check port 81").checks())
                .as("checks that go elsewhere are in clear text")
                .isFalse();
        assertThat(server("server s 127.0.0.1:1 ssl verify none check port 81 check-ssl")
                        .checks())
                .isTrue();
        assertThat(server("server s 127.0.0.1:1 ssl verify none no-check-ssl").checks())
                .isFalse();
        ServerTlsSpec more = server("default-server ssl ca-file @system-ca sni str(x) no-ssl-reuse\n"
                + " server s 127.0.0.1:1 alpn h2 ssl-min-ver TLSv1.3 check-sni y");
        assertThat(more.verify()).isTrue();
        assertThat(more.caFile()).isEqualTo("@system-ca");
        assertThat(more.sni()).singleElement().hasToString("str(x)");
        assertThat(more.sniAuto()).isFalse();
        assertThat(more.reuse()).isFalse();
        assertThat(more.checkAlpn()).containsExactly("h2");
        assertThat(more.min()).isEqualTo(TlsVersion.TLS13);
    }

    static List<String> names(BindTlsSpec tls) {
        return tls.uses().stream().map(use -> use.certificate().name()).toList();
    }

    static BindTlsSpec bind(String line) {
        return bind("", line);
    }

    private static BindTlsSpec bind(String before, String lines) {
        return read(before + "frontend f\n timeout client 1s\n " + lines + "\n mode http\n")
                .frontends()
                .getFirst()
                .binds()
                .getFirst()
                .tls();
    }

    private static ServerTlsSpec server(String lines) {
        return read("backend b\n mode http\n timeout connect 1s\n timeout server 1s\n " + lines + "\n")
                .backends()
                .getFirst()
                .servers()
                .getFirst()
                .tls();
    }

    private static Config read(String text) {
        Problems problems = new Problems();
        Config config = read(problems, text);
        assertThat(problems.hasErrors()).as(problems.sorted().toString()).isFalse();
        return config;
    }

    static Config read(Problems problems, String text) {
        return Reader.read(List.of(Source.of("haproxy.cfg", text)), Environment.empty(), problems, false);
    }
}
